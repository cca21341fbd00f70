"""Which run cards and modifiers apply to a case, as of its day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar

from routing.case import Case, Sign
from routing.needs import HIGHEST_ALARM, Demand, demand_of
from routing.table import CheckItem, Modifier, Need, ResponsePlan

UNKNOWN_TYPE: Final = "unknown"
_MOST_REMEMBERED: Final = 5_000
D = TypeVar("D", ResponsePlan, Modifier)

# Police secure any scene and an ambulance helps whoever is hurt: wrong for no emergency, enough to
# start every one.
SAFE_DEFAULT: Final = ResponsePlan(
    id="safe-default",
    type=UNKNOWN_TYPE,
    needs=(Need(service="police"), Need(service="ems")),
    valid_from=datetime.min.replace(tzinfo=UTC),
    checklist=(
        CheckItem(
            id="Tanyakan: apa yang terjadi, di mana tepatnya, adakah yang terluka?",
            en="Ask: what happened, where exactly, is anybody hurt?",
        ),
    ),
    source="Tanggap 112: police and ambulance for anything without a run card of its own",
)

# The lowest priority is noted or referred. What has no card of its own there sends nobody; the
# police stand by, for a denial may prove untrue.
LOWEST: Final = 5
NOTED: Final = ResponsePlan(
    id="noted",
    type=UNKNOWN_TYPE,
    needs=(Need(service="police", stand_by=True),),
    valid_from=datetime.min.replace(tzinfo=UTC),
    priority_min=LOWEST,
    checklist=(
        CheckItem(
            id="Pastikan tidak ada yang dalam bahaya; tautkan ke kejadian yang sudah ada.",
            en="Make sure that nobody is in danger; link it to the incident that is open.",
        ),
    ),
    source="Tanggap 112: nobody is sent for what is denied, over or only told",
)

_Key: TypeAlias = tuple[str, int, str | None, int, int, tuple[str, ...], tuple[Sign, ...]]


class RunCards:
    """The run cards and modifiers of one table; what was chosen is remembered."""

    def __init__(self, cards: Iterable[ResponsePlan], modifiers: Iterable[Modifier] = ()) -> None:
        self._cards = tuple(cards)
        self._modifiers = tuple(modifiers)
        dated: list[ResponsePlan | Modifier] = [*self._cards, *self._modifiers]
        moments = {moment for one in dated for moment in (one.valid_from, one.valid_to)}
        self._eras = sorted(moment for moment in moments if moment is not None)
        named = (kind for one in self._modifiers for kind in one.types)
        self._types = frozenset([*(card.type for card in self._cards), *named])
        self._signs = frozenset(code for one in self._modifiers for code in one.signs)
        self._chosen: dict[_Key, Demand] = {}

    def select(self, case: Case) -> Demand:
        """Return the run cards and modifiers of a case, as of its day.

        What nobody has a card or a modifier for is text from outside: it must not grow the memory.
        """
        key = (
            case.type if case.type in self._types else "",
            case.priority,
            case.flood_state,
            bisect_right(self._eras, case.at),
            min(HIGHEST_ALARM, case.alarm_level),
            case.also and tuple(kind for kind in case.also if kind in self._types),
            case.signs and tuple(sign for sign in case.signs if sign.code in self._signs),
        )
        found = self._chosen.get(key)
        if found is None:
            if len(self._chosen) >= _MOST_REMEMBERED:
                self._chosen.clear()
            found = self._chosen[key] = self._demand(case, key[5])
        return found

    def _demand(self, case: Case, also: tuple[str, ...]) -> Demand:
        card, is_default = self._card(case)
        others = [
            other
            for kind in dict.fromkeys(also)
            if kind not in {card.type, UNKNOWN_TYPE}
            and (other := self._best(case, kind)) is not None
        ]
        return demand_of(
            card,
            others,
            self._added(case, frozenset({case.type, *also})),
            is_default=is_default,
            alarm=min(HIGHEST_ALARM, case.alarm_level),
        )

    def _card(self, case: Case) -> tuple[ResponsePlan, bool]:
        for kind in (case.type, UNKNOWN_TYPE):
            card = self._best(case, kind)
            if card is not None:
                return card, kind != case.type
        is_known = any(card.type == case.type for card in self._cards)
        return (NOTED, not is_known) if case.priority >= LOWEST else (SAFE_DEFAULT, True)

    def _best(self, case: Case, kind: str) -> ResponsePlan | None:
        own = (card for card in self._cards if card.type == kind)
        fitting = [card for card in _in_force(own, case.at) if _fits(card, case)]
        return max(fitting, key=_precision, default=None)

    def _added(self, case: Case, types: frozenset[str]) -> Iterator[tuple[Modifier, Sign]]:
        """Give the modifiers in force, each in its newest version and with the sign it heeds."""
        for modifier in _in_force(self._modifiers, case.at):
            is_for = not modifier.types or not types.isdisjoint(modifier.types)
            if is_for and case.priority <= modifier.priority_max:
                said = [sign for sign in case.signs if _is_said(sign, modifier)]
                if said:
                    yield modifier, max(said, key=lambda sign: sign.count or 0)


def _is_said(sign: Sign, modifier: Modifier) -> bool:
    enough = modifier.people <= 1 or (sign.count or 0) >= modifier.people
    return sign.code in modifier.signs and enough


def _in_force(dated: Iterable[D], at: datetime) -> Iterable[D]:
    """Return what is in force, each in its newest version."""
    newest: dict[str, D] = {}
    for one in sorted(dated, key=lambda one: (one.valid_from, one.version)):
        if one.valid_from <= at and (one.valid_to is None or at < one.valid_to):
            newest[one.id] = one
    return newest.values()


def _fits(card: ResponsePlan, case: Case) -> bool:
    in_priority = card.priority_min <= case.priority <= card.priority_max
    in_flood = not card.flood_states or case.flood_state in card.flood_states
    return in_priority and in_flood


def _precision(card: ResponsePlan) -> tuple[bool, int, datetime, int, str]:
    """Order cards: made for this flood state, narrow in priority, then the newest."""
    narrow = card.priority_min - card.priority_max
    return bool(card.flood_states), narrow, card.valid_from, card.version, card.id
