"""Meta (WhatsApp, Messenger, Instagram): handshake, signature and envelope of webhooks; sending.

It knows no noun: what a change means is the matter of who asked for it.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import orjson

from dispatch.kernel.texts import loads_clean
from dispatch.transports.sending import (
    SEND_TIMEOUT_S,
    SendFailed,
    members_of,
    post_json,
    refusal_of,
    taken,
)
from routing.value_object import value_object

MALFORMED: Final = "malformed"
# Conversations of a page stand beside its changes, those that another app answers too.
_TALKS: Final = ("messaging", "standby")
_GRAPH: Final = "https://graph.facebook.com/v23.0"
# Meta says by its own codes what is wrong; most come with status 400, also "too fast".
_BUSY: Final = frozenset(
    {1, 2, 4, 17, 32, 341, 613, 80007, 130429, 131000, 131016, 131048, 131056, 133004, 135000}
)
_WHY: Final = {
    **dict.fromkeys((0, 102, 190), "token"),
    **dict.fromkeys((3, 200, 131005), "permission"),
    **dict.fromkeys((131047, 2018278, 2534022), "window closed"),
    **dict.fromkeys((551, 131026, 131030, 131050, 2018001, 2018108), "recipient"),
    **dict.fromkeys((368, 131031, 131042, 131045), "account"),
}


@value_object
class Change:
    """One change of an account: the webhook field it belongs to, its value, when Meta told it."""

    field: str
    value: Any
    account: str = ""
    at: object = None


@value_object
class MessageForm:
    """How one product writes a text to somebody, and where its answer has the message's id."""

    body: Callable[[str, str], dict[str, Any]]
    reference: tuple[str | int, ...]


def _to_account(to: str, text: str) -> dict[str, Any]:
    return {"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": text}}


TO_ACCOUNT: Final = MessageForm(_to_account, ("message_id",))


class MetaSender:
    """Sends as one account: a telephone number, a page, a professional account.

    Meta knows no key by which it would take a message that comes twice for one.
    """

    is_idempotent = False

    def __init__(
        self,
        account: str,
        token: str,
        *,
        form: MessageForm = TO_ACCOUNT,
        graph: str = _GRAPH,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """Send as `account` with its access `token`, in its `form`, to the interface at `graph`."""
        self._url = f"{graph}/{account}/messages"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._form = form
        self._client = client or httpx.AsyncClient(timeout=SEND_TIMEOUT_S)

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Send once and return the message's id; `SendFailed` otherwise."""
        del reply_to, key  # it is a conversation of two: what is answered stands above
        body = self._form.body(to, text)
        answer = await post_json(self._client, self._url, body, self._headers)
        if not answer.is_success:
            raise refused(answer)
        return taken(answer, *self._form.reference)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


def refused(answer: httpx.Response) -> SendFailed:
    """Return what Meta's refusal means, by its own codes where it gives some."""
    failed = refusal_of(answer)
    told = members_of(answer).get("error")
    codes = [told.get(name) for name in ("error_subcode", "code")] if isinstance(told, dict) else []
    known = [code for code in codes if isinstance(code, int) and not isinstance(code, bool)]
    if not known:
        return failed
    why = next((_WHY[code] for code in known if code in _WHY), "meta")
    return SendFailed(
        f"{why} {known[-1]}",
        permanent=failed.permanent and known[-1] not in _BUSY,
        retry_after_s=failed.retry_after_s,
    )


class NotAnEnvelope(ValueError):
    """The body is no webhook of such an account."""


class NotJson(NotAnEnvelope):
    """The body cannot be read at all."""


def verify_subscription(
    mode: str | None, token: str | None, challenge: str | None, expected: str | None
) -> str | None:
    """Return the challenge to answer with when mode and token are right, else None."""
    if not expected or mode != "subscribe" or token is None or challenge is None:
        return None
    same = hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode())
    return challenge if same else None


def signature_of(secret: str, body: bytes) -> str:
    """Return the header that belongs to `body`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def has_valid_signature(secret: str | None, body: bytes, header: str | None) -> bool:
    """Whether `header` (X-Hub-Signature-256) signs exactly these bytes.

    Without a secret nothing is valid.
    """
    if not secret or header is None:
        return False
    return hmac.compare_digest(
        signature_of(secret, body).encode(), header.strip().encode("utf-8", "replace")
    )


def changes_of(body: bytes, kind: str) -> list[Change]:
    """Return every change in a delivery, also those that have not the shape they should have.

    Raises `NotAnEnvelope` when the body is no webhook of an account of this `kind` at all.
    """
    try:
        told = loads_clean(body)
    except orjson.JSONDecodeError as error:
        raise NotJson(str(error)) from error
    # Instagram's own login sends a list of envelopes.
    envelopes = told if isinstance(told, list) and told else [told]
    return [
        change
        for envelope in envelopes
        for entry in _entries(envelope, kind)
        for change in _changes(entry)
    ]


def _entries(envelope: Any, kind: str) -> list[Any]:
    entries = envelope.get("entry") if isinstance(envelope, dict) else None
    if not isinstance(entries, list) or envelope.get("object") != kind:
        raise NotAnEnvelope(f"no entry[] of an object {kind!r}")
    return entries


def _changes(entry: Any) -> Iterator[Change]:
    if not isinstance(entry, dict):
        yield Change(MALFORMED, entry)
        return
    account, at = str(entry.get("id", ""))[:100], entry.get("time")
    found = [*_listed(entry, "changes"), *([entry] if "field" in entry else ())]
    for change in found:
        if isinstance(change, dict):
            yield Change(str(change.get("field")), change.get("value"), account, at)
        else:
            yield Change(MALFORMED, change, account, at)
    talks = [(name, event) for name in _TALKS for event in _listed(entry, name)]
    for name, event in talks:
        yield Change(name, event, account, at)
    if not {"changes", "field", *_TALKS} & entry.keys():
        yield Change(MALFORMED, entry, account, at)


def _listed(entry: dict[str, Any], name: str) -> list[Any]:
    """Return the members of a list; what should be one and is none is a member that is broken."""
    value = entry.get(name, [])
    return value if isinstance(value, list) else [value]
