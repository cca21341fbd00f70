"""Who reported an incident.

Personal data of the intake, asked for through a door that `main.py` fills.
"""

from typing import Final, Protocol
from uuid import UUID

from dispatch.kernel.container import Service
from dispatch.kernel.store.read_transaction import ReadTransaction


class Reporters(Protocol):
    """Knows who reported what."""

    async def reporters_of(
        self, reading: ReadTransaction, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        """Return name and phone of the reporters of an incident, first report first.

        Without those who stay anonymous.
        """
        ...


REPORTERS: Final = Service[Reporters]("reporters")
