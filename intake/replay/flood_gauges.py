"""Hourly gauge readings: pure conversion of a row into one reading a station."""

from collections.abc import Iterable
from datetime import UTC, datetime

from intake.replay.profile import Profile
from intake.replay.rows import Row
from routing.value_object import value_object


@value_object
class RecordedLevel:
    """A level in centimetres at a moment."""

    station_id: str
    at: datetime
    level_cm: float


def convert(rows: Iterable[Row], profile: Profile) -> list[RecordedLevel]:
    """Return the readings in the order of time; an empty cell is no reading."""
    settings = profile.settings
    found = []
    for row in rows:
        local = datetime.strptime(
            row[settings["columns"]["time"]], settings["time_format"]
        ).replace(tzinfo=profile.zone)
        moment = local.astimezone(UTC)
        found += [
            RecordedLevel(station, moment, float(row[name]))
            for name, station in settings["stations"].items()
            if row[name]
        ]
    return sorted(found, key=lambda reading: (reading.at, reading.station_id))
