"""Receive readings of a gauge: into the series once, through its state, consequences into the log.

An AWAS owes a report.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from prometheus_client import Counter

from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.gauges.believe import RETAINED, why_not_triggering, with_live_time
from intake.gauges.device_clock import in_order
from intake.gauges.events import (
    GaugeLevelChanged,
    GaugeRateAlarm,
    GaugeRecovered,
    GaugeReported,
    GaugeWentSilent,
)
from intake.gauges.gauge_state import Change, ChangeKind, GaugeState, state_from
from intake.gauges.levels import Level
from intake.gauges.models import GaugeStateRow
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.gauges.series import Series, open_series
from intake.gauges.stations import Station
from intake.gauges.step import fall_silent, step
from routing.value_object import value_object

READINGS = Counter("tanggap_gauge_readings_total", "Readings of gauges", ["outcome"])
CROWDED: Final = "rate_limited"
_SHOWN_EVERY = timedelta(minutes=5)
# From so many times the allowed rate on, a reading that says nothing new leaves no row.
_FRANTIC: Final = 10
# The first reading of a station makes its state; two at once must not both do so.
_MAKE = """
INSERT INTO gauge_state (station_id, level, heard_at, stale_at, silent, state, shown, version)
VALUES ($1, 'UNKNOWN', $2, $3, false, '{}', '{}', 1)
ON CONFLICT (station_id) DO NOTHING
"""


@value_object
class Outcome:
    """What became of a reading: `stored`, `duplicate`, or `thinned` when it only moved the state.

    `flags` say why it did not trigger.
    """

    status: str
    level: Level
    flags: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


async def receive_readings(
    uow: UnitOfWork, station: Station, readings: Sequence[GaugeReading]
) -> list[Outcome]:
    """Store a station's readings in the order in which they were measured.

    Idempotent: the same readings again change nothing. However many there are, the newest counts.
    """
    ordered = in_order(readings)
    row = await _state_of(uow, station, ordered[0].received_at)
    series = await open_series(uow, station, ordered)
    state = state_from(row.state)
    outcomes = []
    for reading in ordered:
        state, outcome = _take(state, station, series, reading)
        READINGS.labels(outcome.status).inc()
        outcomes.append(outcome)
    await series.write(uow)
    await _write(uow, row, station, state, _heard_at(row, ordered, outcomes))
    changes = tuple(change for outcome in outcomes for change in outcome.changes)
    await _note(uow, row, station, changes)
    if any(outcome.status != "duplicate" for outcome in outcomes) and state.at is not None:
        await _show(uow, row, station, ordered[-1].received_at, changed=bool(changes))
    return outcomes


def _take(
    state: GaugeState, station: Station, series: Series, reading: GaugeReading
) -> tuple[GaugeState, Outcome]:
    """Take in one reading."""
    if series.has(reading, state.sensor_at):
        return state, Outcome("duplicate", state.level, reading.flags)
    profile = station.profile
    reading = with_live_time(state, reading)
    reason = why_not_triggering(state, reading, profile.plausible)
    if reason is not None and reason not in reading.flags:
        reading = replace(reading, flags=(*reading.flags, reason))
    crowd = series.crowd
    if crowd >= profile.max_readings_per_min:
        reading = replace(reading, flags=(*reading.flags, CROWDED))
    says_nothing_new = reading.level_cm == state.level_cm
    frantic = crowd >= _FRANTIC * profile.max_readings_per_min and says_nothing_new
    if RETAINED not in reading.flags and not frantic:
        series.add(reading)
    new, changes = step(state, reading, profile.thresholds, profile.plausible)
    status = "thinned" if frantic else "stored"
    return new, Outcome(status, new.level, reading.flags, changes)


def _heard_at(
    row: GaugeStateRow, readings: Sequence[GaugeReading], outcomes: Sequence[Outcome]
) -> datetime:
    """Return when the device was last heard: what the broker kept for newcomers is no life sign."""
    heard = [
        reading.received_at
        for reading, outcome in zip(readings, outcomes, strict=True)
        if outcome.status != "duplicate" and RETAINED not in reading.flags
    ]
    return max([row.heard_at, *heard])


async def _write(
    uow: UnitOfWork, row: GaugeStateRow, station: Station, state: GaugeState, heard_at: datetime
) -> None:
    columns = _columns(station, state, heard_at)
    if columns["state"] != row.state or heard_at != row.heard_at:
        await uow.change(row, **columns)


async def _state_of(uow: UnitOfWork, station: Station, now: datetime) -> GaugeStateRow:
    row = await uow.look(GaugeStateRow, station.row.id)
    if row is None:
        await uow.execute(
            _MAKE, station.row.id, now, now + timedelta(seconds=station.profile.stale_after_s)
        )
        row = await uow.get(GaugeStateRow, station.row.id)
    return row


def _columns(station: Station, state: GaugeState, heard_at: datetime) -> dict[str, Any]:
    return {
        "level": state.level.name,
        "level_cm": state.level_cm,
        "rate_cm_h": state.rate_cm_h,
        "reading_at": state.at,
        "heard_at": heard_at,
        "stale_at": heard_at + timedelta(seconds=station.profile.stale_after_s),
        "silent": state.silent,
        "state": state.document(),
    }


async def receive_presence(uow: UnitOfWork, station: Station, presence: DevicePresence) -> Outcome:
    """Record a device's last will: offline is silence at once.

    "Online" proves nothing about the sensor.
    """
    row = await _state_of(uow, station, presence.at)
    if presence.online or (presence.retained and _flows(row, station, presence.at)):
        return Outcome("stored", Level[row.level])
    return await silence(uow, row, station, at=presence.at, cause="offline")


def _flows(row: GaugeStateRow, station: Station, now: datetime) -> bool:
    """Whether readings flow: then a farewell that the broker still keeps is an old one."""
    return not row.silent and now - row.heard_at < timedelta(seconds=station.profile.stale_after_s)


async def silence(
    uow: UnitOfWork, row: GaugeStateRow, station: Station, *, at: datetime, cause: str
) -> Outcome:
    """Record that a gauge went silent: nothing is known of it any more."""
    state, changes = fall_silent(state_from(row.state), at)
    if changes:
        await uow.change(row, **_columns(station, state, row.heard_at))
        await _note(uow, row, station, changes, cause=cause)
        await _show(uow, row, station, at, changed=True)
    return Outcome("stored", state.level, (), changes)


async def _note(
    uow: UnitOfWork,
    row: GaugeStateRow,
    station: Station,
    changes: tuple[Change, ...],
    *,
    cause: str = "",
) -> None:
    """Append what changed; a rise to AWAS leaves the key of the report that is now owed."""
    for change in changes:
        uow.append(_event(station, change, cause))
        if change.alarms and station.profile.alarms:
            await uow.change(
                row, alarm_key=f"{station.row.id}:{change.at.isoformat()}", alarm_at=change.at
            )


async def _show(
    uow: UnitOfWork, row: GaugeStateRow, station: Station, now: datetime, *, changed: bool
) -> None:
    """Let the board see the gauge as it is.

    With every change, else at most once in five minutes, then with an event of its own.
    """
    if not changed and row.shown_at is not None and now - row.shown_at < _SHOWN_EVERY:
        return
    if not changed:
        level = Level[row.level]
        event = Change(
            kind=ChangeKind.LEVEL,
            at=row.reading_at or now,
            was=level,
            now=level,
            level_cm=row.level_cm,
        )
        uow.append(GaugeReported(**_shared(station, event)))
    shown = {
        "level": row.level,
        "level_cm": row.level_cm,
        "rate_cm_h": row.rate_cm_h,
        "silent": row.silent,
    }
    reading_at = None if row.reading_at is None else row.reading_at.isoformat()
    await uow.change(row, shown=shown | {"reading_at": reading_at}, shown_at=now)


def _shared(station: Station, change: Change) -> dict[str, Any]:
    return {
        "noun_id": station.row.log_id,
        "at": change.at,
        "station_id": station.row.id,
        "river": station.row.river,
        "level": change.now.name,
        "was": change.was.name,
        "level_cm": change.level_cm,
    }


def _event(station: Station, change: Change, cause: str) -> Event:
    shared = _shared(station, change)
    match change.kind:
        case ChangeKind.LEVEL:
            return GaugeLevelChanged(**shared, profile_from=station.profile_from.isoformat())
        case ChangeKind.RATE:
            return GaugeRateAlarm(**shared, rate_cm_per_10_min=change.rate_cm_per_10_min)
        case ChangeKind.SILENT:
            return GaugeWentSilent(**shared, cause=cause)
        case ChangeKind.RECOVERED:
            return GaugeRecovered(**shared)
