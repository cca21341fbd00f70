"""True times: when something was so, beside when it was entered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.kernel.errors import Invalid

FUTURE_TOLERANCE = timedelta(minutes=5)  # standards of the channels: flag or refuse more than 5 minutes ahead
LATE_ENTRY = timedelta(minutes=5)
LOCAL = ZoneInfo("Asia/Jakarta")  # the wall clock of the city, for what people read
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # what a device says that lost its clock lies before it


def true_time(at: datetime | None, now: datetime) -> datetime:
    """Return `at`, or `now` without it; `time.future` more than five minutes ahead, `time.too_early` in another century.

    `invalid.value` without a zone.
    """
    if at is None:
        return now
    if at.tzinfo is None:
        raise Invalid("invalid.value", "a time needs its offset from UTC")
    if at > now + FUTURE_TOLERANCE:
        raise Invalid("time.future", f"{at.isoformat()} is in the future")
    if at < EARLIEST:
        raise Invalid("time.too_early", f"{at.isoformat()} is too long ago")
    return at


def entered_late(at: datetime, now: datetime) -> bool:
    """Say whether something was entered so long after it happened that no live clock can judge it."""
    return now - at > LATE_ENTRY
