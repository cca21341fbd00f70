"""How each way in stands: whether it can be used, and when its last message came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dispatch.kernel.host.ways import Way, readiness
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.catalogue.channels import CHANNELS
from intake.channels.base import Capability, IntakeChannel

_TOKENS: Final = """
SELECT count(*) FROM api_token WHERE revoked_at IS NULL AND scopes ?| $1::text[]
"""
_LAST: Final = """
SELECT greatest(
    (SELECT max(received_at) FROM report WHERE channel = ANY($1::text[])),
    (SELECT max(received_at) FROM raw_message WHERE channel = ANY($1::text[])))
"""
_LAST_ANSWER: Final = "SELECT max(sent_at) FROM citizen_answer WHERE channel = $1"
_LAST_CALL: Final = "SELECT max(received_at) FROM call_event"
_LAST_READING: Final = "SELECT max(received_at) FROM gauge_reading"


async def ways_in(reading: ReadTransaction) -> Sequence[Way]:
    """Return every way in as it stands."""
    return [await _way(reading, channel) for channel in CHANNELS]


async def ways_back(reading: ReadTransaction) -> Sequence[Way]:
    """Return every way by which citizens are answered, as it stands."""
    return [
        Way(
            direction="out",
            name=f"{channel.name}-reply",
            is_on=channel.answering.open(channel.answering.settings()) is not None,
            last=await reading.fetchval(_LAST_ANSWER, channel.name),
            unset=readiness(channel.answering.settings)[1],
        )
        for channel in CHANNELS
        if channel.answering is not None
    ]


async def _way(reading: ReadTransaction, channel: IntakeChannel) -> Way:
    names = sorted({channel.name, *(policy.channel for policy in channel.policies)})
    is_on, unset = readiness(channel.settings)
    return Way(
        direction="in",
        name=channel.name,
        is_on=is_on,
        users=int(await reading.fetchval(_TOKENS, names)),
        last=await _last(reading, channel, names),
        unset=unset,
    )


async def _last(
    reading: ReadTransaction, channel: IntakeChannel, names: list[str]
) -> datetime | None:
    found: datetime | None
    if Capability.CALLS in channel.capabilities:
        found = await reading.fetchval(_LAST_CALL)
    elif Capability.READINGS in channel.capabilities:
        found = await reading.fetchval(_LAST_READING)
    else:
        found = await reading.fetchval(_LAST, names)
    return found
