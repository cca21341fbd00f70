"""The state of one gauge: NORMAL < WASPADA < SIAGA < AWAS, or UNKNOWN.

Pure: a state and a reading give a state and what changed.

Up: `min_consecutive` readings at or over a threshold, or one when it jumps over two steps. Down:
everything below the threshold minus the hysteresis for half an hour. Beside that the rate-of-rise
alarm, and silence, which is a fault and never "normal".
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from intake.gauges.levels import Level
from intake.gauges.profile import Plausible, Thresholds
from intake.gauges.reading import GaugeReading

_WINDOW = timedelta(minutes=60)
_RATE_SPAN = timedelta(minutes=10)
_RATE_REACH = timedelta(minutes=15)
_REARM_SHARE = 0.5
_BIG_JUMP = 2
_WINDOW_AT_MOST = 120
_SECONDS_AN_HOUR = 3600.0
_NO_RATE_UNDER_S = 30.0


class ChangeKind(StrEnum):
    """What a reading, or the want of one, changed."""

    LEVEL = "level_changed"
    RATE = "rate_alarm"
    SILENT = "went_silent"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, with the reading behind it."""

    kind: ChangeKind
    at: datetime
    was: Level
    now: Level
    level_cm: float | None = None
    rate_cm_per_10_min: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeState:
    """What we know of a gauge.

    `window` holds the last hour as (time, cm), `counts` how often in a row each level was reached, `below` since when the water has
    been clearly below it.
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
    window: tuple[tuple[datetime, float], ...] = field(default=())

    @property
    def rate_cm_h(self) -> float | None:
        """Return how fast the water has been rising over the last hour.

        None without two readings.
        """
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
            "window": [[_iso(at), cm] for at, cm in self.window],
        }


def state_from(document: dict[str, Any]) -> GaugeState:
    """Return the state that `document` was made of."""
    if not document:
        return GaugeState()
    suspect = document["suspect"]
    one, two, three = document["counts"]
    low, middle, high = document["below"]
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
        window=tuple((datetime.fromisoformat(at), cm) for at, cm in document["window"]),
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def why_not_triggering(
    state: GaugeState, reading: GaugeReading, plausible: Plausible
) -> str | None:
    """Return why a reading only enters the series.

    Retained, impossible, out of order, or a jump no river makes.
    """
    for flag in ("retained", "implausible.range"):
        if flag in reading.flags:
            return flag
    if _is_late(state, reading):
        return "out_of_order"
    if (
        state.at is None
        or state.level_cm is None
        or _can_reach(state.at, state.level_cm, reading, plausible)
    ):
        return None
    # A second reading that agrees with the jump makes it believable: a gate was opened, a logger
    # was moved.
    if state.suspect is not None and _can_reach(*state.suspect, reading, plausible):
        return None
    return "implausible.rate"


def _is_late(state: GaugeState, reading: GaugeReading) -> bool:
    """Tell a reading that is older than what we have, by our time, or by the sensor's own clock when that runs wrong."""
    if state.at is not None and reading.at <= state.at:
        return True
    by_its_clock = (
        reading.sensor_at is not None
        and state.sensor_at is not None
        and reading.sensor_at <= state.sensor_at
    )
    return by_its_clock and "time.untrusted" in reading.flags


def _can_reach(at: datetime, level_cm: float, reading: GaugeReading, plausible: Plausible) -> bool:
    minutes = max((reading.at - at).total_seconds() / 60.0, 1.0)
    return abs(reading.level_cm - level_cm) <= plausible.max_rate_cm_per_min * minutes


def step(
    state: GaugeState, reading: GaugeReading, thresholds: Thresholds | None, plausible: Plausible
) -> tuple[GaugeState, tuple[Change, ...]]:
    """Take one reading in; return the new state and what changed."""
    reason = why_not_triggering(state, reading, plausible)
    if reason is not None:
        return (
            replace(state, suspect=(reading.at, reading.level_cm))
            if reason == "implausible.rate"
            else state
        ), ()
    kept = tuple(point for point in state.window if reading.at - point[0] <= _WINDOW)[
        -_WINDOW_AT_MOST + 1 :
    ]
    new = replace(
        state,
        level_cm=reading.level_cm,
        at=reading.at,
        sensor_at=reading.sensor_at or state.sensor_at,
        silent=False,
        suspect=None,
        window=(*kept, (reading.at, reading.level_cm)),
    )
    changes: list[Change] = []
    if state.silent:
        changes.append(_change(ChangeKind.RECOVERED, state, new, reading))
    if thresholds is None:
        return new, tuple(changes)
    new = _follow(new, reading, thresholds)
    if new.level is not state.level:
        changes.append(_change(ChangeKind.LEVEL, state, new, reading))
    # Readings that waited in a queue all bear their arrival's time: their slope is the queue's, not
    # the river's.
    rise = 0.0 if "time.untrusted" in reading.flags else _rise_in_10_min(new)
    if rise >= thresholds.rate_cm_per_10_min and not new.rate_alarm:
        new = replace(new, rate_alarm=True)
        changes.append(
            replace(
                _change(ChangeKind.RATE, state, new, reading), rate_cm_per_10_min=round(rise, 1)
            )
        )
    elif rise < thresholds.rate_cm_per_10_min * _REARM_SHARE:
        new = replace(new, rate_alarm=False)
    return new, tuple(changes)


def _change(kind: ChangeKind, old: GaugeState, new: GaugeState, reading: GaugeReading) -> Change:
    return Change(kind=kind, at=reading.at, was=old.level, now=new.level, level_cm=reading.level_cm)


def _limits(thresholds: Thresholds) -> tuple[float, float, float]:
    return thresholds.waspada, thresholds.siaga, thresholds.awas


def _follow(state: GaugeState, reading: GaugeReading, thresholds: Thresholds) -> GaugeState:
    """Move the level up at once when it is due, down only when the water has been low for long enough."""
    limits = _limits(thresholds)
    reached = Level(sum(reading.level_cm >= limit for limit in limits))
    one, two, three = (
        count + 1 if reading.level_cm >= limit else 0
        for count, limit in zip(state.counts, limits, strict=True)
    )
    low, middle, high = (
        None if reading.level_cm >= limit - thresholds.hysteresis_cm else since or reading.at
        for since, limit in zip(state.below, limits, strict=True)
    )
    new = replace(state, counts=(one, two, three), below=(low, middle, high))
    if state.level is Level.UNKNOWN:
        return replace(new, level=reached)
    confirmed = Level(
        max(
            (
                step
                for step, count in enumerate(new.counts, 1)
                if count >= thresholds.min_consecutive
            ),
            default=0,
        )
    )
    risen = reached if reached - state.level >= _BIG_JUMP else confirmed
    return replace(
        new,
        level=risen if risen > state.level else _fallen(new, reading.at, thresholds.fall_after_s),
    )


def _fallen(state: GaugeState, now: datetime, fall_after_s: float) -> Level:
    """Return the highest level, up to the present one, that the water has not been below for long enough."""
    for level in range(state.level, 0, -1):
        since = state.below[level - 1]
        if since is None or (now - since).total_seconds() < fall_after_s:
            return Level(level)
    return Level.NORMAL


def _rise_in_10_min(state: GaugeState) -> float:
    """Return the steepest rise up to the newest reading, in cm per 10 minutes.

    Readings 10 to 15 minutes apart are scaled.
    """
    last, high = state.window[-1]
    rise = 0.0
    for at, low in state.window[:-1]:
        span = last - at
        if span <= _RATE_REACH:
            rise = max(rise, (high - low) / max(1.0, span / _RATE_SPAN))
    return rise


def fall_silent(state: GaugeState, now: datetime) -> tuple[GaugeState, tuple[Change, ...]]:
    """Take notice that nothing has come for too long: nothing is known any more."""
    if state.silent:
        return state, ()
    new = replace(
        state,
        level=Level.UNKNOWN,
        silent=True,
        counts=(0, 0, 0),
        below=(None, None, None),
        rate_alarm=False,
        window=(),
    )
    return new, (
        Change(
            kind=ChangeKind.SILENT,
            at=now,
            was=state.level,
            now=Level.UNKNOWN,
            level_cm=state.level_cm,
        ),
    )
