"""What a gauge says: one measurement, or that its device is there."""

from datetime import datetime

from intake.gauges.levels import Level
from routing.value_object import value_object


@value_object(kw_only=True)
class GaugeReading:
    """One reading of a gauge; `at` is the sensor's time when its clock can be believed.

    Else it is the arrival, flagged.
    """

    station_id: str
    key: str
    at: datetime
    received_at: datetime
    level_cm: float
    sensor_at: datetime | None = None
    rain_mm: float | None = None
    battery_v: float | None = None
    label: str | None = None
    label_level: Level = Level.UNKNOWN
    flags: tuple[str, ...] = ()


@value_object(kw_only=True)
class DevicePresence:
    """What a device (or its last will) says about itself; `retained` when the broker kept it."""

    station_id: str
    online: bool
    at: datetime
    retained: bool = False
