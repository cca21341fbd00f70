"""Stations and the profile in force for each.

Loaded from the shipped file, read by everything that receives.
"""

from datetime import datetime
from typing import Any

from asyncpg import Record
from pydantic import ValidationError

from dispatch.kernel.city import City
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.gauges.models import GaugeProfile, GaugeStation
from intake.gauges.profile import Profile
from routing.value_object import value_object

_IN_FORCE = """
SELECT s.*, p.profile, p.valid_from FROM gauge_station s
JOIN LATERAL (
    SELECT profile, valid_from FROM gauge_profile
    WHERE station_id = s.id AND valid_from <= $1 ORDER BY valid_from DESC LIMIT 1
) p ON true
WHERE s.active AND ($2::text IS NULL OR s.id = $2) ORDER BY s.id
"""


@value_object
class Station:
    """A station with the profile in force; `profile_from` is the version of its thresholds."""

    row: GaugeStation
    profile: Profile
    profile_from: datetime


async def load_stations(uow: UnitOfWork, city: City) -> int:
    """Add the city's stations and profiles that are not there yet; return how many profiles."""
    return await _add(uow, city.read("gauges", []))


async def load_demo_stations(uow: UnitOfWork, city: City) -> int:
    """Add the stations of the demonstration, which no river has; return how many profiles."""
    return await _add(uow, city.read("demo_gauges", []))


async def _add(uow: UnitOfWork, entries: list[dict[str, Any]]) -> int:
    added = 0
    for entry in entries:
        Profile.model_validate(entry["profile"])
        valid_from = datetime.fromisoformat(entry["valid_from"])
        station = {
            name: value for name, value in entry.items() if name not in {"profile", "valid_from"}
        }
        if await uow.look(GaugeStation, entry["id"]) is None:
            uow.add(GaugeStation(log_id=uow.new_id(), **station))
        if await uow.look(GaugeProfile, entry["id"], valid_from) is None:
            uow.add(
                GaugeProfile(
                    station_id=entry["id"], valid_from=valid_from, profile=entry["profile"]
                )
            )
            added += 1
    return added


async def find_station(reading: ReadTransaction, station_id: str, at: datetime) -> Station | None:
    """Return the station with the profile in force at `at`.

    None when there is none, or its profile cannot be read.
    """
    record = await reading.fetchrow(_IN_FORCE, at, station_id)
    return None if record is None else _station(record)


async def list_stations(reading: ReadTransaction, at: datetime) -> list[Station]:
    """Return every active station with a readable profile."""
    found = (_station(record) for record in await reading.fetch(_IN_FORCE, at, None))
    return [station for station in found if station is not None]


def _station(record: Record) -> Station | None:
    try:
        profile = Profile.model_validate(record["profile"])
    except ValidationError:
        return None
    return Station(GaugeStation.model_validate(dict(record)), profile, record["valid_from"])
