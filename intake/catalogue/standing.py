"""How each way in stands: whether it can be used, and when its last message came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from asyncpg import Record
from pydantic_settings import BaseSettings

from dispatch.kernel.host.settings import Settings
from dispatch.kernel.host.ways import RHYTHM, Traffic, Way, holds_secret, is_given, unset
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.answers.ways import Answering
from intake.catalogue.channels import CHANNELS
from intake.channels.base import Capability, IntakeChannel

# A token of a gauge is named after its station: "flood:terusan".
_TOKENS: Final = """
SELECT count(*) FROM api_token WHERE revoked_at IS NULL AND EXISTS (
    SELECT FROM jsonb_array_elements_text(scopes) scope
    WHERE split_part(scope, ':', 1) = ANY($1::text[]))
"""
_CAME: Final = """
SELECT min(at) FILTER (WHERE at > $2) AS first, max(at) AS last,
    count(*) FILTER (WHERE at > $2) AS count
FROM (SELECT received_at AS at FROM report WHERE channel = ANY($1::text[])
    UNION ALL SELECT received_at FROM raw_message WHERE channel = ANY($1::text[])) came
"""
_CALLS: Final = """
SELECT min(arrived_at) FILTER (WHERE arrived_at > $1) AS first,
    max(arrived_at) AS last, count(*) FILTER (WHERE arrived_at > $1) AS count
FROM call
"""
# Every gauge is watched by its own interval; the way is silent when all of them are.
_GAUGES: Final = """
SELECT max(heard_at) FILTER (WHERE reading_at IS NOT NULL) AS last,
    coalesce(bool_and(silent), false) AS hushed
FROM gauge_state
"""
_ANSWERED: Final = "SELECT max(sent_at) FROM citizen_answer WHERE channel = $1"
_FAILED: Final = """
SELECT error, count(*) OVER () AS failures FROM citizen_answer
WHERE channel = $1 AND outcome IN ('failed', 'unclear') AND ($2::timestamptz IS NULL OR at > $2)
ORDER BY at DESC LIMIT 1
"""


async def ways_in(reading: ReadTransaction, now: datetime) -> Sequence[Way]:
    """Return every way in as it stands."""
    return [await _way(reading, channel, since=now - RHYTHM) for channel in CHANNELS]


async def ways_back(reading: ReadTransaction, now: datetime) -> Sequence[Way]:
    """Return every way by which citizens are answered, as it stands."""
    del now  # nobody expects answers in a rhythm
    return [
        await _way_back(reading, channel.name, channel.answering)
        for channel in CHANNELS
        if channel.answering is not None
    ]


async def _way_back(reading: ReadTransaction, name: str, answering: Answering) -> Way:
    own = answering.settings()
    last = await reading.fetchval(_ANSWERED, name)
    failed = dict(await reading.fetchrow(_FAILED, name, last) or {})
    sender = answering.open(own)
    if sender is not None:
        await sender.close()
    return Way(
        direction="out",
        name=f"{name}-reply",
        is_on=sender is not None,
        traffic=Traffic(last=last, **failed),
        missing=unset(own),
    )


async def _way(reading: ReadTransaction, channel: IntakeChannel, *, since: datetime) -> Way:
    names = sorted({channel.name, *(policy.channel for policy in channel.policies)})
    own = None if channel.settings is None else channel.settings()
    users = int(await reading.fetchval(_TOKENS, names))
    proven, by_token = _is_proven(channel, own), channel.takes_token and users > 0
    return Way(
        direction="in",
        name=channel.name,
        is_on=proven or by_token,
        users=users,
        traffic=Traffic(**dict(await _came(reading, channel, names, since) or {})),
        missing=() if by_token else (*unset(own), *_token(channel, is_needed=not proven)),
        heard=True,
    )


def _is_proven(channel: IntakeChannel, own: BaseSettings | None) -> bool:
    """Whether a sender can prove himself without a token."""
    if own is None:
        return not channel.takes_token or channel.listens(Settings())
    if channel.proof:
        return any(is_given(getattr(own, name)) for name in channel.proof)
    return holds_secret(own)


def _token(channel: IntakeChannel, *, is_needed: bool) -> tuple[str, ...]:
    return (f"token:{channel.name}",) if channel.takes_token and is_needed else ()


async def _came(
    reading: ReadTransaction, channel: IntakeChannel, names: list[str], since: datetime
) -> Record | None:
    if Capability.CALLS in channel.capabilities:
        return await reading.fetchrow(_CALLS, since)
    if Capability.READINGS in channel.capabilities:
        return await reading.fetchrow(_GAUGES)
    return await reading.fetchrow(_CAME, names, since)
