"""The secret link to a report's status page: unguessable, and over after some days. Pure.

It names the ticket and its last day, under a signature; nothing is stored for it, so a form can
show it at once. Links end together when an installation's key is replaced.
"""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from dispatch.kernel.container import Service
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.answers.ticket import SIGNS, ticket_of

PATH: Final = "/status"
_SINCE: Final = date(2026, 1, 1)
_DAY_SIGNS: Final = 3
_TICKET_SIGNS: Final = 12
_MAC_SIGNS: Final = 20
_LENGTH: Final = _TICKET_SIGNS + _DAY_SIGNS + _MAC_SIGNS
_KEY: Final = "SELECT secret FROM answer_key ORDER BY created_at DESC LIMIT 1"

LINK_KEY: Final = Service[Cached[bytes]]("link key")


async def load_link_key(reading: ReadTransaction) -> bytes:
    """Return the key that signs links; every process uses the same."""
    return str(await reading.fetchval(_KEY)).encode()


def link_token(key: bytes, report_id: UUID, until: datetime) -> str:
    """Return what opens the status page of a report through the day of `until` (UTC)."""
    days = max(0, (until.astimezone(UTC).date() - _SINCE).days)
    said = ticket_of(report_id).replace("-", "") + _number(days)
    return said + _mac(key, said)


def ticket_in(key: bytes, token: object, now: datetime) -> str | None:
    """Return the ticket that a link opens; None when it is none of ours or its time is over."""
    said = token.strip().upper() if isinstance(token, str) and len(token) <= 2 * _LENGTH else ""
    if len(said) != _LENGTH or not all(sign in SIGNS for sign in said):
        return None
    named, mac = said[:-_MAC_SIGNS], said[-_MAC_SIGNS:]
    if not hmac.compare_digest(_mac(key, named), mac):
        return None
    last = _SINCE + timedelta(days=_read(named[_TICKET_SIGNS:]))
    return named[:_TICKET_SIGNS] if now.astimezone(UTC).date() <= last else None


def _mac(key: bytes, said: str) -> str:
    digest = hmac.new(key, said.encode(), hashlib.sha256).digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:_MAC_SIGNS])


def _number(value: int) -> str:
    return "".join(SIGNS[value >> shift & 31] for shift in range((_DAY_SIGNS - 1) * 5, -1, -5))


def _read(signs: str) -> int:
    value = 0
    for sign in signs:
        value = value << 5 | SIGNS.index(sign)
    return value
