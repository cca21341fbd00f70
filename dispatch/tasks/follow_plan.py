"""Follow a new plan: order what it adds where a policy says so, and show what is left.

A sign of danger lets whoever stands by for it go without a person: the agency was asked to be ready
for exactly this. Everything else waits for the dispatcher, unless the incident follows its plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dispatch.incidents.models import Incident
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.assign import Order, assign
from dispatch.tasks.difference import SENDING, Change, Given, Step, difference
from dispatch.tasks.events import TaskAssigned, TaskReinforced, TaskReleased
from dispatch.tasks.models import Task
from dispatch.tasks.reinforce import reinforce
from dispatch.tasks.release import release
from routing.reason import Reason

DIFFERS: Final = "plan_differs"
_GIVEN: Final = """
SELECT id AS task_id, agency_id, service, state, stand_by, count FROM task
WHERE incident_id = $1 ORDER BY assigned_at, id
"""
_LAST_LINES: Final = """
SELECT plan -> 'lines' FROM incident_plan WHERE incident_id = $1
ORDER BY made_at DESC, id DESC LIMIT 1
"""


async def orders_given(reading: ReadTransaction, incident_id: object) -> list[Given]:
    """Return every order of an incident, oldest first."""
    return [Given(**dict(row)) for row in await reading.fetch(_GIVEN, incident_id)]


async def follow_plan(
    uow: UnitOfWork,
    incident: Incident,
    lines: Iterable[Mapping[str, Any]],
    *,
    steps: frozenset[Step],
) -> None:
    """Carry out the `steps` of a new plan that policy allows, and flag what a person must decide.

    Nothing is added where nobody was ordered yet: the whole plan is what the dispatcher decides on.
    """
    await uow.flush()
    orders = await orders_given(uow, incident.id)
    if not orders:
        return
    changes = difference(lines, orders)
    for change in changes:
        if change.step in steps:
            await _do(uow, incident, change)
    left = [one for one in changes if one.step in SENDING and one.step not in steps]
    await _flag(uow, incident, differs=bool(left))


async def settle_difference(
    uow: UnitOfWork, event: TaskAssigned | TaskReleased | TaskReinforced
) -> None:
    """Clear the flag of an open difference once the orders are what the plan asks for."""
    if event.incident_id is None:
        return
    incident = await uow.get(Incident, event.incident_id)
    if DIFFERS not in incident.flags:
        return
    await uow.flush()
    lines: Sequence[Mapping[str, Any]] = await uow.fetchval(_LAST_LINES, incident.id) or ()
    changes = difference(lines, await orders_given(uow, incident.id))
    await _flag(uow, incident, differs=any(one.step in SENDING for one in changes))


def order_of_line(line: Mapping[str, Any], *, count: int) -> Order:
    """Turn a line of a stored plan into an order, with the plan's reasons."""
    return Order(
        agency_id=line["agency_id"],
        service=line["service"],
        reasons=tuple([Reason(one["code"], one["params"]) for one in line["reason_codes"]]),
        candidates=tuple(line["candidates"]),
        stand_by=line["stand_by"],
        count=count,
    )


async def _do(uow: UnitOfWork, incident: Incident, change: Change) -> None:
    if change.step is Step.ORDER and change.line is not None:
        await assign(uow, incident, order_of_line(change.line, count=change.count))
        return
    task = await uow.get(Task, change.task_id)
    if change.step is Step.RELEASE:
        await release(uow, task, reason=_why(change))
    elif change.step is Step.MORE:
        await reinforce(uow, task, change.count, reason=_why(change))


def _why(change: Change) -> str:
    """Return the sign that changed the plan, as a code: people read it in the plan's reasons."""
    reasons = [] if change.line is None else change.line["reason_codes"]
    signs = [one["params"]["sign"] for one in reasons if "sign" in one["params"]]
    return ", ".join(str(sign) for sign in signs)


async def _flag(uow: UnitOfWork, incident: Incident, *, differs: bool) -> None:
    if differs == (DIFFERS in incident.flags):
        return
    others = [flag for flag in incident.flags if flag != DIFFERS]
    await uow.change(incident, flags=[*others, DIFFERS] if differs else others)
