"""An incident with its orders and deadlines: the picture that the board and HTTP both show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import OPEN_SQL
from dispatch.incidents.view import SELECTED as INCIDENT
from dispatch.incidents.view import IncidentView, incident_members
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.sla.view import SELECTED as CLOCK
from dispatch.sla.view import ClockView, clock_view
from dispatch.tasks.view import FROM as TASKS
from dispatch.tasks.view import SELECTED as TASK
from dispatch.tasks.view import TaskView, task_view


class IncidentPicture(IncidentView):
    """An incident with its orders and deadlines."""

    tasks: tuple[TaskView, ...]
    clocks: tuple[ClockView, ...]


_IS_OPEN: Final = OPEN_SQL.replace("state", "i.state", 1)
_ASKED: Final = "i.id = ANY($1::uuid[])"
_INCIDENTS: Final = f"SELECT {INCIDENT} FROM incident i WHERE "  # noqa: S608 - our own names
_TASKS: Final = f"SELECT {TASK} {TASKS} WHERE "
_CLOCKS: Final = f"SELECT {CLOCK} FROM sla_clock c JOIN incident i ON i.id = c.incident_id WHERE "  # noqa: S608 - our own names


async def load_incidents(
    reading: ReadTransaction, ids: Sequence[UUID] | None, *, unmasked: bool = False
) -> list[IncidentPicture]:
    """Return incidents with their tasks and clocks: those with `ids`, or all open ones.

    Three statements however many incidents there are. Telephone numbers in their summaries are
    hidden unless `unmasked`.
    """
    which, values = (_IS_OPEN, ()) if ids is None else (_ASKED, (ids,))
    incidents = await reading.fetch(_INCIDENTS + which, *values)
    tasks = await reading.fetch(f"{_TASKS}{which} ORDER BY t.assigned_at, t.id", *values)
    clocks = await reading.fetch(
        f"{_CLOCKS}{which} ORDER BY c.started_at, c.metric, c.scope_id", *values
    )
    tasks_of: dict[UUID, list[TaskView]] = defaultdict(list)
    for row in tasks:
        tasks_of[row["incident_id"]].append(task_view(row))
    clocks_of: dict[UUID, list[ClockView]] = defaultdict(list)
    for row in clocks:
        clocks_of[row["incident_id"]].append(clock_view(row))
    return [
        IncidentPicture(
            **incident_members(row, unmasked=unmasked),
            tasks=tuple(tasks_of[row["id"]]),
            clocks=tuple(clocks_of[row["id"]]),
        )
        for row in incidents
    ]


def narrow(picture: IncidentPicture, agency_id: str) -> IncidentPicture:
    """Return what an agency may see of an incident.

    Of other agencies that were ordered: that they were, for what and how far they are, not what
    they said. Of the deadlines: the centre's and its own.
    """
    return picture.model_copy(
        update={
            "tasks": tuple(
                [
                    task if task.agency_id == agency_id else task.for_others()
                    for task in picture.tasks
                ]
            ),
            "clocks": tuple(
                [clock for clock in picture.clocks if clock.agency_id in {None, agency_id}]
            ),
        }
    )


def is_open(picture: IncidentView) -> bool:
    """Whether the incident belongs on the board."""
    return picture.state in OPEN


def agencies_of(tasks: Iterable[TaskView]) -> frozenset[str]:
    """Return the agencies that were ever ordered, who may see the incident."""
    return frozenset([task.agency_id for task in tasks])
