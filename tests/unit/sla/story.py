"""A small city with targets, at the time of a clock that the test moves.

The application's own reactions.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shapely.geometry import box

from dispatch.directory.models import AgencyRow
from dispatch.incidents.models import Incident, IncidentType
from dispatch.incidents.open_incident import NewIncident, open_incident
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.said_time import exactly
from dispatch.kernel.store.database import open_pool
from dispatch.kernel.store.migrations import load_tables
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.wake import Wake
from dispatch.sla.policy import PolicySource
from dispatch.sla.sweep import Sweep
from dispatch.sla.targets import load_targets
from dispatch.tasks.answer import acknowledge, lock_task
from dispatch.tasks.assign import Order, assign
from dispatch.tasks.record_answer import Answer
from dispatch.units.add_unit import NewUnit, add_unit
from dispatch.units.assign_unit import assign_unit
from dispatch.units.milestones import Milestone, Stamp
from dispatch.units.models import Unit
from dispatch.units.report_status import report_status
from dispatch.units.repository import lock_assignment
from reactions import reaction_table
from routing import Agency, Area, Router, Table
from routing.value_object import value_object
from tests.support.city import SHIPPED

load_tables(("dispatch", "intake", "agencies"))
START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SINCE = "2026-01-01T00:00:00+07:00"
TARGETS = (
    {"metric": "answer", "value_s": 10, "valid_from": SINCE},
    {"metric": "triage", "value_s": 60, "valid_from": SINCE},
    {"metric": "processing", "value_s": 60, "valid_from": SINCE},
    {"metric": "hand_over", "value_s": 60, "priority": 1, "valid_from": SINCE},
    {"metric": "hand_over", "value_s": 180, "priority": 3, "valid_from": SINCE},
    {"metric": "turnout", "value_s": 80, "agency_id": "damkar", "valid_from": SINCE},
    {"metric": "travel", "value_s": 240, "agency_id": "damkar", "valid_from": SINCE},
    {
        "metric": "response",
        "value_s": 900,
        "type": "fire",
        "valid_from": SINCE,
        "legal_basis": "Permendagri 114/2018",
    },
)
AGENCIES = ("damkar", "damkar-tetangga", "psc119")
TYPES = (("fire", 1), ("medical", 1), ("animal", 3), ("unknown", 2))


_AREA = Area(code="35.76", name="Kota", level="city", geometry=box(112.40, -7.50, 112.48, -7.44))
_ROUTER = Router(
    Table(
        version="tanpa rencana",
        areas=(_AREA,),
        agencies=(Agency(id="damkar", name="damkar", services=frozenset({"fire"})),),
        jurisdictions=(),
        response_plans=(),
        home_code="35.76",
    )
)


class NoPlans:
    """Routing has no run cards here: orders are given by hand."""

    def current(self) -> Router:
        return _ROUTER


@value_object
class Story:
    units: Units
    clock: ManualClock
    policies: PolicySource

    def at(self, seconds: float) -> datetime:
        return START + timedelta(seconds=seconds)

    def go_to(self, seconds: float) -> None:
        self.clock.advance(seconds=(self.at(seconds) - self.clock.now()).total_seconds())

    async def set_targets(self, rows: Iterable[dict[str, Any]]) -> None:
        async with self.units.begin("test:1") as uow:
            await load_targets(uow, rows)
        async with self.units.reading() as reading:
            await self.policies.refresh(reading)

    async def open(self, *, kind: str = "fire", answered: float | None = 5, **values: Any) -> UUID:
        """Open an incident that reached the centre at second 0 and was opened at second 20."""
        given: dict[str, Any] = {
            "type": kind,
            "priority": dict(TYPES)[kind],
            "reached_at": START,
            "opened_at": self.at(20),
        }
        given["answered_at"] = None if answered is None else self.at(answered)
        async with self.units.begin("test:1") as uow:
            return (await open_incident(uow, NewIncident(**(given | values)))).id

    async def order(
        self, incident_id: UUID, agency_id: str = "damkar", *, at: float = 30, **values: Any
    ) -> UUID:
        async with self.units.begin("test:1") as uow:
            incident = await uow.get(Incident, incident_id)
            return (
                await assign(
                    uow,
                    incident,
                    Order(agency_id=agency_id, service="fire", at=self.at(at), **values),
                )
            ).id

    def be_at(self, seconds: float) -> None:
        """Let the clock be at this second at least: nobody says what has not happened yet."""
        self.go_to(max(seconds, (self.clock.now() - START).total_seconds()))

    async def acknowledge(self, task_id: UUID, *, at: float) -> None:
        self.be_at(at)
        async with self.units.begin("person:agency") as uow:
            await acknowledge(
                uow,
                await lock_task(uow, task_id),
                Answer(by="Komandan Budi", at=exactly(self.at(at))),
            )

    async def unit(self, callsign: str = "D1", agency_id: str = "damkar") -> UUID:
        async with self.units.begin("test:1") as uow:
            return (
                await add_unit(uow, NewUnit(agency_id=agency_id, callsign=callsign, kind="engine"))
            ).id

    async def send(self, unit_id: UUID, task_id: UUID, *, at: float) -> UUID:
        self.be_at(at)
        async with self.units.begin("test:1") as uow:
            task = await lock_task(uow, task_id)
            return (
                await assign_unit(uow, await uow.get(Unit, unit_id), task, at=exactly(self.at(at)))
            ).id

    async def report(self, assignment_id: UUID, **seconds: float) -> None:
        stamps = [Stamp(Milestone(name), self.at(at)) for name, at in seconds.items()]
        async with self.units.begin("test:1") as uow:
            unit, task, assignment = await lock_assignment(uow, assignment_id)
            await report_status(uow, unit, task, assignment, stamps)

    async def sweep(self, batch: int = 200) -> int:
        module, done = Sweep(self.policies, batch=batch), 0
        while changed := await module.run_once(self.units, self.clock.now()):
            done += changed
        return done

    async def clock_of(self, scope_id: UUID, metric: str) -> dict[str, Any]:
        record = await self.units.pool.fetchrow(
            "SELECT * FROM sla_clock WHERE scope_id = $1 AND metric = $2", scope_id, metric
        )
        assert record is not None, f"no clock {metric}"
        return dict(record) | {"times": record}

    async def has_clock(self, scope_id: UUID, metric: str) -> bool:
        query = "SELECT EXISTS (SELECT FROM sla_clock WHERE scope_id = $1 AND metric = $2)"
        return bool(await self.units.pool.fetchval(query, scope_id, metric))

    async def facts(self, prefix: str = "sla.") -> list[str]:
        """Return the types of the log's events that begin so, with the metric of clocks."""
        query = (
            "SELECT type, data::jsonb ->> 'metric' AS metric FROM event WHERE starts_with(type, $1)"
            " AND type <> $2 ORDER BY seq"
        )
        rows = await self.units.pool.fetch(query, prefix, "sla.target_set")
        return [f"{row['type']} {row['metric']}" if row["metric"] else row["type"] for row in rows]

    async def row(self, table: str, key: UUID) -> dict[str, Any]:
        return dict(
            await self.units.pool.fetchrow(f"SELECT * FROM {table} WHERE id = $1", key) or {}
        )


@asynccontextmanager
async def open_story(
    database_url: str, *, targets: Iterable[dict[str, Any]] = TARGETS
) -> AsyncIterator[Story]:
    pool, clock, policies = (
        await open_pool(database_url, name="test", size=8),
        ManualClock(START),
        PolicySource(),
    )
    try:
        story = Story(
            Units(pool, clock, reaction_table(NoPlans(), policies), Wake(None), SHIPPED),
            clock,
            policies,
        )
        async with story.units.begin("test:1") as uow:
            for agency_id in AGENCIES:
                uow.add(AgencyRow(id=agency_id, name=agency_id, services=["fire"]))
            for code, priority in TYPES:
                uow.add(IncidentType(code=code, label_id=code, label_en=code, priority=priority))
        await story.set_targets(targets)
        story.go_to(30)
        yield story
    finally:
        await pool.close()
