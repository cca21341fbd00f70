"""What a kept request says: who, on which channel, which words. Pure; never raises.

No channel is asked: what it would need to translate lies in the database that is away. Words and
numbers are found by the names that senders give them; beside them everything is shown as it came.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from dispatch.kernel.texts import clean, loads_clean
from intake.journal.entry import Entry
from routing.value_object import value_object

_WORDS: Final = (
    *("text", "body", "message", "caption", "description", "subject", "title", "words", "summary"),
    *("teks", "isi", "pesan", "keterangan", "uraian", "laporan", "kejadian", "event"),
)
_NUMBERS: Final = (
    *("reporter_phone", "phone", "caller", "caller_number", "ani", "from", "msisdn", "number"),
    *("telepon", "nomor", "no_hp", "sender", "wa_id"),
)
_CHANNELS: Final = ("channel", "saluran")
_LONGEST: Final = 2_000
_SHORT: Final = 60
_DEEPEST: Final = 12
_API: Final = "/api/v1/"


@value_object(kw_only=True)
class Waiting:
    """A kept request as people can read it; `whole` is all of it, as it came."""

    ticket: str
    at: datetime
    channel: str
    number: str
    words: str
    whole: str


def read_entry(entry: Entry) -> Waiting:
    """Return what `entry` says."""
    whole = _text(entry.body) or _text(entry.query.encode())
    members = list(_members(_value(entry)))
    return Waiting(
        ticket=entry.ticket,
        at=entry.arrived_at,
        channel=_channel(entry, members),
        number=next(iter(_all(members, _NUMBERS)), "")[:_SHORT],
        words="\n".join(_all(members, _WORDS))[:_LONGEST] or whole[:_LONGEST],
        whole=whole[:_LONGEST],
    )


def _channel(entry: Entry, members: list[tuple[str, str]]) -> str:
    steps = entry.path.removeprefix(_API).strip("/").split("/")
    if len(steps) > 1 and steps[0] == "channels":
        return steps[1][:_SHORT]
    said = _all(members, _CHANNELS)
    return (said or steps)[0][:_SHORT]


def _all(members: list[tuple[str, str]], names: tuple[str, ...]) -> list[str]:
    """Return the texts under `names`, each once, the names in their order."""
    found = [text for name in names for key, text in members if key == name and text.strip()]
    return list(dict.fromkeys(found))


def _members(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Give every text and number in `value` with the name of the member that holds it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _members(member, str(key).casefold(), depth + 1)
    elif isinstance(value, list):
        for member in value:
            yield from _members(member, name, depth + 1)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield name, str(value)[:_LONGEST]


def _value(entry: Entry) -> Any:
    """Return what was sent as members, in whichever of the usual forms; empty when in none."""
    try:
        return loads_clean(entry.body)
    except (ValueError, RecursionError):
        form = _text(entry.body) if b"=" in entry.body else ""
        pairs = _pairs(form) or _pairs(entry.query)
        return [{name: value} for name, value in pairs]


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return [(str(clean(name)), str(clean(value))) for name, value in parse_qsl(text)]
    except ValueError:
        return []


def _text(data: bytes) -> str:
    return str(clean(data.decode("utf-8", "replace"))).strip()
