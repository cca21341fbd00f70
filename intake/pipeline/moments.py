"""Times as channels write them, and what is odd about when a message was sent."""

from datetime import UTC, datetime, timedelta

_MILLISECONDS_FROM = 1e11
_FUTURE_TOLERANCE = timedelta(minutes=5)
_LATE = timedelta(minutes=15)
_OLD = timedelta(hours=6)


def moment_of(value: object) -> datetime | None:
    """Return a time from epoch seconds or a thousandth of them, or from ISO 8601 with an offset.

    Milliseconds, microseconds and nanoseconds are told by their size. None when it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return _from_iso(str(value))
    except OverflowError:
        return None
    for _ in ("milli", "micro", "nano"):
        number = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_iso(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def age_flags(sent_at: datetime | None, received_at: datetime) -> tuple[str, ...]:
    """Return what is odd about when a message was sent.

    Unreadable, in the future, late, or too old to open anything by itself.
    """
    if sent_at is None:
        return ("time.unreadable",)
    if sent_at - received_at > _FUTURE_TOLERANCE:
        return ("time.future",)
    age = received_at - sent_at
    if age > _OLD:
        return ("message.old",)
    return ("message.late",) if age > _LATE else ()
