"""How a way in or out stands: on, off, silent, failing, and what it lacks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatch.kernel.host.ways import (
    RHYTHM,
    Traffic,
    Way,
    WayState,
    holds_secret,
    is_given,
    unset,
)

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ago(hours: float) -> datetime:
    return NOW - HOUR * hours


class Own(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TANGGAP_TEST_", extra="ignore")
    word: SecretStr | None = None
    account: str | None = None


def heard(traffic: Traffic) -> WayState:
    return Way(direction="in", name="sms", is_on=True, traffic=traffic, heard=True).state(NOW)


@pytest.mark.parametrize(
    ("traffic", "state"),
    [
        (Traffic(), "on"),
        (Traffic(first=ago(1), last=ago(1), count=1), "on"),
        # One an hour for two days: twenty are missed after twenty hours.
        (Traffic(first=ago(67), last=ago(19), count=48), "on"),
        (Traffic(first=ago(68), last=ago(20), count=48), "silent"),
        # Three hundred in one storm of an hour are no rhythm of three hundred an hour.
        (Traffic(first=ago(2), last=ago(1), count=300), "on"),
        (Traffic(first=ago(4), last=ago(3), count=300), "silent"),
        # Whatever came before, four weeks of nothing want a look.
        (Traffic(last=NOW - RHYTHM), "silent"),
        (Traffic(first=NOW - RHYTHM, last=NOW - RHYTHM, count=1), "silent"),
        # The clock of whoever sent it may be ahead.
        (Traffic(first=ago(-1), last=ago(-1), count=50), "on"),
        (Traffic(last=ago(0), hushed=True), "silent"),
        (Traffic(first=ago(1), last=ago(1), count=1, failures=2), "on"),
        (Traffic(first=ago(1), last=ago(1), count=1, failures=3), "failing"),
        (Traffic(failures=1), "failing"),
    ],
)
def test_what_went_by_a_way_says_how_it_stands(traffic: Traffic, state: str) -> None:
    assert heard(traffic) == state


def test_what_nobody_expects_is_never_silent_and_what_is_off_is_off() -> None:
    old = Traffic(last=NOW - 2 * RHYTHM)
    assert Way(direction="out", name="sms", is_on=True, traffic=old).state(NOW) == "on"
    broken = Traffic(failures=9)
    assert Way(direction="out", name="sms", is_on=False, traffic=broken).state(NOW) == "off"


def test_a_line_can_be_cut_at_spaces_whatever_an_error_says() -> None:
    traffic = Traffic(failures=4, error="status 401\nunauthorised  token")
    way = Way(direction="out", name="sms", is_on=True, traffic=traffic, missing=("A", "B"))
    assert way.line(NOW).split() == [
        *("out", "sms", "failing", "users=0", "last=-", "missing=A,B"),
        "error=status_401_unauthorised_token",
    ]


@given(
    st.builds(
        Traffic,
        first=st.none() | st.datetimes(timezones=st.just(UTC)),
        last=st.none() | st.datetimes(timezones=st.just(UTC)),
        count=st.integers(0, 10**9),
        failures=st.integers(0, 10**9),
        error=st.none() | st.text(),
    )
)
def test_every_line_has_the_same_words(traffic: Traffic) -> None:
    line = Way(direction="in", name="x", is_on=True, traffic=traffic, heard=True).line(NOW)
    assert len(line.splitlines()) == 1
    assert [word.partition("=")[0] for word in line.split()[3:6]] == ["users", "last", "missing"]


@pytest.mark.parametrize("value", [None, "", SecretStr("")])
def test_an_empty_setting_is_none(value: object) -> None:
    assert not is_given(value)


def test_an_empty_secret_opens_nothing_and_is_named() -> None:
    empty, given_ = Own(word=SecretStr("")), Own(word=SecretStr("rahasia"))
    assert (holds_secret(empty), holds_secret(given_), holds_secret(None)) == (False, True, True)
    assert unset(empty) == ("TANGGAP_TEST_WORD", "TANGGAP_TEST_ACCOUNT")
    assert unset(given_) == ("TANGGAP_TEST_ACCOUNT",)
    assert "rahasia" not in repr(unset(given_))
