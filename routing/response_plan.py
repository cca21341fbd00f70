"""Which run card applies, and which of its needs at this alarm level."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from routing.case import Case
from routing.table import CheckItem, Need, ResponsePlan

UNKNOWN_TYPE: Final = "unknown"

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


class RunCards:
    """The run cards of one table, chosen once per (type, priority, flood state.

    Era) and remembered.
    """

    def __init__(self, cards: Iterable[ResponsePlan]) -> None:
        self._cards = tuple(cards)
        moments = [
            moment
            for card in self._cards
            for moment in (card.valid_from, card.valid_to)
            if moment is not None
        ]
        self._eras = sorted(set(moments))
        self._chosen: dict[tuple[str, int, str | None, int], tuple[ResponsePlan, bool]] = {}

    def select(self, case: Case) -> tuple[ResponsePlan, bool]:
        """Return the card for a case and whether it is only the safe default."""
        era = bisect_right(self._eras, case.at)
        key = (case.type, case.priority, case.flood_state, era)
        found = self._chosen.get(key)
        if found is None:
            found = self._choose(case)
            # A type nobody has a card for is free text from outside: it must not grow the memory.
            if not found[1]:
                self._chosen[key] = found
        return found

    def _choose(self, case: Case) -> tuple[ResponsePlan, bool]:
        for wanted in (case.type, UNKNOWN_TYPE):
            fitting = [card for card in self._cards if card.type == wanted and _fits(card, case)]
            if fitting:
                return max(fitting, key=_precision), wanted != case.type
        return SAFE_DEFAULT, True


def _fits(card: ResponsePlan, case: Case) -> bool:
    in_time = card.valid_from <= case.at and (card.valid_to is None or case.at < card.valid_to)
    in_priority = card.priority_min <= case.priority <= card.priority_max
    return (
        in_time and in_priority and (not card.flood_states or case.flood_state in card.flood_states)
    )


def _precision(card: ResponsePlan) -> tuple[bool, int, datetime, int, str]:
    """Order cards: made for this flood state, narrow in priority, then the newest."""
    narrow = card.priority_min - card.priority_max
    return bool(card.flood_states), narrow, card.valid_from, card.version, card.id
