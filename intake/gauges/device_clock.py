"""Can the clock of a device be believed? Where not, its readings are timed by their arrival.

Loggers lose their clock with their battery, freeze it, or run minutes ahead; others send what they
kept while the network was away. A reading must be lost to neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from intake.gauges.reading import GaugeReading

TRUSTED_WITHIN: Final = timedelta(minutes=10)
MISSING: Final = "time.missing"
UNTRUSTED: Final = "time.untrusted"
AHEAD: Final = "time.ahead"
FROZEN: Final = "time.frozen"
BUFFERED: Final = "time.buffered"
# The flags of readings whose time is their arrival.
BY_ARRIVAL: Final = frozenset({MISSING, UNTRUSTED, AHEAD, FROZEN})
_NEGLIGIBLY_AHEAD: Final = timedelta(minutes=1)
_OF_A_SERIES_AHEAD: Final = timedelta(minutes=5)
_NOBODY_BUFFERS: Final = timedelta(days=30)
_NOBODY_FORESEES: Final = timedelta(days=1)


def judge_time(
    sensor_at: datetime | None, received_at: datetime, *, replayed: bool
) -> tuple[datetime, str | None]:
    """Return when a reading was taken, and the flag that says why this is not the device's time.

    The time of a `replayed` series stands however old it is.
    """
    if sensor_at is None:
        return received_at, MISSING
    ahead = sensor_at - received_at
    if replayed:
        return (sensor_at, None) if ahead <= _OF_A_SERIES_AHEAD else (received_at, UNTRUSTED)
    if abs(ahead) > TRUSTED_WITHIN:
        return received_at, UNTRUSTED
    if ahead > _NEGLIGIBLY_AHEAD:
        return received_at, AHEAD
    return min(sensor_at, received_at), None


def is_hopeless(sensor_at: datetime | None, received_at: datetime) -> bool:
    """Whether a device's time says nothing at all, not even the order of its readings."""
    if sensor_at is None:
        return True
    ahead = sensor_at - received_at
    return ahead > _NOBODY_FORESEES or -ahead > _NOBODY_BUFFERS


def in_order(readings: Sequence[GaugeReading]) -> list[GaugeReading]:
    """Return the readings of one device that came together, in the order in which they were taken.

    A believable time among them vouches for the older ones: what was kept while the network was
    away gets its own time back.
    """
    vouched = any(not BY_ARRIVAL & set(reading.flags) for reading in readings)
    timed = [_with_own_time(reading) if vouched else reading for reading in readings]
    # The sort is stable: what has no time of its own stays in the order of arrival.
    return sorted(timed, key=lambda reading: (reading.at, _own_time(reading) or reading.at))


def _with_own_time(reading: GaugeReading) -> GaugeReading:
    own = _own_time(reading)
    if UNTRUSTED not in reading.flags or own is None or own > reading.received_at:
        return reading
    flags = tuple(BUFFERED if flag == UNTRUSTED else flag for flag in reading.flags)
    return replace(reading, at=own, flags=flags)


def _own_time(reading: GaugeReading) -> datetime | None:
    return None if is_hopeless(reading.sensor_at, reading.received_at) else reading.sensor_at


def ordering_time(reading: GaugeReading) -> datetime | None:
    """Return the device's time if it can order its readings: neither absurd, ahead, nor still."""
    own = _own_time(reading)
    cannot = {AHEAD, FROZEN} & set(reading.flags) or own is None or own > reading.received_at
    return None if cannot else own
