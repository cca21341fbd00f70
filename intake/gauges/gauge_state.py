"""The state of one gauge, NORMAL < WASPADA < SIAGA < AWAS or UNKNOWN, and what can change in it."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from intake.gauges.levels import Level
from routing.value_object import value_object

_SECONDS_AN_HOUR = 3600.0
_NO_RATE_UNDER_S = 30.0


class ChangeKind(StrEnum):
    """What a reading, or its absence, changed about a gauge."""

    LEVEL = "level_changed"
    RATE = "rate_alarm"
    SILENT = "went_silent"
    RECOVERED = "recovered"


@value_object(kw_only=True)
class Change:
    """One change, with the reading behind it.

    `alarms` says that the water rose to AWAS and nobody has been told yet.
    """

    kind: ChangeKind
    at: datetime
    was: Level
    now: Level
    level_cm: float | None = None
    rate_cm_per_10_min: float | None = None
    alarms: bool = False


@value_object(kw_only=True)
class GaugeState:
    """What we know of a gauge.

    `window` holds the last hour as (time, cm), `counts` how often in a row each level was reached,
    `below` since when the water has been clearly below it. `alarmed` lasts from an alarm until the
    water has been clearly below AWAS for long enough, silence or not. `ahead` says that the last
    reading was stamped in the future, `sensor_at` is the last time that the device itself said,
    `behind` the one of the last reading that seemed old, with its arrival.
    """

    level: Level = Level.UNKNOWN
    level_cm: float | None = None
    at: datetime | None = None
    sensor_at: datetime | None = None
    silent: bool = False
    rate_alarm: bool = False
    counts: tuple[int, int, int] = (0, 0, 0)
    below: tuple[datetime | None, datetime | None, datetime | None] = (None, None, None)
    suspect: tuple[datetime, float] | None = None
    alarmed: bool = False
    ahead: bool = False
    behind: tuple[datetime, datetime] | None = None
    window: tuple[tuple[datetime, float], ...] = field(default=())

    @property
    def rate_cm_h(self) -> float | None:
        """Return the rate of rise over the last hour in cm an hour; None without two readings."""
        if len(self.window) < 2:  # noqa: PLR2004 - a slope needs two points
            return None
        (first, low), (last, high) = self.window[0], self.window[-1]
        seconds = (last - first).total_seconds()
        return (
            None
            if seconds < _NO_RATE_UNDER_S
            else round((high - low) / seconds * _SECONDS_AN_HOUR, 1)
        )

    def document(self) -> dict[str, Any]:
        """Return the state as JSON."""
        return {
            "level": self.level.name,
            "level_cm": self.level_cm,
            "at": _iso(self.at),
            "sensor_at": _iso(self.sensor_at),
            "silent": self.silent,
            "rate_alarm": self.rate_alarm,
            "counts": list(self.counts),
            "below": [_iso(since) for since in self.below],
            "suspect": None if self.suspect is None else [_iso(self.suspect[0]), self.suspect[1]],
            "alarmed": self.alarmed,
            "ahead": self.ahead,
            "behind": None if self.behind is None else [at.isoformat() for at in self.behind],
            "window": [[_iso(at), cm] for at, cm in self.window],
        }


def state_from(document: dict[str, Any]) -> GaugeState:
    """Return the state that `document` was made of."""
    if not document:
        return GaugeState()
    suspect = document["suspect"]
    one, two, three = document["counts"]
    low, middle, high = document["below"]
    behind = [datetime.fromisoformat(at) for at in document.get("behind") or ()] or None
    return GaugeState(
        level=Level[document["level"]],
        level_cm=document["level_cm"],
        at=_moment(document["at"]),
        sensor_at=_moment(document["sensor_at"]),
        silent=document["silent"],
        rate_alarm=document["rate_alarm"],
        counts=(one, two, three),
        below=(_moment(low), _moment(middle), _moment(high)),
        suspect=None if suspect is None else (datetime.fromisoformat(suspect[0]), suspect[1]),
        # A version before did not remember its alarm: at AWAS it had raised one.
        alarmed=document.get("alarmed", document["level"] == Level.AWAS.name),
        ahead=document.get("ahead", False),
        behind=None if behind is None else (behind[0], behind[1]),
        window=tuple((datetime.fromisoformat(at), cm) for at, cm in document["window"]),
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
