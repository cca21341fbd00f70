"""Reaction: whoever is asked, or no longer asked, must be told.

One row in the outbox, without a query: this is the hot path.
"""

from typing import Final

from dispatch.kernel.store.outbox import Owed
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import (
    TaskAborted,
    TaskAssigned,
    TaskCancelled,
    TaskReinforced,
    TaskReleased,
    TaskReturned,
)

KIND: Final = "task_delivery"
# These ask the agency to come; those take that back, which a human must have heard as well.
ASKING: Final = frozenset({TaskAssigned.type, TaskReleased.type})
RECALLING: Final = frozenset({TaskCancelled.type, TaskAborted.type})


async def owe_delivery(
    uow: UnitOfWork,
    event: (
        TaskAssigned | TaskReleased | TaskReinforced | TaskCancelled | TaskAborted | TaskReturned
    ),
) -> None:
    """Owe the agency a notice: one row of the outbox.

    By which channel it is delivered is decided when it is sent, not here.
    """
    payload = (
        {"event": event.type}
        if isinstance(event, TaskAssigned)
        else {"event": event.type, "reason": event.reason}
    )
    uow.add(
        Owed(
            id=uow.new_id(),
            kind=KIND,
            noun_id=event.noun_id,
            agency_id=event.agency_id,
            payload=payload,
            due_at=uow.now,
            created_at=uow.now,
        )
    )
