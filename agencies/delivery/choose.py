"""Which channel next, and when.

Pure functions over the channels of an agency and the tries made so far. Nothing is remembered
elsewhere, so a restart at any instant goes on where the tables stand.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zlib import crc32

from agencies.catalogue.channels import QUIET
from agencies.channels.base import Outcome
from agencies.delivery.models import AgencyChannelRow
from routing.value_object import value_object

# The next channel opens within this part of the time in which a human must answer.
_SHARE_OF_TARGET: Final = 3
_WAITING: Final = frozenset({Outcome.DELIVERED, Outcome.LEFT_OPEN})


@value_object(kw_only=True)
class Try:
    """One try to deliver a notice, as far as the choice of a channel depends on it."""

    channel_id: UUID
    at: datetime
    outcome: Outcome


@value_object(kw_only=True)
class Route:
    """The channels of an agency in their order, and how far one notice has come on them.

    A human must answer within `target_s` seconds from `since`; without a target nobody waits for an
    answer, and that the notice arrived is enough.
    """

    owed_id: UUID
    channels: tuple[AgencyChannelRow, ...]
    since: datetime
    tries: tuple[Try, ...] = ()
    target_s: float | None = None

    def made(self, channel: AgencyChannelRow) -> list[Try]:
        """Return the tries on one channel."""
        return [one for one in self.tries if one.channel_id == channel.id]

    def with_try(self, one: Try) -> "Route":
        """Return the route after one more try."""
        return replace(self, tries=(*self.tries, one))


@value_object
class Next:
    """What follows a try: a retry on `channel`, or the first try on another one, at `at`.

    Without a channel the notice becomes a dead letter.
    """

    channel: AgencyChannelRow | None
    at: datetime


def current_channel(route: Route, now: datetime) -> AgencyChannelRow | None:
    """Return the first channel, in their order, that is not given up; None when all are."""
    return next((one for one in route.channels if not _given_up(route, one, now)), None)


def _given_up(route: Route, channel: AgencyChannelRow, now: datetime) -> bool:
    made = route.made(channel)
    if any(one.outcome is Outcome.REFUSED for one in made):
        return True
    if not made:
        return False
    if made[-1].outcome in _WAITING:
        return now >= left_at(route, channel)
    is_last = channel.id == route.channels[-1].id
    return len(made) >= channel.tries or (not is_last and now >= left_at(route, channel))


def left_at(route: Route, channel: AgencyChannelRow) -> datetime:
    """Return when a channel that was tried is left for the next one, whether it took the notice.

    By then an equal part of the target is over for each channel that was asked, so that the last
    one still has time to be answered on. The last channel has its own patience.
    """
    first = route.made(channel)[0].at
    own = first + timedelta(seconds=channel.give_up_s)
    place = [one.id for one in route.channels].index(channel.id) + 1
    if route.target_s is None or place == len(route.channels):
        return own
    share_s = route.target_s / max(_SHARE_OF_TARGET, len(route.channels))
    return max(first, min(own, route.since + timedelta(seconds=share_s * place)))


def rings_on_at(route: Route, channel: AgencyChannelRow) -> datetime | None:
    """Return when a further channel must ring although `channel` took the notice.

    None when nobody waits for an answer, or no further channel reaches people by itself.
    """
    place = [one.id for one in route.channels].index(channel.id)
    further = any(one.kind not in QUIET for one in route.channels[place + 1 :])
    return left_at(route, channel) if further and route.target_s is not None else None


def after_failure(route: Route, *, now: datetime, at_least_s: float = 0.0) -> Next:
    """Return what follows the last try, which failed.

    The same channel after the back-off, or the next one at once. `at_least_s` is what the other
    side asked for with Retry-After; it cannot ask for more than the channel's longest pause.
    """
    channel = current_channel(route, now)
    if channel is None:
        return Next(None, now)
    made = route.made(channel)
    if not made:
        return Next(channel, now)
    wait = max(pause(channel, len(made), route.owed_id), min(at_least_s, channel.longest_wait_s))
    at = now + timedelta(seconds=wait)
    if channel.id != route.channels[-1].id:
        # The next channel does not wait until this one's pause is over.
        at = min(at, left_at(route, channel))
    return Next(channel, at)


def pause(channel: AgencyChannelRow, made: int, owed_id: UUID) -> float:
    """Return the back-off in seconds after try number `made`.

    Doubling, capped, and spread so that the rows of one outage part. The spread (75 to 100 %) comes
    from the row's own id: reproducible, and different for each row and try.
    """
    wait = min(channel.longest_wait_s, channel.first_wait_s * 2.0 ** min(made - 1, 30))
    spread = crc32(owed_id.bytes + made.to_bytes(4, "big")) / 0xFFFFFFFF
    return wait * (0.75 + 0.25 * spread)
