"""Sending to one person: what a try ends in, the same for every transport. It knows no noun."""

import logging
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from dispatch.kernel.texts import clean_all, dumps_any

SEND_TIMEOUT_S: Final = 10.0
# httpx writes every address into the log, and addresses hold a bot's token or a gateway's password.
logging.getLogger("httpx").setLevel(logging.WARNING)
# The request had gone out when the connection ended: whether it arrived, nobody knows.
_UNCLEAR: Final = (
    *(httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError),
    httpx.DecodingError,
)
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_WAIT_MOST_S: Final = 3600.0
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
    `retry_after_s` is how long whoever refused it asks us to wait.
    """

    def __init__(
        self,
        error: str,
        *,
        permanent: bool = False,
        unclear: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        """Keep `error` as a code for people."""
        super().__init__(error)
        self.error = error
        self.permanent = permanent
        self.unclear = unclear
        self.retry_after_s = retry_after_s


def failure_of(error: httpx.HTTPError | httpx.InvalidURL) -> SendFailed:
    """Return what a broken request means for the message in it.

    The address may hold a secret, so nothing of it is repeated.
    """
    is_ours = isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol)
    return SendFailed(type(error).__name__, permanent=is_ours, unclear=isinstance(error, _UNCLEAR))


def refusal_of(answer: httpx.Response) -> SendFailed:
    """Return what an answer that is no success means: busy and broken servers are asked again."""
    again = answer.status_code in _TRY_AGAIN or answer.is_server_error
    return SendFailed(
        f"status {answer.status_code}",
        permanent=not again,
        retry_after_s=_wait_of(answer.headers),
    )


def seconds_to_wait(said: object) -> float | None:
    """Return how long somebody asks us to wait, an hour at most; None when he does not say so."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not said >= 0:
        return None
    return float(min(said, _WAIT_MOST_S))


async def post_json(
    client: httpx.AsyncClient, url: str, body: dict[str, Any], headers: Mapping[str, str]
) -> httpx.Response:
    """Post a message to a vendor's interface and return its answer, whatever it says.

    `SendFailed` when there is none.
    """
    sent = {"Content-Type": "application/json", **headers}
    try:
        return await client.post(url, content=dumps_any(clean_all(body)), headers=sent)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise failure_of(error) from None


def reference_in(answer: Any, *path: str | int) -> str:
    """Return the vendor's own id of a message, which lies at `path` of its answer; else empty."""
    for step in path:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(answer)[:_REFERENCE_MOST] if isinstance(answer, str | int) else ""


def members_of(answer: httpx.Response) -> dict[str, Any]:
    """Return the members of a JSON object; empty when the answer is none."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def taken(answer: httpx.Response, *path: str | int) -> str:
    """Return the vendor's id of a message that it took.

    A success without one is no proof: something else answered, or the vendor has changed.
    """
    reference = reference_in(members_of(answer), *path)
    if not reference:
        raise SendFailed("answer without an id", unclear=True)
    return reference


def _wait_of(headers: httpx.Headers) -> float | None:
    """Return the seconds of a Retry-After: a number, or a date by the clock of whoever sent it."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _WAIT_MOST_S)
    try:
        until, now = (parsedate_to_datetime(said) for said in (text, headers.get("date", "")))
        return min(max((until - now).total_seconds(), 0.0), _WAIT_MOST_S)
    except (ValueError, TypeError, OverflowError):
        return None


def segments(text: str) -> int:
    """Return as how many short messages a text is charged (3GPP TS 23.038)."""
    if all(sign in _ALPHABET or sign in _TWICE for sign in text):
        units, alone, joined = sum(2 if sign in _TWICE else 1 for sign in text), 160, 153
    else:
        units, alone, joined = len(text.encode("utf-16-le", "replace")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)
