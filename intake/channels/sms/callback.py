"""What an SMS gateway's callback says, whichever gateway it is.

Gateways differ in the names of the same few members (Kannel's escapes, Twilio's form, the rows of
Gammu's inbox, Fonnte, an old telephone with a gateway app), in how they cut a long message, and in
what they put where there are no words.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from dispatch.kernel.texts import clean, clean_all, loads_clean
from routing.value_object import value_object

# Names are compared by their letters and digits: `message_id`, `Message-ID`, `messageId` are one.
_OTHER_SIGNS: Final = re.compile(r"[^a-z0-9]")
_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "sender": (
        *("from", "sender", "sendernumber", "msisdn", "source", "src", "phone", "phonenumber"),
        *("number", "address", "originator"),
    ),
    "receiver": ("to", "receiver", "recipient", "destination", "device", "recipientid"),
    "text": ("text", "body", "message", "textdecoded", "content", "msg", "sms", "pesan"),
    "key": (
        *("messagesid", "smssid", "messageid", "inboxid", "id", "smsid", "uuid", "messageuuid"),
        "msgid",
    ),
    "at": (
        *("ts", "timestamp", "receivingdatetime", "time", "created", "sentstamp", "date", "at"),
        *("receivedat", "sentat", "messagetimestamp", "datetime"),
    ),
    "name": ("name", "sendername"),
    "place": ("location",),
    "state": ("messagestatus", "smsstatus", "dlr"),
    "member": ("member",),
}
_TEXT_FIRST: Final = ("message", "body", "textdecoded")
_NO_WORDS: Final = frozenset({"non-button message", "non-text message"})
_INQUIRY: Final = ("pollname", "choices")
_NESTED: Final = ("data", "payload", "message", "sms")
_LISTS: Final = ("messages", "results", "inbox", "data")
_ARRIVED: Final = frozenset({"", "0", "-1", "received", "receiving"})
_RECEIPT: Final = re.compile(r"id:\S* sub:\d+ dlvrd:\d+ |N?ACK/", re.IGNORECASE)
_MEDIA: Final = re.compile(r"mediaurl\d*|url")
_ADDRESS: Final = re.compile(r"https?://\S{1,490}")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{4})+")
# The header of a part: a reference of eight or sixteen bits, how many parts, which one this is.
_PART: Final = re.compile(r"(?:050003(..)|060804(....))(..)(..)")
_UCS2: Final = "2"
_DIGITS_MOST: Final = 9


@value_object(kw_only=True)
class Sms:
    """One text message; `key` is the gateway's own id, `at` its time as the gateway wrote it.

    `is_local`: a time without a zone is on the wall clock. `missing` counts the parts of a long
    message that did not come. `place` is as the gateway wrote it, `media` are addresses.
    `is_receipt`: it only tells what became of a message of ours.
    """

    sender: str = ""
    receiver: str = ""
    text: str = ""
    key: str | None = None
    at: object = None
    is_local: bool = False
    missing: int = 0
    name: str = ""
    place: str = ""
    media: tuple[str, ...] = ()
    is_receipt: bool = False
    raw: Mapping[str, Any] | None = None


class NotACallback(ValueError):
    """Nobody can read these bytes as a gateway's callback."""


def read_callback(body: bytes, query: str, content_type: str) -> list[Sms]:
    """Return the messages of a callback: members in the query, a form, or JSON (one or many).

    Parts of one long message are joined in their order. Raises `NotACallback` when there are no
    members at all.
    """
    asked = _asked(query)
    rows = _rows(_members(body, content_type))
    found = [_read({**asked, **row}) for row in rows if row or asked]
    if not found:
        raise NotACallback("no members")
    return _joined(found)


def _members(body: bytes, content_type: str) -> Any:
    text = body.strip()
    if not text:
        return {}
    if text[:1] in b"[{" or text.startswith(codecs.BOM_UTF8):
        try:
            return loads_clean(text)
        except ValueError as error:
            raise NotACallback(str(error)) from error
    form = parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True)
    if not form or ("json" in content_type):
        raise NotACallback("neither JSON nor a form")
    return clean_all(dict(form))


def _rows(members: Any) -> list[dict[str, Any]]:
    """Return the messages one by one: an array, an array in an envelope, a single one."""
    if isinstance(members, dict):
        inner = (value for name, value in members.items() if _squeezed(name) in _LISTS)
        members = next((value for value in inner if isinstance(value, list) and value), members)
    rows = members if isinstance(members, list) else [members]
    return [row for row in rows if isinstance(row, dict)]


def _asked(query: str) -> dict[str, Any]:
    """Read the members of the address; words come in the character set that stands beside them."""
    asked: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    named = {_squeezed(name): value for name, value in asked.items()}
    charset = named.get("charset", "")
    if named.get("coding") == _UCS2 and "\0" in named.get("text", ""):
        charset = "utf-16-be"
    pairs = (part.partition("=") for part in query.split("&"))
    written = {name: value for name, _, value in pairs if _squeezed(name) in _SPELLINGS["text"]}
    try:
        for name, value in written.items() if charset else ():
            asked[name] = clean(unquote_to_bytes(value.replace("+", " ")).decode(charset))
    except (LookupError, ValueError):
        pass  # a character set nobody knows: what UTF-8 made of it is better than nothing
    return {name: clean(value) for name, value in asked.items()}


def _read(members: Mapping[str, Any]) -> Sms:
    flat = {_squeezed(name): value for name, value in members.items() if value is not None}
    for name in _NESTED:
        inner = flat.get(name)
        if isinstance(inner, Mapping):
            flat |= {_squeezed(key): value for key, value in inner.items() if value is not None}
    told = {name: _text(_first(flat, spellings)) for name, spellings in _SPELLINGS.items()}
    words = _words(flat, told["text"])
    only_tells = not words and told["state"].lower() not in _ARRIVED
    return Sms(
        # Of a group the member is who speaks.
        sender=told["member"].strip() or told["sender"].strip(),
        receiver=told["receiver"],
        text=words,
        key=told["key"].strip() or None,
        at=_first(flat, _SPELLINGS["at"]),
        is_local="receivingdatetime" in flat,
        name=told["name"].strip(),
        place=told["place"].strip(),
        media=tuple(_media(flat)),
        is_receipt=only_tells or _RECEIPT.match(words) is not None,
        raw=dict(members),
    )


def _squeezed(name: object) -> str:
    return _OTHER_SIGNS.sub("", str(name).lower())


def _first(flat: Mapping[str, Any], spellings: Iterable[str]) -> Any:
    return next(
        (flat[name] for name in spellings if isinstance(flat.get(name), str | int | float)), None
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _words(flat: Mapping[str, Any], said: str) -> str:
    """Return the words; without any, those of an inquiry."""
    for text in (*(_text(_first(flat, (name,))) for name in _TEXT_FIRST), said):
        if text and text not in _NO_WORDS:
            return _from_hex(text) if "coding" in flat and "sendernumber" in flat else text
    return " ".join(text for name in _INQUIRY if (text := _text(_first(flat, (name,)))))


def _from_hex(text: str) -> str:
    """Return the words of a row whose gateway left them undecoded: UCS-2, four digits a sign."""
    if _HEX.fullmatch(text) is None:
        return text
    return str(clean(bytes.fromhex(text).decode("utf-16-be", "surrogatepass")))


def _media(flat: Mapping[str, Any]) -> Iterator[str]:
    for name, value in flat.items():
        if _MEDIA.fullmatch(name) and isinstance(value, str) and _ADDRESS.fullmatch(value):
            yield value


def _joined(messages: list[Sms]) -> list[Sms]:
    """Join the rows of one long message, by the gateway's count or by the header of each part."""
    whole: list[Sms] = []
    parts: dict[tuple[str, str | None], list[tuple[int, int, Sms]]] = {}
    for message in messages:
        name, place, count = _part_of(message)
        if count > 1:
            parts.setdefault((message.sender, name), []).append((place, count, message))
        else:
            whole.append(message)
    for pieces in parts.values():
        pieces.sort(key=lambda piece: piece[0])
        text = "".join(message.text for _, _, message in pieces)
        _, count, first = pieces[0]
        whole.append(replace(first, text=text, missing=max(0, count - len(pieces))))
    return whole


def _part_of(message: Sms) -> tuple[str | None, int, int]:
    """Return the message that a row is a part of, its place in it, and how many parts there are."""
    raw = {_squeezed(name): str(value) for name, value in (message.raw or {}).items()}
    count = _number(raw.get("partcount", ""))
    if count:
        return message.key, _number(raw.get("sequenceposition", "")), count
    header = _PART.match(raw.get("udh", "").upper())
    if header is None or _HEX.fullmatch(f"{header[3]}{header[4]}") is None:
        return message.key, 0, 0
    return f"part of {header[1] or header[2]}", int(header[4], 16), int(header[3], 16)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST else 0
