"""Which channel next, and when.

Pure functions over the channels of an agency and the tries made so far.

Nothing is remembered elsewhere, so a restart at any instant goes on where the tables stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from agencies.channels.base import Outcome
from agencies.delivery.models import AgencyChannel


@dataclass(slots=True, frozen=True, kw_only=True)
class Try:
    """One try as the choice sees it."""

    channel_id: UUID
    at: datetime
    outcome: Outcome


@dataclass(slots=True, frozen=True)
class Next:
    """What to do after a try: `channel` again or anew at `at`.

    Without a channel the means are exhausted.
    """

    channel: AgencyChannel | None
    at: datetime


def current_channel(
    channels: Sequence[AgencyChannel], tries: Sequence[Try], now: datetime
) -> AgencyChannel | None:
    """Return the first channel, in their order, that is not given up; None when all are."""
    for place, channel in enumerate(channels, 1):
        made = [one for one in tries if one.channel_id == channel.id]
        if not _given_up(channel, made, now, last=place == len(channels)):
            return channel
    return None


def _given_up(channel: AgencyChannel, made: Sequence[Try], now: datetime, *, last: bool) -> bool:
    if any(one.outcome is Outcome.REFUSED for one in made) or len(made) >= channel.tries:
        return True
    if not made:
        return False
    patience_over = now >= made[0].at + timedelta(seconds=channel.give_up_s)
    return patience_over and (not last or made[-1].outcome is Outcome.LEFT_OPEN)


def after_failure(
    channels: Sequence[AgencyChannel],
    tries: Sequence[Try],
    *,
    owed_id: UUID,
    now: datetime,
    at_least_s: float = 0.0,
) -> Next:
    """Return what follows the last of `tries`, which failed.

    The same channel after a pause, or the next one at once.

    `at_least_s` is what the other side asked for with Retry-After; it cannot ask for more than the
    channel's longest pause.
    """
    channel = current_channel(channels, tries, now)
    if channel is None:
        return Next(None, now)
    made = [one for one in tries if one.channel_id == channel.id]
    if not made:
        return Next(channel, now)
    wait = max(pause(channel, len(made), owed_id), min(at_least_s, channel.longest_wait_s))
    at = now + timedelta(seconds=wait)
    if channel.id != channels[-1].id:
        # The next channel does not wait until this one's pause is over.
        at = min(at, made[0].at + timedelta(seconds=channel.give_up_s))
    return Next(channel, at)


def pause(channel: AgencyChannel, made: int, owed_id: UUID) -> float:
    """Return the seconds to wait after try number `made`.

    Doubling, capped, and spread so that the rows of one outage part.

    The spread (75 to 100 %) comes from the row's own id: reproducible, and different for each row
    and try.
    """
    wait = min(channel.longest_wait_s, channel.first_wait_s * 2.0 ** min(made - 1, 30))
    spread = crc32(owed_id.bytes + made.to_bytes(4, "big")) / 0xFFFFFFFF
    return wait * (0.75 + 0.25 * spread)
