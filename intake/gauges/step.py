"""Follow the water: a state and a reading give a state and what changed. Pure.

Up: `min_consecutive` readings at or over a threshold, or one when it jumps over two steps. Down:
everything below the threshold minus the hysteresis for half an hour. Beside that the rate-of-rise
alarm, and silence, which is a fault and never "normal".
"""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.gauges.believe import OUT_OF_ORDER, TOO_FAST, why_not_triggering, with_live_time
from intake.gauges.device_clock import AHEAD, UNTRUSTED, ordering_time
from intake.gauges.gauge_state import Change, ChangeKind, GaugeState
from intake.gauges.levels import Level
from intake.gauges.profile import Plausible, Thresholds
from intake.gauges.reading import GaugeReading

_WINDOW = timedelta(minutes=60)
_WINDOW_AT_MOST = 120
_RATE_SPAN = timedelta(minutes=10)
_RATE_REACH = timedelta(minutes=15)
_REARM_SHARE = 0.5
_BIG_JUMP = 2
_ONE_FLOOD = timedelta(hours=6)


def step(
    state: GaugeState, reading: GaugeReading, thresholds: Thresholds | None, plausible: Plausible
) -> tuple[GaugeState, tuple[Change, ...]]:
    """Apply one reading to a gauge's state; return the new state and what changed."""
    reading = with_live_time(state, reading)
    reason = why_not_triggering(state, reading, plausible)
    if reason == TOO_FAST:
        return replace(state, suspect=(reading.at, reading.level_cm)), ()
    if reason is not None:
        return _set_aside(state, reading, reason), ()
    # Between a device's clock and arrivals the state's own time never runs back.
    reading = replace(reading, at=reading.at if state.at is None else max(reading.at, state.at))
    kept = tuple(point for point in state.window if reading.at - point[0] <= _WINDOW)[
        -_WINDOW_AT_MOST + 1 :
    ]
    one_flood = state.at is not None and reading.at - state.at <= _ONE_FLOOD
    state = replace(state, alarmed=state.alarmed and one_flood)
    new = replace(
        state,
        level_cm=reading.level_cm,
        at=reading.at,
        sensor_at=ordering_time(reading) or state.sensor_at,
        ahead=AHEAD in reading.flags,
        behind=None,
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
        change = _change(ChangeKind.LEVEL, state, new, reading)
        changes.append(replace(change, alarms=new.alarmed and not state.alarmed))
    new, rising = _watch_rise(state, new, reading, thresholds)
    return new, (*changes, *rising)


def _set_aside(state: GaugeState, reading: GaugeReading, reason: str) -> GaugeState:
    """Remember what would make the next reading believable."""
    if reason == AHEAD:
        return replace(state, ahead=True)
    said = ordering_time(reading)
    if reason == OUT_OF_ORDER and UNTRUSTED in reading.flags and said is not None:
        return replace(state, behind=(said, reading.received_at))
    return state


def _watch_rise(
    old: GaugeState, state: GaugeState, reading: GaugeReading, thresholds: Thresholds
) -> tuple[GaugeState, tuple[Change, ...]]:
    """Raise the rate-of-rise alarm once, until the rise has calmed down."""
    # Readings that waited in a queue all bear their arrival's time: their slope is the queue's, not
    # the river's.
    rise = 0.0 if UNTRUSTED in reading.flags else _rise_in_10_min(state)
    if rise < thresholds.rate_cm_per_10_min * _REARM_SHARE:
        return replace(state, rate_alarm=False), ()
    if state.rate_alarm or rise < thresholds.rate_cm_per_10_min:
        return state, ()
    change = _change(ChangeKind.RATE, old, state, reading)
    return replace(state, rate_alarm=True), (replace(change, rate_cm_per_10_min=round(rise, 1)),)


def _change(kind: ChangeKind, old: GaugeState, new: GaugeState, reading: GaugeReading) -> Change:
    return Change(kind=kind, at=reading.at, was=old.level, now=new.level, level_cm=reading.level_cm)


def _limits(thresholds: Thresholds) -> tuple[float, float, float]:
    return thresholds.waspada, thresholds.siaga, thresholds.awas


def _follow(state: GaugeState, reading: GaugeReading, thresholds: Thresholds) -> GaugeState:
    """Move the level up at once when it is due, down only after the water has been low for long."""
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
        return _alarmed(replace(new, level=reached), reading.at, thresholds)
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
    level = risen if risen > state.level else _fallen(new, reading.at, thresholds.fall_after_s)
    return _alarmed(replace(new, level=level), reading.at, thresholds)


def _alarmed(state: GaugeState, now: datetime, thresholds: Thresholds) -> GaugeState:
    """Begin an alarm at AWAS; end it when the water has been clearly below for long enough.

    A gauge that falls silent and comes back in one flood raises one alarm.
    """
    if state.level is Level.AWAS:
        return replace(state, alarmed=True)
    since = state.below[Level.AWAS - 1]
    calm = since is not None and (now - since).total_seconds() >= thresholds.fall_after_s
    return replace(state, alarmed=state.alarmed and not calm)


def _fallen(state: GaugeState, now: datetime, fall_after_s: float) -> Level:
    """Return the highest level, up to now's, that the water has not been below for long enough."""
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
    """Apply that nothing has come for too long: the state becomes UNKNOWN."""
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
