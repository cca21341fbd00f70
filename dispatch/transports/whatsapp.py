"""The WhatsApp Business Cloud API as a transport: handshake, signature, envelope.

It knows no noun: what a change means is the matter of who asked for it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

import orjson

from dispatch.kernel.texts import loads_clean

_OBJECT = "whatsapp_business_account"
MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an account: the webhook field it belongs to, and its value."""

    field: str
    value: Any
    account: str = ""


class NotAnEnvelope(ValueError):
    """The body is no webhook of a WhatsApp account; `code` is stable."""

    def __init__(self, code: str, reason: str) -> None:
        """Keep `code`, and `reason` for people."""
        super().__init__(reason)
        self.code = code


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


def changes_of(body: bytes) -> list[Change]:
    """Return every change in a delivery, also those that have not the shape they should have.

    Raises `NotAnEnvelope` when the body is no webhook of an account at all.
    """
    try:
        envelope = loads_clean(body)
    except orjson.JSONDecodeError as error:
        raise NotAnEnvelope("whatsapp.not_json", str(error)) from error
    entries = envelope.get("entry") if isinstance(envelope, dict) else None
    if not isinstance(entries, list) or envelope.get("object") != _OBJECT:
        raise NotAnEnvelope("whatsapp.wrong_shape", "no entry[].changes[] of an account")
    return [change for entry in entries for change in _changes(entry)]


def _changes(entry: Any) -> list[Change]:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list):
        return [Change(MALFORMED, entry)]
    account = str(entry.get("id", ""))[:100]
    return [
        Change(str(change.get("field")), change.get("value"), account)
        if isinstance(change, dict)
        else Change(MALFORMED, change, account)
        for change in changes
    ]
