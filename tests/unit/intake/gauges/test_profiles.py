"""Profiles of gauges: paths into any message, units, levels and what a profile may not say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake.channels.flood.topics import station_of, topic_matches
from intake.channels.flood.values import level_cm_of, number_of, online_of, time_of
from intake.gauges.levels import VOCABULARIES, Level, level_of
from intake.gauges.path import EACH, MISSING, compile_path, look_up
from intake.gauges.profile import Profile, Thresholds

MESSAGE = {
    "a": {"b": [{"c": 1}, {"c": 2}]},
    "@iot.id": 7,
    "list": [10, 20, 30],
    "null": None,
    "deep": {"x y": {"z": "w"}},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", MESSAGE),
        ("$.a.b[0].c", 1),
        ("$.a.b[-1].c", 2),
        ("$.a.b[*].c", [1, 2]),
        ("$['@iot.id']", 7),
        ('$["@iot.id"]', 7),
        ("$.@iot", MISSING),
        ("$.list[*]", [10, 20, 30]),
        ("$.list[3]", MISSING),
        ("$.list[-3]", 10),
        ("$.list[-4]", MISSING),
        ("$.null", None),
        ("$.null.x", MISSING),
        ("$.deep['x y'].z", "w"),
        ("$.list.a", MISSING),
        ("$.a[0]", MISSING),
        ("$.a[*]", MISSING),
        ("$.missing", MISSING),
    ],
)
def test_a_path_finds_what_lies_there_or_nothing(path: str, found: Any) -> None:
    assert look_up(MESSAGE, compile_path(path)) == found


@pytest.mark.parametrize(
    "path", ["", "a.b", "$a", "$.", "$[", "$[x]", "$.a b", "$..a", "$.a[", "$['"]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"path|read"):
        compile_path(path)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
        max_leaves=12,
    ),
    st.lists(st.sampled_from(["a", "b", 0, -1, EACH]), max_size=4),
)
def test_no_message_breaks_a_path(message: Any, steps: list[str | int]) -> None:
    look_up(message, tuple(steps))


@pytest.mark.parametrize(
    ("value", "unit", "level"),
    [
        (187.4, "cm", 187.4),
        (1.874, "m", 187.4),
        (1874, "mm", 187.4),
        (18.74, "dm", 187.4),
        ("187,4", "cm", 187.4),
        ("1.874,0", "mm", 187.4),
        ("1,874.0", "mm", 187.4),
        ("1,87 m", "cm", 187.0),
        ("187.4cm", "m", 187.4),
        (" 187 CM ", "m", 187.0),
        ("-12", "cm", -12.0),
        ("1e2", "cm", 100.0),
        (1, "ft", 30.48),
        ("187 lumut", "cm", None),
        ("tinggi", "cm", None),
        (None, "cm", None),
        (True, "cm", None),
        (float("nan"), "cm", None),
        (float("inf"), "cm", None),
        (1e12, "cm", None),
        ([187], "cm", None),
        ("", "cm", None),
    ],
)
def test_a_level_is_read_in_its_unit(value: object, unit: str, level: float | None) -> None:
    assert level_cm_of(value, unit) == (None if level is None else pytest.approx(level))


@given(st.floats(-1000, 1000, allow_nan=False))
def test_a_number_is_the_same_with_a_point_and_with_a_comma(number: float) -> None:
    text = f"{number:.3f}"
    assert number_of(text) == number_of(text.replace(".", ",")) == pytest.approx(number, abs=1e-3)


@given(st.text(max_size=40) | st.integers() | st.floats() | st.none() | st.lists(st.integers()))
def test_no_value_breaks_a_reader(value: object) -> None:
    number_of(value)
    time_of(value, "%d/%m/%Y %H:%M", "Asia/Jakarta")
    online_of(value)


@pytest.mark.parametrize(
    ("value", "form", "zone", "iso"),
    [
        ("2026-12-12T08:10:00Z", "iso", "UTC", "2026-12-12T08:10:00+00:00"),
        ("2026-12-12T15:10:00+07:00", "iso", "UTC", "2026-12-12T08:10:00+00:00"),
        ("2026-12-12 15:10:00", "iso", "Asia/Jakarta", "2026-12-12T08:10:00+00:00"),
        ("12/12/2026 15:10", "%d/%m/%Y %H:%M", "Asia/Jakarta", "2026-12-12T08:10:00+00:00"),
        (1797063000, "iso", "Asia/Jakarta", "2026-12-12T08:10:00+00:00"),
        (1797063000000, "iso", "Asia/Jakarta", "2026-12-12T08:10:00+00:00"),
        ("1797063000", "iso", "Asia/Jakarta", "2026-12-12T08:10:00+00:00"),
    ],
)
def test_a_time_is_read_on_the_stations_clock(
    value: object, form: str, zone: str, iso: str
) -> None:
    found = time_of(value, form, zone)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize("value", ["", "besok", None, True, [], {}, "2026-13-45", MISSING])
def test_what_is_no_time_is_none(value: object) -> None:
    assert time_of(value, "%d/%m/%Y", "Asia/Jakarta") is None


@pytest.mark.parametrize(
    ("payload", "online"),
    [
        ({"online": True}, True),
        ({"online": "offline"}, False),
        ({"status": "connected"}, True),
        ({"state": "LOST"}, False),
        ("online", True),
        ("0", False),
        (1, True),
        ({"online": "entah"}, None),
        ({}, None),
        ([], None),
    ],
)
def test_a_sign_of_life_is_read(payload: object, online: bool | None) -> None:  # noqa: FBT001 - a case
    assert online_of(payload) is online


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_of_a_vocabulary_means_a_level(vocabulary: str) -> None:
    for word, level in VOCABULARIES[vocabulary].items():
        written = [word, word.upper(), f" {word} ", f"Status : {word}", f"  STATUS:  {word}"]
        assert {level_of(each, vocabulary) for each in written} == {Level[level]}
    assert level_of("entah apa", vocabulary) is Level.UNKNOWN
    assert level_of("awas", "no such vocabulary") is Level.UNKNOWN


@pytest.mark.parametrize(
    ("pattern", "topic", "covers"),
    [
        ("ews/v1/+/+/KS-01/level", "ews/v1/kota/kali/KS-01/level", True),
        ("ews/v1/+/+/KS-01/+", "ews/v1/kota/kali/KS-02/level", False),
        ("ews/#", "ews/v1/kota", True),
        ("ews/#", "ews", True),
        ("ews/#", "ew", False),
        ("#", "anything/at/all", True),
        ("a/+", "a/b/c", False),
        ("a/+/c", "a//c", True),
        ("a/#/c", "a/b/c", False),
        ("a/b", "a/b", True),
        ("a/b", "a", False),
    ],
)
def test_a_subscription_covers_its_topics(pattern: str, topic: str, *, covers: bool) -> None:
    assert topic_matches(pattern, topic) is covers


@pytest.mark.parametrize(
    ("topic", "station"),
    [
        ("ews/v1/kota/kali/KS-01/level", "KS-01"),
        ("ews/v1/kota/kali//level", None),
        ("ews/v1/kota/kali/KS-01", None),
        ("ews/v2/kota/kali/KS-01/level", None),
        ("ews/v1/kota/kali/KS-01/level/x", None),
    ],
)
def test_a_topic_of_our_own_names_its_station(topic: str, station: str | None) -> None:
    assert station_of(topic) == station


@pytest.mark.parametrize(
    "broken",
    [
        {"station": ""},
        {"station": "a b"},
        {"map": {"unit": "elbow"}},
        {"map": {"vocabulary": "none"}},
        {"map": {"level": "$["}},
        {"thresholds": {"waspada": 2, "siaga": 1, "awas": 3}},
        {"thresholds": {"waspada": 1, "siaga": 2, "awas": 2}},
        {"thresholds": {"waspada": 1, "siaga": 2, "awas": 3, "min_consecutive": 0}},
        {"stale_after_s": 0},
        {"plausible": {"max_rate_cm_per_min": 0}},
        {"unknown": 1},
        {"clock": "mine"},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate({"station": "KS-01"} | broken)


def test_a_profile_of_a_name_alone_is_enough() -> None:
    profile = Profile(station="KS-01", thresholds=Thresholds(waspada=1, siaga=2, awas=3))
    assert (profile.map.unit, profile.clock, profile.alarms) == ("cm", "near_arrival", True)
