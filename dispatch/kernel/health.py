"""Whether the process lives, whether it can serve, and its figures: for load balancers, compose files and Prometheus."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dispatch.kernel.errors import Unavailable
from dispatch.kernel.http import units_of
from dispatch.kernel.unit_of_work import Units

router = APIRouter(tags=["operations"])
_STALE_S = 60


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(units: Annotated[Units, Depends(units_of)]) -> dict[str, Any]:
    """Say whether reports can be stored, and how long ago each engine module gave a life sign."""
    try:
        async with units.reading() as reading:
            beats = await reading.fetch("SELECT module, ran_at, error FROM engine_heartbeat ORDER BY module")
            head = await reading.fetchval("SELECT coalesce(max(seq), 0) FROM event")
    except Exception as error:
        raise Unavailable("unavailable", f"the database cannot be read: {type(error).__name__}") from error
    now = units.clock.now()
    modules = {beat["module"]: {"age_s": round((now - beat["ran_at"]).total_seconds(), 1), "error": beat["error"]} for beat in beats}
    silent = [name for name, beat in modules.items() if beat["age_s"] > _STALE_S]
    return {"status": "ok", "head": head, "modules": modules, "silent_modules": silent}


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Return the process's figures in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
