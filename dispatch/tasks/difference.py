"""What a new plan asks for beyond the orders that were given: pure.

Orders are never taken back by a plan: what is no longer needed is only said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dispatch.tasks.lifecycle import LIVE, TAKEN_OR_ASKED
from routing.rank import LAST_RESORT
from routing.value_object import value_object


class Step(StrEnum):
    """What a new plan asks for: order an agency, release it, reinforce it, or take it back."""

    ORDER = "order"
    RELEASE = "release"
    MORE = "more"
    WITHDRAW = "withdraw"


# What a policy may do by itself: it sends help and never takes any back.
SENDING: Final = frozenset({Step.ORDER, Step.RELEASE, Step.MORE})


@value_object(kw_only=True)
class Given:
    """An order that was given, as the comparison with a plan needs it."""

    task_id: UUID
    agency_id: str
    service: str
    state: str
    stand_by: bool
    count: int


@value_object(kw_only=True)
class Change:
    """One step from the orders given to the plan; `line` is the plan's, None for a withdrawal."""

    step: Step
    agency_id: str
    service: str
    count: int
    stand_by: bool
    task_id: UUID | None = None
    line: Mapping[str, Any] | None = None


def difference(lines: Iterable[Mapping[str, Any]], orders: Iterable[Given]) -> tuple[Change, ...]:
    """Return the steps from `orders` to the stored `lines` of a plan, in the plan's order."""
    given: dict[str, list[Given]] = {}
    for order in orders:
        if order.state in TAKEN_OR_ASKED:
            given.setdefault(order.service, []).append(order)
    wanted: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        wanted.setdefault(line["service"], []).append(line)
    added = [
        change
        for service, own in wanted.items()
        for change in _of_service(own, given.get(service, []))
    ]
    return (*added, *_no_longer(given, wanted))


def _of_service(lines: Sequence[Mapping[str, Any]], given: Sequence[Given]) -> list[Change]:
    """Compare the lines of one service with its orders, whoever has them.

    Somebody else may have taken it over after a decline: what counts is how many come.
    """
    goes = any(not line["stand_by"] for line in lines)
    here = [order for order in given if not (goes and order.stand_by)]
    missing = sum(line["count"] for line in lines) - sum(order.count for order in here)
    released = _released(lines, given, missing) if goes else []
    missing -= sum(change.count for change in released)
    return [*released, *_called(lines, given, missing)]


def _released(
    lines: Sequence[Mapping[str, Any]], given: Sequence[Given], missing: int
) -> list[Change]:
    """Send those who stand by, until enough come."""
    found = []
    for order in given:
        if missing > 0 and order.stand_by and order.state in LIVE:
            missing -= order.count
            line = _line_of(lines, order)
            found.append(_change(Step.RELEASE, line, order=order, count=order.count))
    return found


def _called(
    lines: Sequence[Mapping[str, Any]], given: Sequence[Given], missing: int
) -> Iterator[Change]:
    """Ask the agencies of the plan for what still does not come."""
    asked = {order.agency_id: order for order in given if order.state in LIVE}
    for line in lines:
        own = asked.get(line["agency_id"])
        has = 0 if own is None else own.count
        count = min(missing, line["count"] - has)
        # Who has no order yet and is the last resort waits for a person's word.
        if count <= 0 or (own is None and line["tier"] == LAST_RESORT):
            continue
        missing -= count
        step = Step.ORDER if own is None else Step.MORE
        yield _change(step, line, order=own, count=has + count)


def _line_of(lines: Sequence[Mapping[str, Any]], order: Given) -> Mapping[str, Any]:
    own = (line for line in lines if line["agency_id"] == order.agency_id)
    return next(own, lines[0])


def _change(step: Step, line: Mapping[str, Any], *, order: Given | None, count: int) -> Change:
    return Change(
        step=step,
        agency_id=line["agency_id"] if order is None else order.agency_id,
        service=line["service"],
        count=count,
        stand_by=bool(line["stand_by"]),
        task_id=None if order is None else order.task_id,
        line=line,
    )


def _no_longer(
    given: Mapping[str, Sequence[Given]], wanted: Mapping[str, object]
) -> Iterator[Change]:
    for service, orders in given.items():
        for order in orders if service not in wanted else ():
            if order.state in LIVE:
                yield Change(
                    step=Step.WITHDRAW,
                    agency_id=order.agency_id,
                    service=service,
                    count=order.count,
                    stand_by=order.stand_by,
                    task_id=order.task_id,
                )
