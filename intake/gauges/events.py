"""What can happen to a gauge. Readings are too many for the log: it has only what they change."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class GaugeEvent(Event):
    """A fact about the station `station_id`, with the reading behind it."""

    station_id: str
    river: str | None
    level: str
    was: str
    level_cm: float | None


@value_object(kw_only=True)
class GaugeLevelChanged(GaugeEvent):
    """A gauge's level changed; `profile_from` (RFC 3339) names the thresholds in force."""

    type: ClassVar[str] = "gauge.level_changed"
    profile_from: str


@value_object(kw_only=True)
class GaugeRateAlarm(GaugeEvent):
    """The water at a gauge rises faster than the threshold."""

    type: ClassVar[str] = "gauge.rate_alarm"
    rate_cm_per_10_min: float | None


@value_object(kw_only=True)
class GaugeWentSilent(GaugeEvent):
    """A gauge went silent: nothing came for too long, or its last will says that it is gone."""

    type: ClassVar[str] = "gauge.went_silent"
    cause: str


@value_object(kw_only=True)
class GaugeRecovered(GaugeEvent):
    """A silent gauge sends again."""

    type: ClassVar[str] = "gauge.recovered"


@value_object(kw_only=True)
class GaugeReported(GaugeEvent):
    """A gauge still sends.

    At most one in five minutes, so that the board's levels are as true as its sequence says.
    """

    type: ClassVar[str] = "gauge.reported"
