"""One row for each order, without asking the database anything."""

from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from agencies.delivery.owe_delivery import KIND, owe_delivery
from dispatch.kernel.store.database import Connection
from dispatch.kernel.store.outbox import Owed
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import TaskAborted, TaskAssigned
from tests.support.city import SHIPPED

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
TASK, INCIDENT = UUID(int=2), UUID(int=1)


def work() -> UnitOfWork:
    # The connection is nothing at all: any query would fail.
    return UnitOfWork(
        cast("Connection", None), now=NOW, actor="system:test", reactions={}, city=SHIPPED
    )


def owed_by(uow: UnitOfWork) -> list[Owed]:
    return [row for row in uow._fresh.values() if isinstance(row, Owed)]


async def test_an_order_is_owed_at_once() -> None:
    uow = work()
    event = TaskAssigned(
        noun_id=TASK, incident_id=INCIDENT, agency_id="damkar", at=NOW, service="fire",
        incident_type="fire", priority=1,
        channel="112", attempt=1, stand_by=False, replaces=None,
    )  # fmt: skip
    await owe_delivery(uow, event)
    [row] = owed_by(uow)
    assert (row.kind, row.noun_id, row.agency_id, row.due_at, row.state) == (
        KIND,
        TASK,
        "damkar",
        NOW,
        "due",
    )
    assert row.payload == {"event": "task.assigned"}


async def test_calling_off_is_owed_with_its_reason() -> None:
    uow = work()
    await owe_delivery(
        uow,
        TaskAborted(
            noun_id=TASK, incident_id=INCIDENT, agency_id="damkar", at=NOW, reason="ternyata iseng"
        ),
    )
    [row] = owed_by(uow)
    assert row.payload == {"event": "task.aborted", "reason": "ternyata iseng"}
