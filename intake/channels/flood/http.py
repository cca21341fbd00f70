"""Readings of gauges over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from pydantic import BaseModel

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.subject import Resource
from dispatch.kernel.errors import Invalid, NotFound
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from intake.channels.base import Receiving
from intake.channels.flood.adapter import CHANNEL, Arrival, Found, read_all
from intake.channels.flood.keep import keep_quietly
from intake.gauges.delivery import GaugeDelivery
from intake.gauges.receive_readings import Outcome
from intake.gauges.stations import Station, find_station
from intake.pipeline.items import Ignored, Notice, Unparsable
from intake.pipeline.receive_items import ReceiveItems, Source

router = APIRouter(tags=["gauges"])
_BODY_MAX = 256 * 1024
_STATION_MAX = 64
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
    """What became of a message; of one with a history, of its newest reading.

    `readings` is how many it carried, `flags` say why the reading did not trigger anything.
    """

    station_id: str
    status: str
    duplicate: bool
    level: str | None
    flags: list[str]
    readings: int = 0


@router.post("/channels/flood/{station_id}", openapi_extra=_BODY)
async def post_reading(
    request: Request, station_id: str, subject: CurrentSubject, items: Receiving
) -> TakenOut:
    """Receive one message of a gauge, in the form its profile says.

    The same reading again changes nothing; of however many, the newest counts.

    What cannot be read is refused with a problem document and kept for a person: its id is in the
    member `kept`.
    """
    check_allowed(subject, "channel.feed", Resource(channel=f"{CHANNEL}:{station_id}"))
    source = Source(channel=CHANNEL, sender=subject.actor)
    body = await read_body(request, _BODY_MAX)
    now = arrival_of(request).at
    station = await _station(items, station_id)
    if station is None:
        raise await _unknown(items, source, station_id, body)
    zone = items.units.city.facts.time_zone
    found = read_all(Arrival(body=body, received_at=now, zone=zone), station.profile)
    await _keep_broken(items, source, found)
    delivery = GaugeDelivery(station=station)
    for item in found:
        if not isinstance(item, Ignored | Unparsable):
            delivery = delivery.and_then(item)
    if not delivery.readings and delivery.presence is None:
        await keep_quietly(items, source, body, code="flood.rain")
        return TakenOut(
            station_id=station_id, status="flood.rain", duplicate=False, level=None, flags=[]
        )
    return _out(station_id, delivery, (await items.receive_one(delivery, source)).value)


async def _station(items: ReceiveItems, station_id: str) -> Station | None:
    if len(station_id) > _STATION_MAX:
        return None
    async with items.units.reading() as reading:
        return await find_station(reading, station_id.replace("\0", ""), items.units.clock.now())


async def _unknown(items: ReceiveItems, source: Source, station_id: str, body: bytes) -> NotFound:
    """Show people that a gauge sends which nobody has entered; its message is kept."""
    shown = station_id[:_STATION_MAX]
    notice = Notice(code="gauge_station.not_found", body=body, detail=shown)
    kept = (await items.receive_one(notice, source)).noun_id
    return NotFound("gauge_station.not_found", why="kept", id=shown, kept=kept)


async def _keep_broken(items: ReceiveItems, source: Source, found: Sequence[Found]) -> None:
    """Keep what cannot be read; raise when there is nothing else."""
    broken = [item for item in found if isinstance(item, Unparsable)]
    outcomes = [await items.receive_one(item, source) for item in broken]
    if broken and len(broken) == len(found):
        refused = broken[0]
        raise Invalid(refused.code, kept=outcomes[0].noun_id, reason=refused.reason)


def _out(station_id: str, delivery: GaugeDelivery, taken: Sequence[Outcome]) -> TakenOut:
    newest = taken[-1]
    return TakenOut(
        station_id=station_id,
        status=newest.status,
        duplicate=newest.status == "duplicate",
        level=newest.level.name,
        flags=list(newest.flags),
        readings=len(delivery.readings),
    )
