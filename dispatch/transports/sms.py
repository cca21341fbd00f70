"""SMS by a gateway's HTTP interface: what a callback says, whether it is genuine, and sending.

Gateways differ only in the names of the same few members (Kannel's escapes, Twilio's form, the rows
of Gammu's inbox, Fonnte, an old telephone with a gateway app). It knows no noun.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote

import httpx

from dispatch.kernel.texts import clean_all, loads_clean

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "sender": ("from", "sender", "sendernumber", "msisdn", "source", "src", "phone", "number"),
    "receiver": ("to", "receiver", "recipient", "destination", "device", "recipientid"),
    "text": ("text", "body", "message", "textdecoded", "content", "msg", "sms", "pesan"),
    "key": ("messagesid", "smssid", "messageid", "message_id", "inboxid", "id", "sms_id", "uuid"),
    "at": ("ts", "timestamp", "receivingdatetime", "time", "created", "sentstamp", "date", "at"),
    "status": ("messagestatus", "smsstatus", "dlr", "status"),
}
_TEXT_FIRST: Final = ("message", "body", "textdecoded")
_NESTED: Final = ("data", "payload", "message", "sms")
_SEND_TIMEOUT_S: Final = 10.0
_DIGITS_MOST: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One text message; `key` is the gateway's own id, `at` its time as the gateway wrote it.

    `missing` counts the parts of a long message that did not come.
    """

    sender: str = ""
    receiver: str = ""
    text: str = ""
    key: str | None = None
    at: object = None
    missing: int = 0
    raw: Mapping[str, Any] | None = None


class NotACallback(ValueError):
    """Nobody can read these bytes as a gateway's callback."""


def read_callback(body: bytes, query: str, content_type: str) -> list[Sms]:
    """Return the messages of a callback: members in the query, a form, or JSON (one or many).

    Parts of one long message are joined in their order. Raises `NotACallback` when there are no
    members at all.
    """
    members = _members(body, content_type)
    rows = members if isinstance(members, list) else [members]
    asked = dict(parse_qsl(query, keep_blank_values=True))
    found = [_read({**asked, **row}) for row in rows if isinstance(row, dict) and (row or asked)]
    if not found:
        raise NotACallback("no members")
    return _joined(found)


def _members(body: bytes, content_type: str) -> Any:
    text = body.strip()
    if not text:
        return {}
    if text[:1] in b"[{" or text.startswith(b"\xef\xbb\xbf"):
        try:
            return loads_clean(text.removeprefix(b"\xef\xbb\xbf"))
        except ValueError as error:
            raise NotACallback(str(error)) from error
    form = parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True)
    if not form or ("json" in content_type):
        raise NotACallback("neither JSON nor a form")
    return clean_all(dict(form))


def _read(members: Mapping[str, Any]) -> Sms:
    flat = {_plain(name): value for name, value in members.items() if value is not None}
    for name in _NESTED:
        inner = flat.get(name)
        if isinstance(inner, Mapping):
            flat |= {_plain(key): value for key, value in inner.items() if value is not None}
    told = {name: _first(flat, spellings) for name, spellings in _SPELLINGS.items()}
    words = _first(flat, _TEXT_FIRST) or told["text"]
    return Sms(
        sender=_text(told["sender"]),
        receiver=_text(told["receiver"]),
        text=_text(words),
        key=_text(told["key"]) or None,
        at=told["at"],
        raw=dict(members),
    )


def _plain(name: str) -> str:
    return str(name).lower()


def _first(flat: Mapping[str, Any], spellings: Iterable[str]) -> Any:
    return next(
        (flat[name] for name in spellings if isinstance(flat.get(name), str | int | float)), None
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _joined(messages: list[Sms]) -> list[Sms]:
    """Join the rows of one long message (Gammu: MessageID, SequencePosition, PartCount)."""
    whole: list[Sms] = []
    parts: dict[tuple[str, str | None], list[tuple[int, int, Sms]]] = {}
    for message in messages:
        count = _number(message.raw, "partcount")
        if count > 1:
            place = _number(message.raw, "sequenceposition")
            parts.setdefault((message.sender, message.key), []).append((place, count, message))
        else:
            whole.append(message)
    for pieces in parts.values():
        pieces.sort(key=lambda piece: piece[0])
        text = "".join(message.text for _, _, message in pieces)
        _, count, first = pieces[0]
        whole.append(replace(first, text=text, missing=max(0, count - len(pieces))))
    return whole


def _number(raw: Mapping[str, Any] | None, name: str) -> int:
    value = next((v for key, v in (raw or {}).items() if _plain(key) == name), 0)
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST else 0


def twilio_signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and the sorted form members."""
    said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(
        hmac.new(auth_token.encode(), said.encode(), hashlib.sha1).digest()
    ).decode()


def has_valid_signature(auth_token: str | None, url: str, body: bytes, header: str | None) -> bool:
    """Whether `header` signs this form posted to `url`; without a token nothing is valid."""
    if not auth_token or header is None:
        return False
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    expected = twilio_signature(auth_token, url, form)
    return hmac.compare_digest(expected.encode(), header.strip().encode("utf-8", "replace"))


class SendFailed(Exception):
    """The gateway did not take the message; `permanent` when it never will."""

    def __init__(self, error: str, *, permanent: bool = False) -> None:
        """Keep `error` as a code for people."""
        super().__init__(error)
        self.error = error
        self.permanent = permanent


class SmsGateway:
    """Sends through a gateway's HTTP address, in which {to} and {text} are filled in."""

    def __init__(self, url: str, *, client: httpx.AsyncClient | None = None) -> None:
        """Send by `url`, a template such as Kannel's sendsms; `client` for tests."""
        self._url = url
        self._client = client or httpx.AsyncClient(timeout=_SEND_TIMEOUT_S)

    async def send(self, to: str, text: str) -> str:
        """Send once and return the gateway's own id or answer; `SendFailed` otherwise."""
        url = self._url.replace("{to}", quote(to, safe="")).replace("{text}", quote(text, safe=""))
        try:
            answer = await self._client.get(url)
        except httpx.HTTPError as error:
            raise SendFailed(type(error).__name__) from error
        if answer.is_client_error:
            raise SendFailed(f"status {answer.status_code}", permanent=True)
        if not answer.is_success:
            raise SendFailed(f"status {answer.status_code}")
        return _reference(answer.text)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def _reference(answer: str) -> str:
    try:
        members = json.loads(answer)
    except ValueError:
        return answer[:200].strip()
    named = members.get("id") or members.get("message_id") if isinstance(members, dict) else None
    return str(named or answer)[:200]
