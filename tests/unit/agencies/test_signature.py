"""The signature, against the definition.

Of HMAC (RFC 2104) rather than against the library that made it.
"""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from agencies.channels.webhook.signature import sign


def hmac_by_definition(key: bytes, message: bytes) -> str:
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


@given(
    secret=st.text(min_size=1, max_size=200),
    timestamp=st.integers(min_value=0, max_value=2**33),
    raw=st.binary(max_size=500),
)
def test_the_signature_is_the_hmac_of_time_dot_body(
    secret: str, timestamp: int, raw: bytes
) -> None:
    expected = hmac_by_definition(secret.encode(), f"{timestamp}.".encode() + raw)
    assert sign(secret, str(timestamp), raw) == f"v1={expected}"


def test_another_time_body_or_secret_gives_another_signature() -> None:
    assert (
        len(
            {sign("a", "1", b"x"), sign("b", "1", b"x"), sign("a", "2", b"x"), sign("a", "1", b"y")}
        )
        == 4
    )
