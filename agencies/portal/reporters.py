"""Who reported an incident.

Personal data of the intake, asked for through a door that `main.py` fills.
"""

from typing import Protocol
from uuid import UUID

from dispatch.kernel.store.reading import Reading


class Reporters(Protocol):
    """Knows who reported what."""

    async def reporters_of(
        self, reading: Reading, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        """Return name and phone of the reporters of an incident, first report first, without those who stay anonymous."""
        ...


class NoReporters:
    """Knows nobody."""

    async def reporters_of(
        self, reading: Reading, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        """Return nobody."""
        del reading, incident_id
        return []
