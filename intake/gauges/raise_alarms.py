"""Engine module: hand the reports that gauges owe to intake.

A river at AWAS becomes a report, and by policy an incident.

What is owed was written together with the level, so a crash between the two loses nothing; intake
stores each alarm once, by its key. Gauges of one river within six hours speak of one flood, however
far apart they stand: the later ones join the first one's incident.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dispatch.incidents.models import OPEN_SQL, Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from intake.gauges.models import GaugeStateRow
from intake.gauges.stations import Station, find_station
from intake.location.evidence import Method
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.receive import ReceiveReports
from intake.reports.handle import lock_report
from intake.reports.lifecycle import WAITING
from intake.reports.link import join

CHANNEL: Final = "ews"
_ONE_FLOOD = timedelta(hours=6)
_OWED = """
SELECT station_id, alarm_key, alarm_at FROM gauge_state
WHERE alarm_key IS NOT NULL ORDER BY alarm_at LIMIT 50
"""
_SAME_FLOOD = f"""
SELECT r.incident_id FROM gauge_state g
JOIN gauge_station s ON s.id = g.station_id JOIN report r ON r.id = g.alarm_report_id
WHERE s.river = $1 AND s.id <> $2 AND g.alarm_at BETWEEN $3 AND $4
    AND r.incident_id IN (SELECT id FROM incident WHERE {OPEN_SQL})
ORDER BY g.alarm_at LIMIT 1
"""  # noqa: S608 - a constant of our own


class RaiseAlarms:
    """Turns owed alarms into reports."""

    name = "gauge_alarms"
    every_s = 5.0
    time_limit_s = 60.0
    woken = True

    def __init__(self, receiver: ReceiveReports) -> None:
        """Hand reports to `receiver`."""
        self._receiver = receiver

    async def run_once(self, units: Units, now: datetime) -> int:
        """Submit what is owed, oldest first: a neighbour finds the incident of the one before."""
        async with units.reading() as reading:
            owed = await reading.fetch(_OWED)
        done = 0
        for record in owed:
            async with units.reading() as reading:
                station = await find_station(reading, record["station_id"], now)
                span = (record["alarm_at"] - _ONE_FLOOD, record["alarm_at"] + _ONE_FLOOD)
                river = None if station is None else station.row.river
                flood = (
                    None
                    if river is None
                    else await reading.fetchval(_SAME_FLOOD, river, record["station_id"], *span)
                )
            if station is not None:
                report_id = await self._submit(
                    _report(
                        station,
                        record["alarm_key"],
                        record["alarm_at"],
                        now,
                        joins=flood is not None,
                        zone=units.city.zone,
                    )
                )
                await _settle(units, record["station_id"], record["alarm_key"], report_id, flood)
                done += 1
        return done

    async def _submit(self, report: NeutralReport) -> UUID:
        return (await self._receiver.submit(report)).report.id


def _report(
    station: Station, key: str, at: datetime, now: datetime, *, joins: bool, zone: ZoneInfo
) -> NeutralReport:
    """Say it in words.

    Only what never changes about this alarm goes in, so that a second try is the same report.
    """
    row = station.row
    since = f"{at.astimezone(zone):%d-%m-%Y %H.%M %Z}"
    return NeutralReport(
        channel=CHANNEL,
        external_id=key,
        # The station may be renamed between two tries: the report that is there is this alarm's.
        one_per_key=True,
        received_at=min(at, now),
        occurred_at=min(at, now),
        text=f"Peringatan dini banjir: {row.name} ({row.river or 'sungai tidak dicatat'}) "
        f"berstatus AWAS sejak {since}",
        language="id",
        reporter_ref=row.id,
        lat=row.lat,
        lon=row.lon,
        accuracy_m=row.accuracy_m,
        location_method=None if row.lat is None else str(Method.SENSOR),
        address=row.name,
        declared_type="flood",
        declared_priority=1,
        flags=("ews.awas",),
        opens=False if joins else None,
        sender="system:gauges",
    )


async def _settle(
    units: Units, station_id: str, key: str, report_id: UUID, flood: UUID | None
) -> None:
    """Mark the alarm as paid and, when its flood has an incident, tie the report to it."""
    async with units.begin("system:gauges") as uow:
        row = await uow.get(GaugeStateRow, station_id)
        # A new alarm may have come meanwhile: it stays owed.
        await uow.change(
            row, alarm_report_id=report_id, **({"alarm_key": None} if row.alarm_key == key else {})
        )
        if flood is not None:
            await _join(uow, report_id, flood)


async def _join(uow: UnitOfWork, report_id: UUID, incident_id: UUID) -> None:
    report = await lock_report(uow, report_id, incident_id)
    if report.state in WAITING:
        await join(uow, report, await uow.get(Incident, incident_id))
