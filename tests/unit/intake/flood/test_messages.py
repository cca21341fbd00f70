"""Messages of gauges: whatever a device sends, the water in it is read and the rest is left."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.flood.adapter import Arrival, Found, read_all
from intake.gauges.levels import Level
from intake.gauges.profile import UNITS_IN_CM, Profile
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.pipeline.items import Ignored, Unparsable

AT = datetime.fromisoformat("2026-12-12T08:10:30+00:00")
PATHS = {"level": "$.level_cm", "seq": "$.seq", "ts": "$.ts", "batt": "$.batt", "rain": "$.rain"}
TOPIC = "ews/v1/kota-mojokerto/kali-sadar/KS-01/"
NOW = AT - timedelta(seconds=30)


def read(
    body: Any, kind: str | None = None, *, retained: bool = False, **profile: Any
) -> list[Found]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    arrival = Arrival(
        body=content,
        received_at=AT,
        topic=None if kind is None else TOPIC + kind,
        retained=retained,
        zone="Asia/Jakarta",
    )
    given_profile = {"station": "KS-01", "map": PATHS} | profile
    return list(read_all(arrival, Profile.model_validate(given_profile)))


def one(body: Any, kind: str | None = None, **more: Any) -> GaugeReading:
    [found] = read(body, kind, **more)
    assert isinstance(found, GaugeReading)
    return found


def levels(found: list[Found]) -> list[float]:
    return [reading.level_cm for reading in found if isinstance(reading, GaugeReading)]


@pytest.mark.parametrize("unit", sorted(UNITS_IN_CM))
@pytest.mark.parametrize("written", [18.5, "18.5", "18,5", " 18.50 ", "+18.5", "1.85e1"])
def test_a_level_is_in_the_profiles_unit(unit: str, written: object) -> None:
    found = one({"level_cm": written}, map=PATHS | {"unit": unit})
    assert found.level_cm == pytest.approx(18.5 * UNITS_IN_CM[unit], abs=0.006)


@pytest.mark.parametrize(
    ("written", "level_cm"),
    [
        ("1.87 m", 187),
        ("1,87 meter", 187),
        ("1.87 Meters", 187),
        ("187 CM", 187),
        ("187 sentimeter", 187),
        ("1870 mm", 187),
        ("1870 milimeter", 187),
        ("6 ft", 182.88),
        ("-0.3 m", -30),
    ],
)
def test_a_unit_behind_the_number_beats_the_profiles(written: str, level_cm: float) -> None:
    assert one({"level_cm": written}, map=PATHS | {"unit": "ft"}).level_cm == level_cm


@pytest.mark.parametrize(
    "written",
    [None, True, False, "", "tinggi", "187 liter", [], {}, [187], "NaN", "inf", "1e999", "--"],
)
def test_what_is_no_level_is_kept_for_a_person(written: object) -> None:
    [found] = read({"level_cm": written, "seq": 7})
    assert isinstance(found, Unparsable)
    assert found.code == "flood.no_level"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_no_level_and_costs_nothing_beside_it(number: str) -> None:
    [broken] = read(f'{{"level_cm": {number}}}'.encode())
    assert isinstance(broken, Unparsable)
    found = one(f'{{"level_cm": 187, "batt": {number}, "rain": {number}}}'.encode())
    assert (found.level_cm, found.battery_v, found.rain_mm) == (187, None, None)


@pytest.mark.parametrize(
    ("reference_cm", "distance_cm", "level_cm"),
    [(450, 262.6, 187.4), (450, 500, -50), (0, 10, -10)],
)
def test_a_distance_is_turned_into_a_level(
    reference_cm: float, distance_cm: float, level_cm: float
) -> None:
    convert = {"kind": "distance", "reference_cm": reference_cm}
    assert one({"level_cm": distance_cm}, convert=convert).level_cm == pytest.approx(level_cm)


@pytest.mark.parametrize(
    ("stamp", "at", "flags"),
    [
        (NOW.isoformat(), NOW, ()),
        ("2026-12-12T15:10:00+07:00", NOW, ()),
        ("2026-12-12 15:10:00", NOW, ()),
        (int(NOW.timestamp()), NOW, ()),
        (int(NOW.timestamp() * 1000), NOW, ()),
        (str(int(NOW.timestamp())), NOW, ()),
        ((AT + timedelta(seconds=50)).isoformat(), AT, ()),
        ((AT + timedelta(minutes=9)).isoformat(), AT, ("time.ahead",)),
        ("2000-01-01T00:00:00Z", AT, ("time.untrusted",)),
        ("2099-01-01T00:00:00Z", AT, ("time.untrusted",)),
        (0, AT, ("time.untrusted",)),
        ("N/A", AT, ("time.missing",)),
        (None, AT, ("time.missing",)),
        ([], AT, ("time.missing",)),
    ],
)
def test_a_time_is_the_devices_if_it_can_be_believed(
    stamp: object, at: datetime, flags: tuple[str, ...]
) -> None:
    found = one({"level_cm": 187, "ts": stamp})
    assert (found.at, found.flags) == (at, flags)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"seq": 1, "ts": NOW.isoformat()}, {"seq": 1, "ts": NOW.isoformat()}, True),
        ({"seq": 1, "ts": NOW.isoformat()}, {"seq": 2, "ts": NOW.isoformat()}, False),
        ({"seq": 1}, {"seq": 1}, True),
        ({"seq": 1}, {"seq": "1"}, True),
        ({"seq": 1, "ts": "2000-01-01T00:00:00Z"}, {"seq": 1, "ts": "2000-01-01T00:01:00Z"}, True),
        ({"ts": "2000-01-01T00:00:00Z"}, {"ts": "2000-01-01T00:00:00Z", "batt": 3}, False),
        ({}, {}, True),
        ({}, {"batt": 3}, False),
    ],
)
def test_a_reading_is_named_by_its_number_its_time_or_its_bytes(
    first: dict[str, Any], second: dict[str, Any], *, same: bool
) -> None:
    keys = {one({"level_cm": 187} | members).key for members in (first, second)}
    assert (len(keys) == 1) is same


def test_a_key_is_never_longer_than_its_column() -> None:
    found = one({"level_cm": 187, "seq": "9#" * 300, "ts": "x" * 300})
    assert len(found.key) <= 200
    assert "#" not in found.key


@pytest.mark.parametrize(
    ("level_cm", "flagged"),
    [(-200, False), (-200.5, True), (1500, False), (1501, True), (1e8, True)],
)
def test_what_no_river_reaches_is_flagged(level_cm: float, *, flagged: bool) -> None:
    assert ("implausible.range" in one({"level_cm": level_cm}).flags) is flagged


@pytest.mark.parametrize(
    ("label", "vocabulary", "level"),
    [
        ("Siaga 1", "jakarta", Level.AWAS),
        ("SIAGA", "bnpb", Level.SIAGA),
        ("siaga", "aman_to_darurat", Level.WASPADA),
        ("entah", "bnpb", Level.UNKNOWN),
        (None, "bnpb", Level.UNKNOWN),
        (3, "bnpb", Level.UNKNOWN),
    ],
)
def test_the_devices_own_word_stands_beside_its_level(
    label: object, vocabulary: str, level: Level
) -> None:
    paths = PATHS | {"label": "$.status", "vocabulary": vocabulary}
    found = one({"level_cm": 187, "status": label}, map=paths)
    assert (found.label_level, found.level_cm) == (level, 187)
    assert found.label == (None if label is None else str(label))


@pytest.mark.parametrize(
    ("kind", "body", "online"),
    [
        ("status", {"online": False}, False),
        ("status", {"online": True, "ts": "x"}, True),
        ("status", {"status": "OFFLINE"}, False),
        ("status", {"state": "connected"}, True),
        ("status", b"offline", False),
        ("status", b" Online ", True),
        ("status", b"0", False),
        (None, {"online": False}, False),
    ],
)
@pytest.mark.parametrize("retained", [True, False])
def test_a_farewell_is_read_in_every_form(
    kind: str | None, body: Any, *, online: bool, retained: bool
) -> None:
    [found] = read(body, kind, retained=retained)
    assert isinstance(found, DevicePresence)
    assert (found.online, found.retained, found.at) == (online, retained, AT)


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("status", {"battery": 3}, "flood.bad_status"),
        ("status", b"entah", "flood.not_json"),
        ("alarm", {"siren": "on"}, "flood.alarm"),
        ("level", {"battery": 3}, "flood.no_level"),
        ("level", b"", "flood.not_json"),
        ("level", b'{"level_cm": 18', "flood.not_json"),
        ("level", b"187.4;12.6", "flood.not_json"),
        ("level", [], "flood.no_level"),
        ("senml", {}, "flood.no_level"),
        ("senml", "pack", "flood.bad_senml"),
        ("senml", [{"n": "level", "u": "%EL", "v": 18}], "flood.bad_unit"),
        ("senml", [{"n": "level", "v": 1, "zap_": 1}], "flood.bad_senml"),
    ],
)
def test_what_nobody_can_read_is_kept_whole(kind: str, body: Any, code: str) -> None:
    [found] = read(body, kind)
    assert isinstance(found, Unparsable)
    assert found.code == code
    assert found.body == (body if isinstance(body, bytes) else json.dumps(body).encode())


def test_rain_is_understood_and_no_level() -> None:
    assert read({"rain_mm": 3}, "rain") == [Ignored(code="flood.rain")]


@pytest.mark.parametrize("kind", ["alarm", "level", "x"])
def test_a_level_counts_under_any_kind_of_topic(kind: str) -> None:
    assert one({"level_cm": 260, "siren": "on"}, kind).level_cm == 260


def test_what_the_broker_kept_is_marked() -> None:
    assert "retained" in one({"level_cm": 260}, "level", retained=True).flags


@pytest.mark.parametrize(
    ("body", "level_cm"),
    [
        (b"\xef\xbb\xbf" + b'{"level_cm": 187}', 187),
        (b'{"level_cm": 187}\x00\x00', 187),
        (b'\r\n {"level_cm": 187} \r\n', 187),
        (b"187.4", 187.4),
        (b'"187,4"', 187.4),
        (b'{"level_cm": 1, "level_cm": 2}', 2),
    ],
)
def test_bytes_around_a_message_do_no_harm(body: bytes, level_cm: float) -> None:
    assert one(body).level_cm == level_cm


def test_of_a_list_each_message_is_read_or_kept_by_itself() -> None:
    found = read([{"level_cm": 1}, {"battery": 2}, 3.5, "tinggi", {"level_cm": "4 m"}])
    assert levels(found) == [1, 3.5, 400]
    assert [item.body for item in found if isinstance(item, Unparsable)] == [
        b'{"battery":2}',
        b'"tinggi"',
    ]


HISTORY = {"level": "$.log[*].cm", "ts": "$.log[*].t", "batt": "$.batt"}


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ([{"cm": 1}, {"cm": 2}], [1, 2]),
        ([{"cm": 1}, {}, {"cm": None}, {"cm": "3"}], [1, 3]),
        ([{"cm": 1, "t": "rusak"}, {"cm": 2, "t": NOW.isoformat()}], [1, 2]),
        ([{}], []),
        ([], []),
        ({"cm": 1}, []),
    ],
)
def test_a_history_is_read_row_by_row(log: Any, expected: list[float]) -> None:
    found = read({"log": log, "batt": 12.5}, map=HISTORY)
    assert levels(found) == expected
    assert all(item.battery_v == 12.5 for item in found if isinstance(item, GaugeReading))
    assert expected or isinstance(found[0], Unparsable)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from(["seq", "ts", "batt", "rain", "x"]), JSON))
def test_nothing_beside_the_level_costs_it(odd: dict[str, Any]) -> None:
    found = one(odd | {"level_cm": 187.4}, "level")
    assert (found.level_cm, found.received_at) == (187.4, AT)
    assert found.at <= AT
    assert found.at.tzinfo is UTC
