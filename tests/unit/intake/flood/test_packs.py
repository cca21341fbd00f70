"""SenML packs: base fields, units, histories, and the spellings of devices that only nearly do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.flood.adapter import Arrival, Found, read_all
from intake.channels.flood.senml import SenMLError, resolve
from intake.gauges.profile import Profile
from intake.gauges.reading import GaugeReading
from intake.pipeline.items import Unparsable

AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
EPOCH = AT.timestamp()
KS01 = Profile.model_validate(
    {"station": "KS-01", "source": {"format": "senml"}, "map": {"level": "level"}}
)


def read(pack: Any) -> list[Found]:
    return list(read_all(Arrival(body=json.dumps(pack).encode(), received_at=AT), KS01))


def water(pack: Any) -> list[tuple[float, float]]:
    """Return the level and how many seconds ago, of each reading."""
    found = [item for item in read(pack) if isinstance(item, GaugeReading)]
    return [(item.level_cm, (AT - item.at).total_seconds()) for item in found]


@pytest.mark.parametrize(
    ("pack", "expected"),
    [
        ([{"n": "level", "u": "m", "v": 1.87}], [(187, 0)]),
        ([{"n": "level", "v": 187}], [(187, 0)]),
        ([{"n": "level", "u": "mm", "v": 1870}], [(187, 0)]),
        ([{"n": "level", "u": "M", "v": 1.87}], [(187, 0)]),
        ([{"bu": "m", "bn": "KS:", "n": "level", "v": 1.87}], [(187, 0)]),
        ([{"bn": "KS:level", "u": "m", "v": 1.87}], [(187, 0)]),
        (
            [{"bv": 1, "bu": "m", "n": "level", "v": 0.5}, {"n": "level", "v": 0.7}],
            [(150, 0), (170, 0)],
        ),
        ([{"n": "level", "v": 3, "t": -60}, {"n": "level", "v": 4}], [(3, 60), (4, 0)]),
        (
            [{"bt": EPOCH, "n": "level", "v": 3, "t": -60}, {"n": "level", "v": 4}],
            [(3, 60), (4, 0)],
        ),
        ([{"bt": EPOCH - 30, "n": "level", "v": 3}], [(3, 30)]),
        ([{"n": "level", "v": "187.4"}], [(187.4, 0)]),
        ([{"n": "level", "vs": "1,87", "u": "m"}], [(187, 0)]),
        ([{"n": "level", "v": None, "vs": "5"}], [(5, 0)]),
        ({"n": "level", "u": "m", "v": 1.87}, [(187, 0)]),
        ([{"n": "rain", "v": "banyak"}, {"n": "level", "v": 5}], [(5, 0)]),
        ([{"n": "!", "v": 1}, {"n": "level", "v": 5}], [(5, 0)]),
        ([{"n": "level", "v": 5}, {"n": "level", "u": "V", "v": 12}], [(5, 0)]),
        ([{"n": "rawlevel", "v": 9}, {"n": "level", "v": 5}], [(5, 0)]),
        ([{"n": "waterlevel", "v": 9}], [(9, 0)]),
        ([{"bn": "urn:dev:1:", "bver": 5, "n": "level", "v": 5}], [(5, 0)]),
    ],
)
def test_the_water_of_a_pack(pack: Any, expected: list[tuple[float, float]]) -> None:
    assert [list(one) for one in water(pack)] == [pytest.approx(one) for one in expected]


@pytest.mark.parametrize(
    "pack",
    [
        [],
        [7],
        "level",
        [{"n": "rain", "v": 5}],
        [{"n": "level", "vb": True}],
        [{"n": "level", "v": "tinggi"}],
        [{"n": "level", "v": 5, "must_": 1}],
        [{"bver": 99, "n": "level", "v": 5}],
        [{"bt": "kemarin", "n": "level", "v": 5}],
        [{"n": "level", "u": "l", "v": 5}],
        [{"n": "level", "v": 1}] * 1_001,
    ],
)
def test_a_pack_without_water_is_kept_for_a_person(pack: Any) -> None:
    [found] = read(pack)
    assert isinstance(found, Unparsable)


def test_the_battery_of_a_pack_goes_with_each_reading() -> None:
    pack = [{"n": "level", "v": 1}, {"n": "level", "v": 2}, {"n": "batt", "u": "V", "v": 12.1}]
    volts = [item.battery_v for item in read(pack) if isinstance(item, GaugeReading)]
    assert volts == [12.1, 12.1]


def test_a_time_counted_from_now_is_no_name_and_one_of_the_calendar_is() -> None:
    relative = [{"n": "level", "v": 5, "t": -60}]
    absolute = [{"bt": EPOCH, "n": "level", "v": 5, "t": -60}]
    keys = [
        item.key
        for pack in (relative, absolute)
        for item in read(pack)
        if isinstance(item, GaugeReading)
    ]
    assert [key[:2] for key in keys] == ["h:", "t:"]


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=-400)])
def test_a_pack_whose_clock_is_lost_is_timed_by_its_arrival(ahead: timedelta) -> None:
    pack = [{"bt": (AT + ahead).timestamp(), "n": "level", "v": 5}]
    assert water(pack) == [(5, 0)]


@pytest.mark.parametrize("value", [True, None, "x", [1], 10**400, float("nan"), float("inf")])
def test_only_a_strict_reader_stumbles_over_one_record(value: Any) -> None:
    pack = [{"n": "a", "v": value}, {"n": "b", "v": 1}]
    assert [record["n"] for record in resolve(pack, now=0.0, lenient=True)] == ["b"]
    with pytest.raises(SenMLError):
        resolve(pack, now=0.0)


NUMBERS = st.floats(-1e6, 1e6)


@settings(max_examples=60)
@given(NUMBERS, st.lists(st.tuples(NUMBERS, st.floats(-900, 0)), min_size=1, max_size=9))
def test_base_and_own_values_are_added(base: float, rows: list[tuple[float, float]]) -> None:
    pack: list[dict[str, Any]] = [{"n": "level", "v": value, "t": t} for value, t in rows]
    pack[0] |= {"bv": base, "bt": EPOCH}
    found = resolve(pack, now=0.0)
    assert [record["v"] for record in found] == [value + base for value, _ in rows]
    assert [record["t"] for record in found] == [t + EPOCH for _, t in rows]
    assert resolve(found, now=0.0) == found
