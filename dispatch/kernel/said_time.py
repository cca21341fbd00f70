"""A time that somebody else's clock says: taken as well as it can be, never a reason to refuse.

An answer of an agency or a status of a crew counts even when the telephone it was typed on is a
minute ahead, lost its date, or sends a time without its zone. The time that counts then lies
between what is possible; what was said is kept beside it, and a flag says what was done.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Annotated, Any, Final, TypeAlias

from pydantic import PlainValidator, TypeAdapter, ValidationError, WithJsonSchema

from dispatch.kernel.times import EARLIEST, LATEST
from routing.value_object import value_object

WITHOUT_ZONE: Final = "time_without_zone"
UNREADABLE: Final = "time_unreadable"
AHEAD: Final = "time_ahead"
TOO_EARLY: Final = "time_too_early"
HOPELESS: Final = "time_hopeless"
# Two clocks that are both right differ by this much: nothing is said about less.
_SAME: Final = timedelta(seconds=2)
# A clock is off by minutes, or it is no clock: then the moment of arrival is nearer to the truth
# than any limit.
_OFF_BY_AT_MOST: Final = timedelta(minutes=15)
_SAID_LENGTH: Final = 100
_READ: Final = TypeAdapter[datetime](datetime)


@value_object(kw_only=True)
class SaidTime:
    """A time as it was said: its words, the moment they mean (if any), and what was doubtful."""

    words: str
    moment: datetime | None
    flags: tuple[str, ...] = ()


@value_object(kw_only=True)
class JudgedTime:
    """The moment that counts; `said` holds the words wherever they say something else."""

    at: datetime
    said: str | None = None
    flags: tuple[str, ...] = ()

    def said_for(self, column: str) -> Mapping[str, str]:
        """Return what is kept beside the stamp in `column`: nothing when it is what was said."""
        return {} if self.said is None else {column: self.said}


def exactly(moment: datetime) -> SaidTime:
    """Return a moment that this system knows itself, as a judged time."""
    return SaidTime(words=moment.isoformat(), moment=moment.astimezone(UTC))


def read_time(value: object) -> SaidTime | None:
    """Read a time in any form that means one; absent, null and empty are no time at all.

    Without a zone it stays so until it is judged.
    """
    if isinstance(value, SaidTime):
        return value
    words = "" if value is None else str(value).strip()[:_SAID_LENGTH]
    if not words:
        return None
    try:
        moment = _READ.validate_python(value.strip() if isinstance(value, str) else value)
        if moment.tzinfo is None:
            return SaidTime(words=words, moment=moment, flags=(WITHOUT_ZONE,))
        return SaidTime(words=words, moment=moment.astimezone(UTC))
    except (ValidationError, OverflowError, ValueError):
        return SaidTime(words=words, moment=None, flags=(UNREADABLE,))


def judge_time(
    said: SaidTime | None,
    *,
    now: datetime,
    zone: tzinfo,
    earliest: datetime = EARLIEST,
    latest: datetime | None = None,
) -> JudgedTime:
    """Return the moment that counts for what was `said`; it lies from `earliest` to `latest`.

    `latest` is `now` unless something is known that came after it. Without words it is `latest`.
    A moment that was said without a zone is meant on the wall clock of `zone`, the city's.
    """
    limit = now if latest is None else max(min(latest, now), earliest)
    if said is None:
        return JudgedTime(at=limit)
    moment, flags = _in_calendar(said.moment, zone), said.flags
    if moment is None:
        return JudgedTime(at=limit, said=said.words, flags=(*flags, HOPELESS))
    if earliest <= moment <= limit:
        return JudgedTime(at=moment, said=said.words if flags else None, flags=flags)
    ahead = moment > limit
    at, flag = (limit, AHEAD) if ahead else (earliest, TOO_EARLY)
    off = abs(moment - at)
    if off <= _SAME:
        # A clock that runs a moment before ours is right too; only the order of facts is kept.
        near = moment if ahead and latest is None else at
        return JudgedTime(at=near, said=said.words if flags else None, flags=flags)
    if off > _OFF_BY_AT_MOST:
        at, flag = limit, HOPELESS
    return JudgedTime(at=at, said=said.words, flags=(*flags, flag))


def _in_calendar(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC; None when there is none, or it lies in another century."""
    if moment is not None and moment.tzinfo is None:
        moment = _in_zone(moment, zone)
    return None if moment is None or not EARLIEST <= moment <= LATEST else moment


def _in_zone(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None  # the first and the last day of the calendar have no place in every zone


def _schema() -> dict[str, Any]:
    return {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
        "default": None,
        "description": "When it was so, if not now. A time that is ahead, too early, without zone"
        " or unreadable is put right as well as possible and flagged; the answer is taken anyway.",
    }


SaidAt: TypeAlias = Annotated[
    SaidTime | None, PlainValidator(read_time), WithJsonSchema(_schema(), mode="validation")
]
