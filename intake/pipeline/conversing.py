"""What the pipeline needs of conversations; `intake.conversations` fulfils it."""

from collections.abc import Sequence
from typing import Protocol

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.pipeline.policy import Policies
from intake.pipeline.stored import Arrival
from intake.reports.models import Report


class Thread(Protocol):
    """The conversations that one group of messages goes on with."""

    async def find(self, arrivals: Sequence[Arrival]) -> None:
        """Read the open reports that these messages belong to, all at once."""
        ...

    def report_of(self, arrival: Arrival) -> Report | None:
        """Return the report that this message belongs to, None when it begins one."""
        ...

    def begin(self, arrival: Arrival, report: Report) -> None:
        """Remember that this message has begun a report: the next may be in the same group."""
        ...

    async def add(self, arrival: Arrival, report: Report) -> Arrival | None:
        """Add the message to the report and to the incident it belongs to.

        Return the conversation as one message when that makes another proposal likely.
        """
        ...


class Conversations(Protocol):
    """Finds the open conversations that messages go on with."""

    def open(self, uow: UnitOfWork, policies: Policies) -> Thread:
        """Return the conversations of one group of messages."""
        ...
