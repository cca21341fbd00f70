"""Who reported an incident: personal data of intake, behind a protocol that `main.py` fills."""

from typing import Final, Protocol
from uuid import UUID

from dispatch.kernel.container import Service
from dispatch.kernel.store.read_transaction import ReadTransaction


class Reporters(Protocol):
    """Knows who reported what."""

    async def reporters_of(
        self, reading: ReadTransaction, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        """Return name and phone of an incident's reporters, first report first.

        Those who stay anonymous are left out.
        """
        ...


REPORTERS: Final = Service[Reporters]("reporters")
