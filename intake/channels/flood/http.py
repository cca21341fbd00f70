"""Readings of gauges over HTTP."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.subject import Resource, Subject
from dispatch.kernel.errors import Invalid, NotFound, TanggapError, Unavailable
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import UNITS
from dispatch.kernel.web.raw_body import read_body
from intake.channels.flood.adapter import CHANNEL, Arrival, read
from intake.gauges.levels import Level
from intake.gauges.reading import DevicePresence
from intake.gauges.receive_reading import Outcome, receive_presence, receive_reading
from intake.gauges.stations import find_station
from intake.pipeline.items import Ignored, Unparsable
from intake.reports.keep_raw import keep_raw

router = APIRouter(tags=["gauges"])
_BODY_MAX = 64 * 1024
_STATION_MAX = 64
_RETRY_AFTER_S = 60
_EXAMPLE = {"seq": 18231, "ts": "2026-12-12T08:10:00Z", "level_cm": 187.4, "batt_v": 12.6}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"description": "By the station's profile"},
                "example": _EXAMPLE,
            }
        },
    }
}


class TakenOut(BaseModel):
    """What became of a message.

    `flags` say why a reading was stored without triggering anything.
    """

    station_id: str
    status: str
    duplicate: bool
    level: str | None
    flags: list[str]


@router.post("/channels/flood/{station_id}", response_model=TakenOut, openapi_extra=_BODY)
async def post_reading(
    request: Request, station_id: str, subject: CurrentSubject
) -> dict[str, Any]:
    """Receive one message of a gauge, in the form its profile says.

    The same reading again changes nothing.

    What cannot be read is refused with a problem document and kept for a person: its id is in the
    member `kept`.
    """
    check_allowed(subject, "channel.feed", Resource(channel=f"{CHANNEL}:{station_id}"))
    units = UNITS.of(request)
    body = await read_body(request, _BODY_MAX)
    now = units.clock.now()
    async with units.reading() as reading:
        station = (
            None
            if len(station_id) > _STATION_MAX
            else await find_station(reading, station_id.replace("\0", ""), now)
        )
    if station is None:
        raise await _keep(
            units,
            subject,
            body,
            NotFound(
                "gauge_station.not_found",
                f"no station {station_id[:_STATION_MAX]!r} with a profile",
            ),
        )
    found = read(
        Arrival(body=body, received_at=now, zone=units.city.facts.time_zone), station.profile
    )
    if isinstance(found, Unparsable):
        raise await _keep(units, subject, body, Invalid(found.code, found.reason))
    if isinstance(found, Ignored):
        return _taken(station_id, Outcome(found.code, Level.UNKNOWN))
    async with units.begin(subject.actor) as uow:
        taken = (
            receive_presence(uow, station, found)
            if isinstance(found, DevicePresence)
            else receive_reading(uow, station, found)
        )
        outcome = await taken
    if outcome.status == "rate_limited":
        raise Unavailable(
            "gauge.rate_limited",
            "the station sends more than its profile allows",
            retry_after_s=_RETRY_AFTER_S,
        )
    return _taken(station_id, outcome)


async def _keep(units: Units, subject: Subject, body: bytes, refusal: TanggapError) -> TanggapError:
    """Keep what was refused for a person and say so in the refusal."""
    kept = await keep_raw(
        units, CHANNEL, body, problem=refusal.code, detail=refusal.detail, sender=subject.actor
    )
    refusal.extra["kept"] = str(kept)
    return refusal


def _taken(station_id: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "station_id": station_id,
        "status": outcome.status,
        "duplicate": outcome.status == "duplicate",
        "level": outcome.level.name,
        "flags": list(outcome.flags),
    }
