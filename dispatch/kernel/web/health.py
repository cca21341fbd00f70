"""Whether the process lives, whether it can serve, and its figures.

For load balancers, compose files and Prometheus.
"""

import asyncio
import logging
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from dispatch.kernel.errors import Unavailable
from dispatch.kernel.store.outbox import Figures, count_owed
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
_UNKNOWN = float("nan")
_log = logging.getLogger(__name__)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(units: TheUnits) -> dict[str, Any]:
    """Say whether reports can be stored, and how long ago each engine module gave a life sign."""
    try:
        async with units.reading() as reading:
            beats = await reading.fetch(
                "SELECT module, ran_at, error FROM engine_heartbeat ORDER BY module"
            )
            head = await reading.fetchval("SELECT coalesce(max(seq), 0) FROM event")
    except Exception as error:
        raise Unavailable(
            "unavailable", f"the database cannot be read: {type(error).__name__}"
        ) from error
    now = units.clock.now()
    modules = {
        beat["module"]: {
            "age_s": round((now - beat["ran_at"]).total_seconds(), 1),
            "error": beat["error"],
        }
        for beat in beats
    }
    silent = [name for name, beat in modules.items() if beat["age_s"] > _STALE_S]
    return {"status": "ok", "head": head, "modules": modules, "silent_modules": silent}


async def _show_owed(units: Units) -> None:
    owed: Figures | None = None
    try:
        async with asyncio.timeout(_SCRAPE_S), units.reading() as reading:
            owed = await count_owed(reading, units.clock.now())
    except Exception:  # noqa: BLE001 - the other figures must be readable above all when the database is away
        _log.warning("the outbox could not be counted for a scrape", exc_info=True)
    DUE.set(_UNKNOWN if owed is None else owed.due)
    OLDEST.set(_UNKNOWN if owed is None else owed.oldest_s)
    DEAD.set(_UNKNOWN if owed is None else owed.dead)
    UNHANDLED.set(_UNKNOWN if owed is None else owed.unhandled)


@router.get("/metrics", include_in_schema=False)
async def metrics(units: TheUnits) -> Response:
    """Return the process's figures in Prometheus' text format, with the outbox as it is at this moment."""
    await _show_owed(units)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
