"""Tables of gauges: stations, their dated profiles, the series, and the state of each."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.store.rows import Row, document, real, required_stamp, stamp, text
from intake.gauges.levels import Level


class GaugeStation(Row):
    """A gauge and where it stands; `log_id` is what the event log calls it."""

    __table_name__: ClassVar[str] = "gauge_station"
    id: str = text(primary_key=True)
    log_id: UUID = Field()
    name: str = text()
    river: str | None = text(default=None)
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    active: bool = Field(default=True)
    source: str = text(default="")


class GaugeStationTable(GaugeStation, table=True):
    """Table of stations."""

    __tablename__ = "gauge_station"
    __table_args__ = (Index("gauge_station_river", "river"),)


class GaugeProfile(Row):
    """How a station's messages are read and judged from `valid_from` on (`profile.Profile`)."""

    __table_name__: ClassVar[str] = "gauge_profile"
    __key__: ClassVar[tuple[str, ...]] = ("station_id", "valid_from")
    station_id: str = text(primary_key=True, foreign_key="gauge_station.id")
    valid_from: datetime = required_stamp(primary_key=True)
    profile: dict[str, Any] = document()


class GaugeProfileTable(GaugeProfile, table=True):
    """Table of profiles."""

    __tablename__ = "gauge_profile"


class StoredReading(Row):
    """One reading of the series.

    `reading_key` is the device's own: sequence number, time, or a hash of the message.
    """

    __table_name__: ClassVar[str] = "gauge_reading"
    __key__: ClassVar[tuple[str, ...]] = ("station_id", "reading_key")
    station_id: str = text(primary_key=True, foreign_key="gauge_station.id")
    reading_key: str = text(primary_key=True)
    at: datetime = required_stamp()
    received_at: datetime = required_stamp()
    sensor_at: datetime | None = stamp()
    level_cm: float = real()
    rain_mm: float | None = real(default=None)
    battery_v: float | None = real(default=None)
    label: str | None = text(default=None)
    flags: list[str] = document(default_factory=list)


class StoredReadingTable(StoredReading, table=True):
    """Table of the series."""

    __tablename__ = "gauge_reading"
    __table_args__ = (Index("gauge_reading_series", "station_id", "at"),)


class GaugeStateRow(Row):
    """What we know of a gauge now. `state` is the whole state; the other columns are read from it.

    `shown` is what the board shows: it changes only together with an event, so that a snapshot
    equals the deltas before it. `alarm_key` names an alarm whose report is still owed to intake:
    written with the level, paid by an engine module.
    """

    __table_name__: ClassVar[str] = "gauge_state"
    __key__: ClassVar[tuple[str, ...]] = ("station_id",)
    station_id: str = text(primary_key=True, foreign_key="gauge_station.id")
    level: str = text(default=Level.UNKNOWN.name)
    level_cm: float | None = real(default=None)
    rate_cm_h: float | None = real(default=None)
    reading_at: datetime | None = stamp()
    heard_at: datetime = required_stamp()
    stale_at: datetime = required_stamp()
    silent: bool = Field(default=False)
    alarm_key: str | None = text(default=None)
    alarm_at: datetime | None = stamp()
    alarm_report_id: UUID | None = Field(default=None, foreign_key="report.id")
    state: dict[str, Any] = document(default_factory=dict)
    shown: dict[str, Any] = document(default_factory=dict)
    shown_at: datetime | None = stamp()
    version: int = Field(default=1)


class GaugeStateTable(GaugeStateRow, table=True):
    """Table of states."""

    __tablename__ = "gauge_state"
    __table_args__ = (
        CheckConstraint(
            f"level IN ({', '.join(repr(level.name) for level in Level)})", name="gauge_state_level"
        ),
        Index("gauge_state_stale", "stale_at", postgresql_where=sql("NOT silent")),
        Index("gauge_state_alarm", "alarm_at", postgresql_where=sql("alarm_key IS NOT NULL")),
    )
