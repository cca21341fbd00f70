"""Sending to one person: what a try ends in, the same for every transport. It knows no noun."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

SEND_TIMEOUT_S: Final = 10.0
# The request had gone out when the connection ended: whether it arrived, nobody knows.
_UNCLEAR: Final = (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError)
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_REFERENCE_MOST: Final = 200
# What costs twice in a text of seven bits, and what is in its alphabet beside letters and digits.
_TWICE: Final = frozenset("^{}\\[~]|€\f")
_ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


class SendFailed(Exception):
    """The message was not taken; `permanent` when it never will be.

    `unclear` when it may have been taken all the same: a second try could be a second message.
    """

    def __init__(self, error: str, *, permanent: bool = False, unclear: bool = False) -> None:
        """Keep `error` as a code for people."""
        super().__init__(error)
        self.error = error
        self.permanent = permanent
        self.unclear = unclear


def failure_of(error: httpx.HTTPError) -> SendFailed:
    """Return what a broken request means for the message in it."""
    return SendFailed(type(error).__name__, unclear=isinstance(error, _UNCLEAR))


async def post_json(
    client: httpx.AsyncClient, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> Any:
    """Post a message to a vendor's interface and return its answer; `SendFailed` otherwise.

    The address may hold a secret, so no error repeats it.
    """
    try:
        answer = await client.post(url, json=body, headers=headers)
    except httpx.HTTPError as error:
        raise failure_of(error) from None
    if answer.is_success:
        return _members(answer)
    again = answer.status_code in _TRY_AGAIN or answer.is_server_error
    raise SendFailed(f"status {answer.status_code}", permanent=not again)


def reference_in(answer: Any, *path: str | int) -> str:
    """Return the vendor's own id of a message, which lies at `path` of its answer; else empty."""
    for step in path:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(answer)[:_REFERENCE_MOST] if isinstance(answer, str | int) else ""


def _members(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def segments(text: str) -> int:
    """Return as how many short messages a text is charged (3GPP TS 23.038)."""
    if all(sign in _ALPHABET or sign in _TWICE for sign in text):
        units, alone, joined = sum(2 if sign in _TWICE else 1 for sign in text), 160, 153
    else:
        units, alone, joined = len(text.encode("utf-16-le", "replace")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)
