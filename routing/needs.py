"""What is needed: the run card of every type said, and what each sign adds to it.

Pure. Needs of one service are joined: whoever must go goes, the larger count counts, and the
reasons of both are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, TypeVar

from routing.case import Sign
from routing.reason import Reason
from routing.table import CheckItem, Modifier, Need, ResponsePlan
from routing.value_object import value_object

HIGHEST_ALARM: Final = 5
T = TypeVar("T")


@value_object(kw_only=True)
class Wanted:
    """One need with the reasons for it beyond the run card of the first type."""

    need: Need
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Everything an emergency asks for. Compared by identity: it is made once and remembered."""

    card: ResponsePlan
    is_default: bool
    alarm: int
    needs: tuple[Wanted, ...]
    reasons: tuple[Reason, ...] = ()
    notify: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = ()


def demand_of(
    card: ResponsePlan,
    others: Iterable[ResponsePlan],
    modifiers: Iterable[tuple[Modifier, Sign]],
    *,
    is_default: bool,
    alarm: int = 1,
) -> Demand:
    """Join the run card of the first type, those of the other types, and what the signs add."""
    others, added = tuple(others), tuple(modifiers)
    level = min(HIGHEST_ALARM, max([alarm, *(modifier.alarm for modifier, _ in added)]))
    notify = [card.notify, *(one.notify for one in others), *(m.notify for m, _ in added)]
    asks = [card.checklist, *(one.checklist for one in others), *(m.checklist for m, _ in added)]
    joined: dict[str, Wanted] = {}
    for one in _asked(card, others, added):
        if one.need.from_alarm <= level:
            _join(joined, one)
    return Demand(
        card=card,
        is_default=is_default,
        alarm=level,
        needs=_led(joined, added),
        reasons=tuple(_about(others, added, alarm, level)),
        notify=_once(*notify),
        checklist=_once(*asks),
    )


def _asked(
    card: ResponsePlan,
    others: Iterable[ResponsePlan],
    added: Iterable[tuple[Modifier, Sign]],
) -> Iterator[Wanted]:
    for need in card.needs:
        yield Wanted(need=need)
    for other in others:
        reason = Reason("need_by_type", {"type": other.type})
        for need in other.needs:
            yield Wanted(need=need, reasons=(reason,))
    for modifier, sign in added:
        for need in modifier.needs:
            yield Wanted(need=_counted(need, sign), reasons=(_by_sign(sign),))


def _by_sign(sign: Sign) -> Reason:
    if sign.count is None:
        return Reason("need_by_sign", {"sign": sign.code})
    return Reason("need_by_count", {"sign": sign.code, "count": sign.count})


def _counted(need: Need, sign: Sign) -> Need:
    """Ask for as many crews as the people counted need."""
    if need.per_people is None or sign.count is None:
        return need
    crews = max(need.count, ceil(sign.count / need.per_people))
    return replace(need, count=crews if need.at_most is None else min(crews, need.at_most))


def _join(joined: dict[str, Wanted], new: Wanted) -> None:
    """Add a need; one of the same service is made as large as both ask."""
    service = new.need.service
    known = joined.get(service)
    if known is None:
        joined[service] = new
        return
    one, other = known.need, new.need
    going = [need for need in (one, other) if not need.stand_by] or [one, other]
    need = replace(
        one,
        count=max(each.count for each in going),
        stand_by=one.stand_by and other.stand_by,
        substitutes=_once(one.substitutes, other.substitutes),
        behind=one.behind or other.behind,
    )
    more = [] if need == one else [why for why in new.reasons if why not in known.reasons]
    joined[service] = Wanted(need=need, reasons=(*known.reasons, *more))


def _led(joined: dict[str, Wanted], added: Iterable[tuple[Modifier, Sign]]) -> tuple[Wanted, ...]:
    """Put the service that goes first in front; the others stop behind it."""
    leads = next((modifier.leads for modifier, _ in added if modifier.leads in joined), None)
    if leads is None:
        return tuple(joined.values())
    first = joined.pop(leads)
    behind = (
        replace(one, need=replace(one.need, behind=one.need.behind or leads))
        for one in joined.values()
    )
    return (first, *behind)


def _about(
    others: Iterable[ResponsePlan], added: Iterable[tuple[Modifier, Sign]], asked: int, level: int
) -> Iterator[Reason]:
    for other in others:
        yield Reason("also_type", {"type": other.type, "plan": other.id})
    for modifier, sign in added:
        yield Reason("modifier", {"sign": sign.code, "plan": modifier.id})
    if level > asked:
        yield Reason("alarm_raised", {"level": level})


def _once(*groups: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
