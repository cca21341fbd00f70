"""True times: when something was so, beside when it was entered."""

from datetime import datetime, timedelta

from dispatch.kernel.errors import Invalid

FUTURE_TOLERANCE = timedelta(minutes=5)  # standards of the channels: flag or refuse more than 5 minutes ahead
LATE_ENTRY = timedelta(minutes=5)


def true_time(at: datetime | None, now: datetime) -> datetime:
    """Return `at`, or `now` without it; `time.future` when it lies more than five minutes ahead, `invalid.value` without a zone."""
    if at is None:
        return now
    if at.tzinfo is None:
        raise Invalid("invalid.value", "a time needs its offset from UTC")
    if at > now + FUTURE_TOLERANCE:
        raise Invalid("time.future", f"{at.isoformat()} is in the future")
    return at


def entered_late(at: datetime, now: datetime) -> bool:
    """Say whether something was entered so long after it happened that no live clock can judge it."""
    return now - at > LATE_ENTRY
