"""Which channel next: true for any channels and any history of tries."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.channels.base import Outcome
from agencies.delivery.choose import Route, Try, after_failure, current_channel, left_at
from agencies.delivery.due import Capacity, choose_fairly
from agencies.delivery.models import AgencyChannelRow
from dispatch.kernel.store.outbox import Owed

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
OWED = UUID(int=9)
COUNTS = st.integers(1, 4)
OUTCOMES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([Outcome.FAILED, Outcome.REFUSED]))
)


def channels(count: int, give_up_s: float = 60.0) -> list[AgencyChannelRow]:
    return [
        AgencyChannelRow(
            id=UUID(int=rank),
            agency_id="damkar",
            kind="webhook",
            rank=rank,
            tries=5,
            give_up_s=give_up_s,
            created_at=NOW,
        )
        for rank in range(1, count + 1)
    ]


def route(
    count: int, tries: list[Try], target_s: float | None = None, give_up_s: float = 60.0
) -> Route:
    return Route(
        owed_id=OWED,
        channels=tuple(channels(count, give_up_s)),
        since=NOW,
        tries=tuple(tries),
        target_s=target_s,
    )


def history(made: list[tuple[int, Outcome]], count: int) -> list[Try]:
    return [
        Try(
            channel_id=UUID(int=1 + which % count),
            at=NOW + timedelta(seconds=number),
            outcome=outcome,
        )
        for number, (which, outcome) in enumerate(made)
    ]


@given(COUNTS, OUTCOMES, st.floats(0, 500))
def test_a_channel_that_refused_or_used_up_its_tries_never_comes_again(
    count: int, made: list[tuple[int, Outcome]], later: float
) -> None:
    tries = history(made, count)
    chosen = current_channel(route(count, tries), NOW + timedelta(seconds=len(made) + later))
    own = [one for one in tries if chosen is not None and one.channel_id == chosen.id]
    assert len(own) < 5
    assert Outcome.REFUSED not in {one.outcome for one in own}


@given(COUNTS, OUTCOMES)
def test_channels_are_never_skipped(count: int, made: list[tuple[int, Outcome]]) -> None:
    tries, now = history(made, count), NOW + timedelta(seconds=len(made))
    chosen = current_channel(route(count, tries), now)
    before = [] if chosen is None else channels(count)[: chosen.rank - 1]
    tried = {one.channel_id for one in tries}
    assert [channel.rank for channel in before if channel.id not in tried] == []


@given(COUNTS, OUTCOMES)
def test_only_when_every_channel_is_given_up_there_is_none(
    count: int, made: list[tuple[int, Outcome]]
) -> None:
    tries = history(made, count)
    late = NOW + timedelta(days=1)
    chosen = current_channel(route(count, tries), late)
    last = [one for one in tries if one.channel_id == UUID(int=count)]
    is_over = len(last) >= 5 or any(one.outcome is Outcome.REFUSED for one in last)
    assert (chosen is None) <= is_over


@given(COUNTS, OUTCOMES, st.floats(0, 1e6))
def test_what_follows_is_never_in_the_past_of_the_failure(
    count: int, made: list[tuple[int, Outcome]], at_least_s: float
) -> None:
    tries, now = history(made, count), NOW + timedelta(seconds=len(made))
    follows = after_failure(route(count, tries, give_up_s=1e6), now=now, at_least_s=at_least_s)
    assert now <= follows.at <= now + timedelta(seconds=60)


@given(st.integers(2, 5), st.floats(10, 600), st.floats(0, 600))
def test_every_further_channel_is_reached_within_the_target(
    count: int, target_s: float, later: float
) -> None:
    """With a target, channels that fail one after the other leave the last one time to answer."""
    at, tries = NOW, list[Try]()
    for channel in channels(count, 1e6)[:-1]:
        tries.append(Try(channel_id=channel.id, at=at, outcome=Outcome.FAILED))
        at = left_at(route(count, tries, target_s, give_up_s=1e6), channel)
    assert at <= NOW + timedelta(seconds=target_s * (count - 1) / count + 1e-6)
    now = at + timedelta(seconds=later)
    chosen = current_channel(route(count, tries, target_s, give_up_s=1e6), now)
    assert chosen is not None
    assert chosen.rank == count


def owed(number: int, agency: str, task: int) -> Owed:
    return Owed(
        id=UUID(int=number),
        kind="task_delivery",
        noun_id=UUID(int=task),
        agency_id=agency,
        due_at=NOW,
        created_at=NOW,
    )


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), max_size=40),
    st.integers(0, 12),
    st.integers(1, 5),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 5)),
)
def test_shares_hold_for_any_backlog(
    rows: list[tuple[str, int]], total: int, per_agency: int, busy: dict[str, int]
) -> None:
    due = [owed(number, agency, task) for number, (agency, task) in enumerate(rows, 1)]
    chosen = choose_fairly(due, Capacity(total=total, per_agency=per_agency, busy=busy))
    assert chosen == [one for one in due if one in chosen]
    assert len(chosen) <= total
    assert len({one.noun_id for one in chosen}) == len(chosen)
    for agency in "abc":
        mine = sum(one.agency_id == agency for one in chosen)
        assert mine == 0 or mine + busy.get(agency, 0) <= per_agency


@given(st.integers(1, 50), st.integers(1, 4))
def test_a_slow_agency_never_keeps_another_waiting(backlog: int, per_agency: int) -> None:
    due = [owed(number, "slow", number) for number in range(1, backlog + 1)]
    due.append(owed(99, "quick", 99))
    capacity = Capacity(total=64, per_agency=per_agency, busy={"slow": per_agency})
    assert [one.agency_id for one in choose_fairly(due, capacity)] == ["quick"]


@pytest.mark.parametrize(("busy", "full"), [({}, []), ({"a": 2}, ["a"]), ({"a": 1, "b": 3}, ["b"])])
def test_who_has_as_many_under_way_as_he_may_is_full(busy: dict[str, int], full: list[str]) -> None:
    assert Capacity(total=9, per_agency=2, busy=busy).full() == full
