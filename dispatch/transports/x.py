"""Webhooks of X (Account Activity, X Activity, filtered stream): challenge and signature.

Both are the HMAC-SHA256 under the app's consumer secret, in base64.
"""

import base64
import hashlib
import hmac


def signature_of(secret: str, body: bytes) -> str:
    """Return the header (`x-twitter-webhooks-signature`) that belongs to `body`."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


def has_valid_signature(secret: str, body: bytes, header: str) -> bool:
    """Whether `header` signs exactly these bytes; without a secret nothing is valid."""
    expected = signature_of(secret, body).encode()
    return bool(secret) and hmac.compare_digest(expected, header.strip().encode("utf-8", "replace"))


def challenge_answer(secret: str, token: str) -> str:
    """Return the answer to X's challenge (`crc_token`)."""
    return signature_of(secret, token.encode("utf-8", "replace"))
