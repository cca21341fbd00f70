"""Orders to agencies on a real database.

A small city in which agencies are asked, reached, and answer.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from agencies.channels.base import Surroundings
from agencies.delivery.dead_letters import resend
from agencies.delivery.deliver import Deliver
from agencies.delivery.directory import ChannelSetting, Patience, set_channel
from agencies.delivery.models import AgencyChannelRow
from agencies.delivery.owe_delivery import owe_delivery
from dispatch.directory.models import AgencyRow
from dispatch.incidents.models import Incident, IncidentType
from dispatch.incidents.open_incident import NewIncident, open_incident
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.store.database import open_pool
from dispatch.kernel.store.unit_of_work import Reactions, Units
from dispatch.kernel.store.wake import Wake
from dispatch.tasks.answer import acknowledge, lock_task, record_delivered
from dispatch.tasks.assign import Order, assign
from dispatch.tasks.events import TaskAborted, TaskAssigned, TaskCancelled, TaskReturned
from dispatch.tasks.lifecycle import TaskState
from dispatch.tasks.progress import cancel, progress
from dispatch.tasks.reactions import ask_again
from dispatch.tasks.recall import open_recall
from dispatch.tasks.record_answer import Answer
from dispatch.tasks.verify import return_task
from routing.place import Place
from routing.reason import Reason
from routing.value_object import value_object
from tests.support.city import SHIPPED

JURISDICTION = Reason("owner_of_area", {"agency": "Damkar", "service": "fire", "area": "Kranggan"})

START = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
SECRET = "rahasia-bersama-antara-pusat-dan-instansi"
_REACTIONS: Reactions = {
    TaskAssigned: [owe_delivery],
    TaskCancelled: [open_recall, owe_delivery],
    TaskAborted: [open_recall, owe_delivery],
    TaskReturned: [owe_delivery, ask_again],
}


@value_object
class City:
    """Agencies, incidents and orders, at the time of a clock that the test moves."""

    units: Units
    clock: ManualClock

    async def add_agency(self, agency_id: str) -> None:
        """Found an agency that only has its page."""
        async with self.units.begin("system:test") as uow:
            if await uow.find(AgencyRow, agency_id) is None:
                uow.add(AgencyRow(id=agency_id, name=agency_id.title(), services=["fire"]))

    async def reach(
        self,
        agency_id: str,
        url: str = "",
        *,
        rank: int = 1,
        kind: str = "webhook",
        patience: Patience | None = None,
    ) -> AgencyChannelRow:
        """Reach the agency this way as well."""
        await self.add_agency(agency_id)
        secret = SECRET if kind == "webhook" else None
        setting = ChannelSetting(
            kind=kind, rank=rank, address=url, secret=secret, patience=patience or Patience()
        )
        async with self.units.begin("system:test") as uow:
            around = Surroundings(allow_private=True)
            return (await set_channel(uow, agency_id, setting, around=around)).row

    async def open(self, summary: str = "Rumah terbakar") -> UUID:
        """Open an incident."""
        async with self.units.begin("system:test") as uow:
            if await uow.find(IncidentType, "fire") is None:
                uow.add(
                    IncidentType(code="fire", label_id="Kebakaran", label_en="Fire", priority=1)
                )
            place = Place(
                lat=-7.47, lon=112.43, accuracy_m=50.0, method="address", address="Jl. Majapahit 5"
            )
            incident = await open_incident(
                uow,
                NewIncident(
                    type="fire",
                    priority=1,
                    reached_at=uow.now,
                    opened_at=uow.now,
                    summary=summary,
                    place=place,
                ),
            )
            return incident.id

    async def order(
        self, agency_id: str, *, incident_id: UUID | None = None, summary: str = "Rumah terbakar"
    ) -> UUID:
        """Ask the agency, for a new incident unless one is named; return the task's id."""
        await self.add_agency(agency_id)
        known = incident_id or await self.open(summary)
        async with self.units.begin("system:test") as uow:
            incident = await uow.get(Incident, known)
            return (
                await assign(
                    uow,
                    incident,
                    Order(agency_id=agency_id, service="fire", reasons=(JURISDICTION,)),
                )
            ).id

    async def acknowledge(self, task_id: UUID) -> None:
        """Let a human at the agency take it."""
        async with self.units.begin("person:test") as uow:
            await acknowledge(uow, await lock_task(uow, task_id), Answer(by="Komandan Budi"))

    async def mark_read(self, task_id: UUID) -> None:
        """Let the agency's page fetch it."""
        async with self.units.begin("person:test") as uow:
            await record_delivered(uow, await lock_task(uow, task_id), by="portal")

    async def take_back(self, task_id: UUID, reason: str) -> None:
        """Take the order back, or call the agency off."""
        async with self.units.begin("person:test") as uow:
            await cancel(uow, await lock_task(uow, task_id), reason=reason)

    async def finish_and_return(self, task_id: UUID, reason: str) -> None:
        """Let the agency say that it is done, and the centre that it is not."""
        async with self.units.begin("person:test") as uow:
            await progress(
                uow, await lock_task(uow, task_id), TaskState.COMPLETED, Answer(by="Komandan Budi")
            )
        async with self.units.begin("person:test") as uow:
            await return_task(uow, await lock_task(uow, task_id), reason=reason)

    async def send_again(self, task_id: UUID) -> None:
        """Send what was given up about the task again."""
        async with self.units.begin("person:test") as uow:
            await resend(
                uow,
                await uow.fetchval(
                    "SELECT id FROM outbox WHERE noun_id = $1 AND state = 'dead'", task_id
                ),
            )

    async def task(self, task_id: UUID) -> dict[str, Any]:
        """Return the task as it is now."""
        return dict(
            await self.units.pool.fetchrow("SELECT * FROM task WHERE id = $1", task_id) or {}
        )

    async def owed(self, task_id: UUID) -> list[str]:
        """Return the states of what is owed for the task, oldest first."""
        rows = await self.units.pool.fetch(
            "SELECT state FROM outbox WHERE noun_id = $1 ORDER BY created_at, id", task_id
        )
        return [row["state"] for row in rows]

    async def tries(self, task_id: UUID) -> list[tuple[str, str, str | None]]:
        """Return channel, outcome and error of every try for the task."""
        rows = await self.units.pool.fetch(
            "SELECT channel, outcome, error FROM delivery WHERE task_id = $1 ORDER BY id", task_id
        )
        return [(row["channel"], row["outcome"], row["error"]) for row in rows]

    async def facts(self, kind: str, task_id: UUID) -> list[dict[str, Any]]:
        """Return the data of every event of a type about the task."""
        rows = await self.units.pool.fetch(
            "SELECT data::jsonb AS data FROM event WHERE type = $1 AND noun_id = $2 ORDER BY seq",
            kind,
            task_id,
        )
        return [row["data"] for row in rows]

    async def deliver(self, module: Deliver) -> None:
        """Run the module until nothing is due and nothing is under way."""
        while await module.run_once(self.units, self.clock.now()):
            await module.idle()


@asynccontextmanager
async def open_city(database_url: str) -> AsyncIterator[City]:
    """Open a city on a migrated database."""
    pool, clock = await open_pool(database_url, name="test", size=8), ManualClock(START)
    try:
        yield City(Units(pool, clock, _REACTIONS, Wake(None), SHIPPED), clock)
    finally:
        await pool.close()
