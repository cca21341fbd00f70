"""Times as channels write them, and the one rule of what is old."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.pipeline.moments import age_flags, moment_of

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


@given(MOMENTS)
def test_every_spelling_of_a_moment_is_the_moment(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    seconds = int(whole.timestamp())
    spellings = [
        seconds,
        str(seconds),
        float(seconds),
        seconds * 1000,
        str(seconds * 1000),
        whole.isoformat(),
        whole.isoformat().replace("+00:00", "Z"),
        whole.astimezone(tz=None).isoformat(),
    ]
    assert {moment_of(each) for each in spellings} == {whole}


@given(st.text(max_size=40) | st.integers() | st.floats() | st.none() | st.booleans() | st.binary())
def test_nothing_raises_and_every_moment_knows_its_zone(value: object) -> None:
    found = moment_of(value)
    assert found is None or found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [None, "", "besok", True, [], {}, "2026-11-22T04:00:00", float("nan"), float("inf"), 10**30],
)
def test_what_is_no_moment_is_none(value: object) -> None:
    assert moment_of(value) is None


@pytest.mark.parametrize(
    ("ago", "flags"),
    [
        (timedelta(0), ()),
        (timedelta(minutes=-5), ()),
        (timedelta(minutes=-5, seconds=-1), ("time.future",)),
        (timedelta(minutes=15), ()),
        (timedelta(minutes=15, seconds=1), ("message.late",)),
        (timedelta(hours=6), ("message.late",)),
        (timedelta(hours=6, seconds=1), ("message.old",)),
        (timedelta(days=4000), ("message.old",)),
    ],
)
def test_age_is_told_at_its_limits(ago: timedelta, flags: tuple[str, ...]) -> None:
    assert age_flags(NOW - ago, NOW) == flags


def test_without_a_time_the_age_is_unknown() -> None:
    assert age_flags(None, NOW) == ("time.unreadable",)
