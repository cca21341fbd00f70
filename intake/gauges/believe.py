"""Whether a reading says something about the river now, or only enters the series."""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.gauges.device_clock import (
    AHEAD,
    BY_ARRIVAL,
    FROZEN,
    TRUSTED_WITHIN,
    UNTRUSTED,
    ordering_time,
)
from intake.gauges.gauge_state import GaugeState
from intake.gauges.profile import Plausible
from intake.gauges.reading import GaugeReading

RETAINED = "retained"
OUT_OF_RANGE = "implausible.range"
TOO_FAST = "implausible.rate"
OUT_OF_ORDER = "out_of_order"
_A_WHILE = timedelta(seconds=30)


def with_live_time(state: GaugeState, reading: GaugeReading) -> GaugeReading:
    """Return the reading timed by its arrival when its device's clock stands still."""
    said = reading.sensor_at
    if said is None or said != state.sensor_at or BY_ARRIVAL & set(reading.flags):
        return reading
    if reading.received_at - said > TRUSTED_WITHIN:
        return reading  # the time of a series that is replayed, or that was kept in a buffer
    return replace(reading, at=reading.received_at, flags=(*reading.flags, FROZEN))


def why_not_triggering(
    state: GaugeState, reading: GaugeReading, plausible: Plausible
) -> str | None:
    """Return why a reading only enters the series.

    Retained, impossible, out of order, stamped ahead for once, or a jump no river makes.
    """
    for flag in (RETAINED, OUT_OF_RANGE):
        if flag in reading.flags:
            return flag
    if _is_late(state, reading):
        return OUT_OF_ORDER
    # A device whose clock always runs ahead must be heard all the same: one such reading is set
    # aside, the next is believed.
    if AHEAD in reading.flags and not state.ahead and state.at is not None:
        return AHEAD
    if _can_reach(state, reading, plausible) or _is_witnessed(state, reading):
        return None
    return TOO_FAST


def _is_late(state: GaugeState, reading: GaugeReading) -> bool:
    """Whether the reading is older than what we have.

    By the device's own clock, which tells the order also when it runs wrong; without it by ours.
    """
    if state.at is None:
        return False
    said, last_said = ordering_time(reading), state.sensor_at
    if said is not None and last_said is not None:
        if UNTRUSTED in reading.flags:
            return said < last_said and not _was_reset(state, said, reading.received_at)
        return said <= last_said
    if said is not None and state.ahead:
        return False  # what was stamped ahead must not stand in the way of true times
    by_arrival = bool(BY_ARRIVAL & set(reading.flags))
    return reading.at < state.at or (reading.at == state.at and not by_arrival)


def _was_reset(state: GaugeState, said: datetime, received_at: datetime) -> bool:
    """Whether the device's clock was set back and goes on from there, or stands still.

    What was kept in a buffer comes faster than it was measured; what is measured now does not.
    """
    if state.behind is None:
        return False
    own, ours = said - state.behind[0], received_at - state.behind[1]
    return ours >= _A_WHILE and timedelta(0) <= own <= 1.5 * ours


def _can_reach(state: GaugeState, reading: GaugeReading, plausible: Plausible) -> bool:
    """Whether the water can have come so far since the last reading, by either clock."""
    if state.at is None or state.level_cm is None:
        return True
    said, last_said = ordering_time(reading), state.sensor_at
    spans = [timedelta(minutes=1), reading.at - state.at]
    if said is not None and last_said is not None:
        spans.append(said - last_said)
    minutes = max(spans) / timedelta(minutes=1)
    return abs(reading.level_cm - state.level_cm) <= plausible.max_rate_cm_per_min * minutes


def _is_witnessed(state: GaugeState, reading: GaugeReading) -> bool:
    """Whether a second reading agrees with the jump: a gate opened, a dam broke, a logger moved.

    It agrees when it lies nearer to the jump than to the water before.
    """
    if state.suspect is None or state.level_cm is None:
        return False
    jumped_to = state.suspect[1]
    return abs(reading.level_cm - jumped_to) < abs(reading.level_cm - state.level_cm)
