"""The members of a message, taken one by one: what is wrong becomes a flag, never a refusal."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from dispatch.kernel.times import EARLIEST, FUTURE_TOLERANCE
from intake.pipeline.moments import moment_of

_YES: Final = frozenset({"true", "1", "yes", "y", "ya", "iya", "on"})
_NO: Final = frozenset({"false", "0", "no", "n", "tidak", "bukan", "off", ""})
_EXTRA_MOST: Final = 16_384
_NAME_MOST: Final = 100


class Members:
    """A message's members under the names a reader asks for, and what was odd about them.

    Names are compared without regard to case and to the signs around them. An explicit null and an
    empty text equal a member that is not there.
    """

    def __init__(self, body: Mapping[str, Any], prefix: str = "") -> None:
        """Read `body`; `prefix` stands before the codes of its flags ("reporter.")."""
        self._left: dict[str, Any] = {}
        self._prefix = prefix
        self.flags: list[str] = []
        for name, value in body.items():
            if value is not None and value != "":
                self._left.setdefault(str(name).strip().lower(), value)

    def take(self, *names: str) -> Any:
        """Take the first of `names` that is there; None without one."""
        for name in names:
            if name in self._left:
                return self._left.pop(name)
        return None

    def flag(self, member: str, what: str) -> None:
        """Flag what is odd about a member."""
        code = f"{self._prefix}{member}.{what}"
        if code not in self.flags:
            self.flags.append(code)

    def text(self, *names: str, longest: int) -> str | None:
        """Take a text; a number is one. What is too long is cut."""
        value = self.take(*names)
        if value is None:
            return None
        if isinstance(value, bool | dict | list):
            self.flag(names[0], "wrong_type")
            self.put_back(names[0], value)
            return None
        shown = str(value).strip()
        if len(shown) > longest:
            self.flag(names[0], "too_long")
        return shown[:longest] or None

    def truth(self, *names: str) -> bool | None:
        """Take yes or no, also as a word or a number; None when it is neither."""
        value = self.take(*names)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
        self.flag(names[0], "unreadable")
        return None

    def whole(self, *names: str, low: int, high: int) -> int | None:
        """Take a whole number between `low` and `high`, also as text ("2", "P2")."""
        name, value = names[0], self.take(*names)
        if isinstance(value, str):
            value = value.strip().lower().removeprefix("p")
        if value is None:
            return None
        try:
            number = float(value) if isinstance(value, int | float | str) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or isinstance(value, bool) or number != number:  # noqa: PLR0124 - NaN
            self.flag(name, "unreadable")
        elif not low <= number <= high:
            self.flag(name, "out_of_range")
        elif number != int(number):
            self.flag(name, "unreadable")
        else:
            return int(number)
        return None

    def moment(self, *names: str, now: datetime, ahead: timedelta = FUTURE_TOLERANCE) -> Any:
        """Take a time; one that cannot be is left out: without a zone, ahead of us, of old."""
        name, value = names[0], self.take(*names)
        if value is None:
            return None
        moment = moment_of(value)
        if moment is None:
            self.flag(name, "no_zone" if _is_local(value) else "unreadable")
        elif moment > now + ahead:
            self.flag(name, "future")
        elif moment < EARLIEST:
            self.flag(name, "too_early")
        else:
            return moment
        return None

    def left(self) -> Mapping[str, Any]:
        """Return the members that nobody has taken yet."""
        return dict(self._left)

    def put_back(self, name: str, value: Any) -> None:
        """Keep a member that could not be used with those that nobody knows."""
        self._left.setdefault(name, value)

    def words(self) -> str:
        """Return the texts in what nobody took: the cry for help may stand under any name."""
        found = [text.strip() for value in self._left.values() for text in _texts(value)]
        return "\n".join(text for text in found if " " in text or len(text) > len("tolong!"))

    def extra(self) -> dict[str, Any]:
        """Return the members that nobody took, flagged; values that are too big are only named."""
        if not self._left:
            return {}
        self.flag("extra", "unknown_members")
        kept = {name[:_NAME_MOST]: value for name, value in self._left.items()}
        if len(_dumped(kept)) <= _EXTRA_MOST:
            return kept
        self.flag("extra", "too_large")
        share = _EXTRA_MOST // len(kept)
        return {
            name: value if len(_dumped(value)) <= share else None for name, value in kept.items()
        }


def _dumped(value: Any) -> bytes:
    try:
        return dumps_any(value)
    except RecursionError:
        return b"x" * (_EXTRA_MOST + 1)


def _is_local(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is None
    except ValueError:
        return False


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < 8:  # noqa: PLR2004 - deeper is no message
        inner = value.values() if isinstance(value, dict) else value
        for member in inner:
            yield from _texts(member, depth + 1)
