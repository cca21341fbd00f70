"""What every channel's adapter gives.

Messages, things that nobody can read, and things that are no report.

Nothing disappears in an adapter: each part of a delivery comes out as exactly one of the three.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from intake.pipeline.neutral import NeutralReport

_DIGITS = re.compile(r"\d+")
_E164 = re.compile(r"[1-9]\d{6,14}")
_HOME_COUNTRY = "62"
_MILLISECONDS_FROM = 1e11
_FUTURE_TOLERANCE = timedelta(minutes=5)
_LATE = timedelta(minutes=15)
_OLD = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, recording or file that stays with the channel until somebody fetches it.

    Never fetched by address.
    """

    external_ref: str
    mime: str = ""
    sha256: str | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A report, with what belongs to the conversation it came in."""

    report: NeutralReport
    kind: str = "text"
    conversation_id: str | None = None
    reply_to: str | None = None
    media: tuple[Media, ...] = ()
    is_edit: bool = False
    is_delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsable:
    """A message nobody could read, kept for a person: it may be a cry for help.

    `code` is stable, `reason` for people.
    """

    code: str
    reason: str
    body: bytes = field(repr=False)
    natural_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Something understood that is no report (a receipt, a reaction): counted, not stored."""

    code: str
    natural_key: str | None = None


Item: TypeAlias = Message | Unparsable | Ignored


class Adapter(Protocol):
    """One channel's translator."""

    channel: str

    def parse(self, body: bytes, *, received_at: datetime, sender: str) -> Sequence[Item]:
        """Translate one delivery that has been authenticated; never raises."""
        ...


def to_e164(number: str | None) -> str | None:
    """Return a telephone number as E.164 ("+62812..."), None when it is none (withheld, a short code, a word)."""
    if not number:
        return None
    digits = "".join(_DIGITS.findall(number.translate(_SEPARATORS)))
    international = number.strip().startswith("+")
    if not international and digits.startswith("00"):
        digits, international = digits[2:], True
    if not international and digits.startswith("0"):
        digits = _HOME_COUNTRY + digits[1:]
    elif not international and digits.startswith("8") and len(digits) >= _SHORTEST_MOBILE:
        digits = _HOME_COUNTRY + digits
    if number.translate(_SEPARATORS).lstrip("+").isdigit() and _E164.fullmatch(digits):
        return f"+{digits}"
    return None


_SEPARATORS = str.maketrans("", "", " -().\u00a0")
_SHORTEST_MOBILE = 9


def moment_of(value: object) -> datetime | None:
    """Return a time from epoch seconds or milliseconds (number or text) or ISO 8601 with an offset; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return _from_iso(str(value))
    except OverflowError:
        return None
    try:
        return datetime.fromtimestamp(
            number / 1000 if abs(number) >= _MILLISECONDS_FROM else number, UTC
        )
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
