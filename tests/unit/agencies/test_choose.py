"""Which channel next, and when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from agencies.channels.base import Outcome
from agencies.delivery.choose import (
    Route,
    Try,
    after_failure,
    current_channel,
    pause,
    rings_on_at,
)
from agencies.delivery.models import AgencyChannelRow

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
OWED = UUID("01937d2e-8a00-7000-8000-000000000009")


def channel(
    rank: int, *, tries: int = 10, give_up_s: float = 60.0, kind: str = "webhook"
) -> AgencyChannelRow:
    return AgencyChannelRow(
        id=UUID(int=rank),
        agency_id="damkar",
        kind=kind,
        rank=rank,
        tries=tries,
        give_up_s=give_up_s,
        created_at=NOW,
    )


def tried(which: AgencyChannelRow, *outcomes: Outcome, every_s: float = 1.0) -> tuple[Try, ...]:
    return tuple(
        Try(channel_id=which.id, at=NOW + timedelta(seconds=every_s * place), outcome=one)
        for place, one in enumerate(outcomes)
    )


def route(
    channels: list[AgencyChannelRow], tries: tuple[Try, ...] = (), *, target_s: float | None = None
) -> Route:
    return Route(owed_id=OWED, channels=tuple(channels), tries=tries, since=NOW, target_s=target_s)


FIRST, SECOND = channel(1), channel(2)


def test_the_first_channel_comes_first() -> None:
    assert current_channel(route([FIRST, SECOND]), NOW) is FIRST


def test_an_agency_without_channels_has_none() -> None:
    assert current_channel(route([]), NOW) is None


def test_a_failure_stays_on_the_channel_after_a_pause() -> None:
    follows = after_failure(route([FIRST, SECOND], tried(FIRST, Outcome.FAILED)), now=NOW)
    assert follows.channel is FIRST
    assert NOW + timedelta(seconds=0.75) <= follows.at <= NOW + timedelta(seconds=1)


def test_a_refusal_goes_to_the_next_channel_at_once() -> None:
    follows = after_failure(route([FIRST, SECOND], tried(FIRST, Outcome.REFUSED)), now=NOW)
    assert (follows.channel, follows.at) == (SECOND, NOW)


def test_a_refusal_by_the_last_channel_leaves_nothing() -> None:
    tries = tried(FIRST, Outcome.REFUSED) + tried(SECOND, Outcome.REFUSED)
    assert after_failure(route([FIRST, SECOND], tries), now=NOW).channel is None


def test_the_number_of_tries_ends_a_channel() -> None:
    short = channel(1, tries=3)
    assert current_channel(route([short], tried(short, *[Outcome.FAILED] * 2)), NOW) is short
    assert current_channel(route([short], tried(short, *[Outcome.FAILED] * 3)), NOW) is None


def test_the_hand_over_target_ends_a_channel_when_another_follows() -> None:
    tries = tried(FIRST, Outcome.FAILED)
    assert current_channel(route([FIRST, SECOND], tries), NOW + timedelta(seconds=59)) is FIRST
    assert current_channel(route([FIRST, SECOND], tries), NOW + timedelta(seconds=60)) is SECOND


def test_the_last_channel_is_tried_beyond_the_target() -> None:
    assert (
        current_channel(route([FIRST], tried(FIRST, Outcome.FAILED)), NOW + timedelta(hours=1))
        is FIRST
    )


def test_the_pause_does_not_outlast_the_target_when_another_channel_follows() -> None:
    tries = tried(FIRST, *[Outcome.FAILED] * 7)
    follows = after_failure(route([FIRST, SECOND], tries), now=NOW + timedelta(seconds=40))
    assert (follows.channel, follows.at) == (FIRST, NOW + timedelta(seconds=60))


def test_a_page_that_nobody_reads_is_left_after_its_time_even_when_it_is_the_last() -> None:
    page = channel(1, kind="portal", give_up_s=30)
    tries = tried(page, Outcome.LEFT_OPEN)
    assert current_channel(route([page], tries), NOW + timedelta(seconds=29)) is page
    assert current_channel(route([page], tries), NOW + timedelta(seconds=30)) is None


def test_retry_after_is_respected_up_to_the_longest_pause() -> None:
    tries = tried(FIRST, Outcome.FAILED)
    assert after_failure(route([FIRST], tries), now=NOW, at_least_s=20).at == NOW + timedelta(
        seconds=20
    )
    assert after_failure(route([FIRST], tries), now=NOW, at_least_s=1e9).at == NOW + timedelta(
        seconds=60
    )


@given(made=st.integers(min_value=1, max_value=10_000), owed_id=st.uuids())
def test_a_pause_doubles_is_capped_and_spread_by_a_quarter(made: int, owed_id: UUID) -> None:
    full = min(60.0, 2.0 ** min(made - 1, 30))
    assert full * 0.75 <= pause(FIRST, made, owed_id) <= full


def test_rows_of_one_outage_do_not_come_back_together() -> None:
    assert len({pause(FIRST, 5, UUID(int=number)) for number in range(100)}) == 100


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


THIRD = channel(3, kind="sms")
PAGE = channel(4, kind="portal")


def test_the_second_channel_opens_within_a_third_of_the_target() -> None:
    on = route([FIRST, SECOND], tried(FIRST, Outcome.FAILED), target_s=60)
    assert current_channel(on, at(19.9)) is FIRST
    assert current_channel(on, at(20)) is SECOND


def test_a_pause_ends_when_the_second_channel_opens() -> None:
    on = route([FIRST, SECOND], tried(FIRST, *[Outcome.FAILED] * 5), target_s=60)
    assert after_failure(on, now=at(15)).at == at(20)


def test_many_channels_share_the_target_evenly() -> None:
    five = [channel(number) for number in range(1, 6)]
    on = route(five, tried(five[0], Outcome.FAILED), target_s=60)
    assert current_channel(on, at(12)) is five[1]


def test_the_last_channel_keeps_its_own_patience() -> None:
    tries = tried(FIRST, Outcome.REFUSED) + tried(SECOND, Outcome.LEFT_OPEN)
    assert current_channel(route([FIRST, SECOND], tries, target_s=60), at(59)) is SECOND


def test_an_order_that_arrived_rings_on_until_a_human_answers() -> None:
    delivered = tried(FIRST, Outcome.DELIVERED)
    on = route([FIRST, THIRD, PAGE], delivered, target_s=60)
    assert rings_on_at(on, FIRST) == at(20)
    assert current_channel(on, at(20)) is THIRD


def test_what_arrived_on_the_last_channel_that_rings_needs_no_other() -> None:
    delivered = tried(FIRST, Outcome.DELIVERED)
    assert rings_on_at(route([FIRST, PAGE], delivered, target_s=60), FIRST) is None
    assert rings_on_at(route([FIRST], delivered, target_s=60), FIRST) is None


def test_where_nobody_has_to_answer_arriving_is_enough() -> None:
    assert rings_on_at(route([FIRST, THIRD], tried(FIRST, Outcome.DELIVERED)), FIRST) is None


def test_after_an_outage_each_channel_is_tried_before_it_is_left() -> None:
    late = Try(channel_id=FIRST.id, at=at(300), outcome=Outcome.FAILED)
    assert current_channel(route([FIRST, SECOND], target_s=60), at(300)) is FIRST
    assert current_channel(route([FIRST, SECOND], (late,), target_s=60), at(300)) is SECOND
