"""The members of an event, whatever an exchange calls them and however deep it buries them.

Names are compared by their letters and digits only, so that `call_id`, `Call-ID` and `callId` are
one. A member that is not as promised is left out: a bad queue name must not cost the call.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

_SPELLINGS: Final = json.loads(
    (Path(__file__).parent / "spellings.json").read_text(encoding="utf-8")
)
_TRUE, _FALSE = frozenset({"true", "yes", "1", "ya"}), frozenset({"false", "no", "0", "tidak"})
_SCHEME: Final = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)
_OTHER_SIGNS: Final = re.compile(r"[^a-z0-9]")
_ENVELOPES: Final = frozenset({"data", "payload", "body", "call", "message", "event"})
_DEEPEST: Final = 4
_TOO_LONG: Final[Mapping[str, int]] = {
    "event": 100,
    "call_id": 200,
    "event_id": 200,
    "leg_id": 200,
    "linked_id": 200,
    "trunk": 40,
    "sip_call_id": 300,
    "recording_ref": 500,
}
_USUALLY_TOO_LONG: Final = 60
_NAMES: Final[dict[str, str]] = {
    spelling: event for event, spellings in _SPELLINGS["events"].items() for spelling in spellings
}


def squeeze(name: str) -> str:
    """Return the letters and digits of a name, small."""
    return _OTHER_SIGNS.sub("", name.lower())


def event_name(written: str) -> str | None:
    """Return the event of our contract that an exchange means by `written`; None when unknown."""
    last = re.split(r"[.:/]", written)[-1]
    for name in (squeeze(written), squeeze(last)):
        shorter = name
        for prefix in _SPELLINGS["prefixes"]:
            shorter = shorter.removeprefix(prefix)
        shorter = shorter.removesuffix("call")
        for candidate in (name, shorter):
            if candidate in _NAMES:
                return _NAMES[candidate]
    return None


class Members:
    """An event's members under our names; `dropped` tells whether one could not be used."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        """Read `payload`; its own members come before those of anything inside it."""
        self._found: dict[str, Any] = {}
        self.dropped = False
        for name, value in _flat(payload):
            self._found.setdefault(name, value)

    def __bool__(self) -> bool:
        """Whether there is anything at all."""
        return bool(self._found)

    def everything(self) -> Mapping[str, Any]:
        """Return all members by their squeezed paths."""
        return self._found

    def raw(self, name: str) -> Any:
        """Return a member as it is; None when absent, null or an empty text."""
        for spelling in _SPELLINGS["members"][name]:
            value = self._found.get(spelling)
            if value is not None and value != "":
                return value
        return None

    def text(self, name: str) -> str | None:
        """Return a member as text; a number is one, and so is a list of one.

        A spelling that cannot be used gives way to the next: a caller who is an object has his
        number inside.
        """
        longest, unusable = _TOO_LONG.get(name, _USUALLY_TOO_LONG), False
        for spelling in _SPELLINGS["members"][name]:
            value = self._found.get(spelling)
            value = value[0] if isinstance(value, list) and len(value) == 1 else value
            if value is None or value == "":
                continue
            is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
            if is_plain and len(str(value)) <= longest:
                return str(value).strip() or None
            unusable = True
        self.dropped = self.dropped or unusable
        return None

    def truth(self, name: str) -> bool | None:
        """Return a member as yes or no, also from words for them."""
        value = self.raw(name)
        word = str(value).strip().lower()
        if value is None:
            return None
        if word in _TRUE | _FALSE:
            return word in _TRUE
        self.dropped = True
        return None

    def moments(self, event: str) -> Iterator[Any]:
        """Return what may be the time of the event, the surest first."""
        for spelling in (squeeze(f"{event}_at"), *_SPELLINGS["times"]):
            value = self._found.get(spelling)
            if value is not None and value != "":
                yield value


def is_withheld(number: str) -> bool:
    """Whether the caller asked not to be shown, by the word that stands for the number."""
    word = _SCHEME.sub("", number.strip(' <>"')).partition("@")[0]
    return word.strip().lower() in _SPELLINGS["withheld"]


def _flat(payload: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every member by its squeezed path; what lies in an envelope has the envelope's too."""
    inner: list[tuple[str, Mapping[str, Any]]] = []
    for name, value in payload.items():
        key = squeeze(name)
        yield path + key, value
        if isinstance(value, dict) and depth < _DEEPEST:
            inner.extend([(path, value)] if key in _ENVELOPES else [])
            inner.append((path + key, value))
    for deeper, value in inner:
        yield from _flat(value, deeper, depth + 1)
