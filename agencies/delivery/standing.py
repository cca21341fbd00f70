"""How each way out stands: whether it can be used, by how many agencies, and when it was last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from agencies.catalogue.channels import CHANNELS
from agencies.channels.base import AgencyChannel
from dispatch.kernel.host.ways import Traffic, Way, holds_secret, unset
from dispatch.kernel.store.read_transaction import ReadTransaction

_STANDING: Final = """
SELECT (SELECT count(DISTINCT agency_id) FROM agency_channel WHERE active AND kind = $1) AS users,
    (SELECT max(at) FROM delivery WHERE channel = $1 AND outcome IN ('delivered', 'left_open'))
        AS last
"""
_FAILED: Final = """
SELECT error, count(*) OVER () AS failures FROM delivery
WHERE channel = $1 AND outcome IN ('failed', 'refused')
    AND ($2::timestamptz IS NULL OR at > $2)
ORDER BY at DESC LIMIT 1
"""


async def ways_out(reading: ReadTransaction, now: datetime) -> Sequence[Way]:
    """Return every way to an agency as it stands."""
    del now  # nobody expects orders in a rhythm
    return [await _way(reading, channel) for channel in CHANNELS]


async def _way(reading: ReadTransaction, channel: AgencyChannel) -> Way:
    found = dict(await reading.fetchrow(_STANDING, channel.name) or {})
    failed = dict(await reading.fetchrow(_FAILED, channel.name, found["last"]) or {})
    own = None if channel.settings is None else channel.settings()
    return Way(
        direction="out",
        name=channel.name,
        is_on=holds_secret(own),
        users=found["users"],
        traffic=Traffic(last=found["last"], **failed),
        missing=(*unset(own), *(() if found["users"] else ("agency",))),
    )
