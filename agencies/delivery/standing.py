"""How each way out stands: whether it can be used, by how many agencies, and when it was last."""

from collections.abc import Sequence
from typing import Final

from agencies.catalogue.channels import CHANNELS
from dispatch.kernel.host.ways import Way, readiness
from dispatch.kernel.store.read_transaction import ReadTransaction

_STANDING: Final = """
SELECT (SELECT count(DISTINCT agency_id) FROM agency_channel WHERE active AND kind = $1) AS users,
    (SELECT max(at) FROM delivery WHERE channel = $1) AS last
"""


async def ways_out(reading: ReadTransaction) -> Sequence[Way]:
    """Return every way to an agency as it stands."""
    ways = []
    for channel in CHANNELS:
        found = await reading.fetchrow(_STANDING, channel.name)
        is_on, unset = readiness(channel.settings)
        ways.append(
            Way(
                direction="out",
                name=channel.name,
                is_on=is_on,
                users=0 if found is None else found["users"],
                last=None if found is None else found["last"],
                unset=unset,
            )
        )
    return ways
