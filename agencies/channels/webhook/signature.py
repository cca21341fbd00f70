"""The signature by which an agency knows that a webhook is ours.

HMAC-SHA256 over the time and the raw body.
"""

import hashlib
import hmac

VERSION = "v1"


def sign(secret: str, timestamp: str, raw: bytes) -> str:
    """Return the value of `X-Tanggap-Signature`: the version and the HMAC in hexadecimal."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + raw, hashlib.sha256)
    return f"{VERSION}={mac.hexdigest()}"
