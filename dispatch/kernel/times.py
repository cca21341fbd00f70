"""True times: when something was so, beside when it was entered."""

from datetime import UTC, datetime, timedelta

from dispatch.kernel.errors import Invalid

FUTURE_TOLERANCE = timedelta(
    minutes=5
)  # standards of the channels: flag or refuse more than 5 minutes ahead
LATE_ENTRY = timedelta(minutes=5)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # what a device says that lost its clock lies before it


def true_time(at: datetime | None, now: datetime) -> datetime:
    """Return `at`, or `now` without it.

    `time.future` more than five minutes ahead, `time.too_early` in another century.

    `time.no_zone` without an offset from UTC.
    """
    if at is None:
        return now
    with_zone(at)
    if at > now + FUTURE_TOLERANCE:
        raise Invalid("time.future", at=at)
    if at < EARLIEST:
        raise Invalid("time.too_early", at=at)
    return at.astimezone(UTC)


def with_zone(at: datetime | None) -> datetime | None:
    """Return `at`; `time.no_zone` when it does not say how far it is from UTC."""
    if at is not None and at.tzinfo is None:
        raise Invalid("time.no_zone", at=at.isoformat())
    return at


def entered_late(at: datetime, now: datetime) -> bool:
    """Whether something was entered so late that no live clock can judge it."""
    return now - at > LATE_ENTRY
