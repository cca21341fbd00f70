"""Receive one reading: into the series once, through the state, and its consequences into the log.

An AWAS owes a report.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Counter

from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.gauges.events import (
    GaugeLevelChanged,
    GaugeRateAlarm,
    GaugeRecovered,
    GaugeReported,
    GaugeWentSilent,
)
from intake.gauges.gauge_state import (
    Change,
    ChangeKind,
    GaugeState,
    fall_silent,
    state_from,
    step,
    why_not_triggering,
)
from intake.gauges.levels import Level
from intake.gauges.models import GaugeStateRow
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.gauges.stations import Station

READINGS = Counter("tanggap_gauge_readings_total", "Readings of gauges", ["outcome"])
_MINUTE = timedelta(minutes=1)
_SHOWN_EVERY = timedelta(minutes=5)
_INSERT = """
INSERT INTO gauge_reading (station_id, reading_key, at, received_at, sensor_at, level_cm, rain_mm, battery_v, label, flags)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (station_id, reading_key) DO NOTHING
"""
_LATELY = "SELECT count(*) FROM (SELECT 1 FROM gauge_reading WHERE station_id = $1 AND at > $2 AND received_at > $2 LIMIT $3) r"
# The first reading of a station makes its state; two at once must not both do so.
_MAKE = """
INSERT INTO gauge_state (station_id, level, heard_at, stale_at, silent, state, shown, version)
VALUES ($1, 'UNKNOWN', $2, $3, false, '{}', '{}', 1)
ON CONFLICT (station_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reading: `stored`, `duplicate` or `rate_limited`.

    `flags` say why it did not trigger.
    """

    status: str
    level: Level
    flags: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


async def receive_reading(uow: UnitOfWork, station: Station, reading: GaugeReading) -> Outcome:
    """Take `reading` in. Idempotent: the same one again changes nothing."""
    row = await _state_of(uow, station, reading.received_at)
    state = state_from(row.state)
    lately = await uow.fetchval(
        _LATELY,
        reading.station_id,
        reading.received_at - _MINUTE,
        station.profile.max_readings_per_min,
    )
    if lately >= station.profile.max_readings_per_min:
        return _counted(Outcome("rate_limited", state.level, ("rate_limited",)))
    reason = why_not_triggering(state, reading, station.profile.plausible)
    flags = reading.flags if reason is None or reason in reading.flags else (*reading.flags, reason)
    if "retained" not in flags and not await _insert(uow, reading, flags):
        return _counted(Outcome("duplicate", state.level, flags))
    new, changes = step(state, reading, station.profile.thresholds, station.profile.plausible)
    if new is not state or "retained" not in flags:
        await uow.change(
            row,
            **_columns(
                station, new, reading.received_at if "retained" not in flags else row.heard_at
            ),
        )
    await _note(uow, row, station, changes)
    if new is not state:
        await _show(uow, row, station, reading.received_at, changed=bool(changes))
    return _counted(Outcome("stored", new.level, flags, changes))


def _counted(outcome: Outcome) -> Outcome:
    READINGS.labels(outcome.status).inc()
    return outcome


async def _state_of(uow: UnitOfWork, station: Station, now: datetime) -> GaugeStateRow:
    row = await uow.look(GaugeStateRow, station.row.id)
    if row is None:
        await uow.execute(
            _MAKE, station.row.id, now, now + timedelta(seconds=station.profile.stale_after_s)
        )
        row = await uow.get(GaugeStateRow, station.row.id)
    return row


async def _insert(uow: UnitOfWork, reading: GaugeReading, flags: tuple[str, ...]) -> bool:
    tag = await uow.execute(
        _INSERT,
        reading.station_id,
        reading.key,
        reading.at,
        reading.received_at,
        reading.sensor_at,
        reading.level_cm,
        reading.rain_mm,
        reading.battery_v,
        reading.label,
        list(flags),
    )
    return tag == "INSERT 0 1"


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
    """Take notice of a device's last will: offline is silence at once.

    "Online" proves nothing about the sensor.
    """
    row = await _state_of(uow, station, presence.at)
    if presence.online:
        return Outcome("stored", Level[row.level])
    return await silence(uow, row, station, at=presence.at, cause="offline")


async def silence(
    uow: UnitOfWork, row: GaugeStateRow, station: Station, *, at: datetime, cause: str
) -> Outcome:
    """Write down that nothing is known of the gauge any more."""
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
        if change.kind is ChangeKind.LEVEL and change.now is Level.AWAS and station.profile.alarms:
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
