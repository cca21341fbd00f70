"""Is it WhatsApp? The subscription handshake and the signature over the raw body."""

import hashlib
import hmac

_PREFIX = b"sha256="


def verify_subscription(
    mode: str | None, token: str | None, challenge: str | None, expected: str | None
) -> str | None:
    """Return the challenge to answer with when mode and token are right, else None."""
    if not expected or mode != "subscribe" or token is None or challenge is None:
        return None
    return (
        challenge
        if hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode())
        else None
    )


def signature_of(secret: str, body: bytes) -> str:
    """Return the header that belongs to `body`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def has_valid_signature(secret: str | None, body: bytes, header: str | None) -> bool:
    """Say whether `header` (X-Hub-Signature-256) signs exactly these bytes.

    Without a secret nothing is valid.
    """
    if not secret or header is None:
        return False
    return hmac.compare_digest(
        signature_of(secret, body).encode(), header.strip().encode("utf-8", "replace")
    )
