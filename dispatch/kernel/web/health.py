"""Whether the process lives, whether it can serve, and its figures.

For load balancers, compose files and Prometheus.
"""

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from pydantic import BaseModel, Field

from dispatch.kernel.bounded import within
from dispatch.kernel.errors import Unavailable
from dispatch.kernel.guardian import GUARDIAN, Guardian
from dispatch.kernel.store.breaker import Standing, refusal
from dispatch.kernel.store.outbox import Figures, count_owed
from dispatch.kernel.store.pulse import PULSE, Pulse
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import TheUnits

router = APIRouter(tags=["operations"])
DUE = Gauge("tanggap_outbox_due", "Notices to agencies that are due now")
OLDEST = Gauge(
    "tanggap_outbox_oldest_due_seconds",
    "Age of the oldest notice that is due, not a number while the database is away",
)
DEAD = Gauge("tanggap_outbox_dead_last_hour", "Notices given up in the last hour")
UNHANDLED = Gauge("tanggap_outbox_dead_unhandled", "Notices given up that no person has dealt with")
_STALE_S = 60
_SCRAPE_S = 2.0
_READY_S = 0.9  # a balancer that waits for the answer sends people to a hung server meanwhile
_UNKNOWN = float("nan")
_log = logging.getLogger(__name__)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


class ModuleLife(BaseModel):
    """When an engine module last gave a life sign, in any process, and what went wrong then."""

    age_s: float
    error: str | None


class ClockOut(BaseModel):
    """By how many seconds a clock is ahead of the time that counts; 0 while it is right."""

    database_off_s: float = Field(description="The database's clock: it was set while we looked.")
    server_off_s: float = Field(description="This machine's own clock, by which nothing is done.")


class ReadyOut(BaseModel):
    """What can be relied on: `tasks` run in this process, `modules` in whichever has the engine."""

    status: str
    head: int
    tasks: list[str]
    modules: dict[str, ModuleLife]
    silent_modules: list[str]
    clock: ClockOut


@router.get("/readyz")
async def readyz(
    units: TheUnits,
    guardian: Annotated[Guardian, Depends(GUARDIAN)],
    pulse: Annotated[Pulse, Depends(PULSE)],
) -> ReadyOut:
    """Whether reports can be stored, and how long ago each engine module gave a life sign.

    503 while nothing can be stored (`why`: `database`, `disk_full`, `read_only`), while a process
    that started without the database is not whole yet (`starting`, `schema`), after it was told to
    end (`draining`), and while a background task is down: then `dead` names it.
    """
    if guardian.leaving:
        raise Unavailable("unavailable", why="draining", retry_after_s=1)
    dead = guardian.dead
    if dead:
        raise Unavailable("unavailable", why="task_down", dead=dead, retry_after_s=1)
    found = await pulse.look(_READY_S)
    if found.standing is Standing.WELL:
        units.pool.breaker.check_held()
    if found.standing is not Standing.WELL:
        raise refusal(found.standing)
    now = units.clock.now()
    modules = {
        beat["module"]: ModuleLife(
            age_s=round((now - beat["ran_at"]).total_seconds(), 1), error=beat["error"]
        )
        for beat in found.modules
    }
    return ReadyOut(
        status="ok",
        head=found.head,
        tasks=guardian.names,
        modules=modules,
        silent_modules=[name for name, life in modules.items() if life.age_s > _STALE_S],
        clock=ClockOut(
            database_off_s=round(pulse.database_off_s, 1), server_off_s=round(pulse.server_off_s, 1)
        ),
    )


async def _show_owed(units: Units) -> None:
    owed: Figures | None = None
    try:
        owed = await within(_SCRAPE_S, _count_owed(units))
    except Exception:  # noqa: BLE001 - the other figures must be readable above all when the database is away
        _log.warning("the outbox could not be counted for a scrape", exc_info=True)
    DUE.set(_UNKNOWN if owed is None else owed.due)
    OLDEST.set(_UNKNOWN if owed is None else owed.oldest_s)
    DEAD.set(_UNKNOWN if owed is None else owed.dead)
    UNHANDLED.set(_UNKNOWN if owed is None else owed.unhandled)


async def _count_owed(units: Units) -> Figures:
    async with units.reading() as reading:
        return await count_owed(reading, units.clock.now())


@router.get("/metrics", include_in_schema=False)
async def metrics(units: TheUnits) -> Response:
    """Return the process's figures in Prometheus' text format, with the outbox as it is now."""
    await _show_owed(units)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
