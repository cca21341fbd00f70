"""The same report under the names, in the forms and with the oddities that other systems have."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from intake.channels.api.members import Members
from intake.channels.api.read_report import _MEDIA, _PHONE, _WORDS
from intake.location.spellings import INSIDE, LAT, LON
from intake.pipeline.neutral import NeutralReport
from tests.unit.intake.api.test_read_report import FIRE, NOW, read

LATITUDE, LONGITUDE = -7.4716, 112.4401
PAIR = {"lat": LATITUDE, "lon": LONGITUDE}
POINT = {"type": "Point", "coordinates": [LONGITUDE, LATITUDE]}


def place(report: NeutralReport) -> list[float | None]:
    return [report.lat, report.lon]


FORMS: list[Any] = [
    PAIR,
    {"latitude": str(LATITUDE), "longitude": str(LONGITUDE)},
    {"lat": "-7,4716", "lng": "112,4401"},
    {"lat": "-7.4716\u00b0", "lon": "112.4401\u00b0"},
    {"lat": "7.4716\u00b0 S", "lon": "112.4401\u00b0 E"},
    {"lintang": "7.4716 LS", "bujur": "112.4401 BT"},
    {"y": LATITUDE, "x": LONGITUDE},
    POINT,
    {"type": "Feature", "geometry": POINT, "properties": {"name": "x"}},
    {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POINT}]},
    {"type": "GeometryCollection", "geometries": [POINT]},
    {"position": {"coords": PAIR}},
    [LONGITUDE, LATITUDE],
    "-7.4716, 112.4401",
    "(-7.4716 112.4401)",
    "geo:-7.4716,112.4401",
    "https://maps.google.com/?q=-7.4716,112.4401",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name",
    ["location", "lokasi", "koordinat", "loc", "gps", "geo", "coordinates", "Position", "kolom_7"],
)
def test_a_position_is_understood_in_any_form_under_any_name(name: str, form: Any) -> None:
    report = read(FIRE | {name: form})
    assert place(report) == pytest.approx([LATITUDE, LONGITUDE])
    assert report.text == FIRE["text"]
    assert name.lower() not in report.extra


@pytest.mark.parametrize("lat", LAT)
@pytest.mark.parametrize("lon", LON)
def test_two_numbers_beside_the_words_are_a_position(lat: str, lon: str) -> None:
    found = read(FIRE | {"location": {lat.upper(): LATITUDE, f" {lon} ": LONGITUDE}})
    assert place(found) == [LATITUDE, LONGITUDE]


@pytest.mark.parametrize("name", INSIDE)
def test_a_position_may_lie_deeper(name: str) -> None:
    assert place(read(FIRE | {"location": {"label": "rumah", name: PAIR}})) == [LATITUDE, LONGITUDE]


@pytest.mark.parametrize(
    ("location", "flags"),
    [
        ({"lat": LONGITUDE, "lon": LATITUDE}, ("location.swapped",)),
        ({"lat": 0, "lon": 0}, ("location.null_island",)),
        ({"lat": 97, "lon": 400}, ("location.out_of_range",)),
        ({"lat": "NaN", "lon": "NaN"}, ("location.not_a_number",)),
        ({"lat": LATITUDE}, ("location.not_a_number",)),
        ({"lat": True, "lon": LONGITUDE}, ("location.not_a_number",)),
        ([LATITUDE, LONGITUDE], ("location.order_assumed",)),
    ],
)
def test_a_position_that_cannot_be_is_flagged(location: Any, flags: tuple[str, ...]) -> None:
    report = read(FIRE | {"location": location})
    assert report.flags == flags
    assert (report.lat is not None) is (flags == ("location.order_assumed",))


@pytest.mark.parametrize(
    ("accuracy", "metres"),
    [
        (25, 25),
        ("25", 25),
        ("25 m", 25),
        ("30 meter", 30),
        (0, 0),
        (-1, None),
        ("dekat", None),
        ([], None),
    ],
)
@pytest.mark.parametrize("where", ["inside", "beside"])
def test_an_accuracy_is_a_length_or_nothing(
    where: str, accuracy: object, metres: float | None
) -> None:
    said = {"accuracy_m": accuracy}
    body = {"location": PAIR | said} if where == "inside" else {"location": PAIR} | said
    report = read(FIRE | body)
    assert (report.accuracy_m, place(report)) == (metres, [LATITUDE, LONGITUDE])
    assert ("location.accuracy_unusable" in report.flags) is (metres is None)


@pytest.mark.parametrize(
    ("members", "address"),
    [
        ({"location": "Jl. Gajah Mada 151"}, "Jl. Gajah Mada 151"),
        ({"lokasi": "Jl. Gajah Mada 151"}, "Jl. Gajah Mada 151"),
        ({"alamat": "Jl. Gajah Mada 151"}, "Jl. Gajah Mada 151"),
        ({"address_string": "Jl. Gajah Mada 151", **PAIR}, "Jl. Gajah Mada 151"),
        ({"location": PAIR | {"address": "Jl. Majapahit"}, "alamat": "x"}, "Jl. Majapahit"),
        ({"location": {"name": "Pasar"}}, "Pasar"),
        ({"location": {"kelurahan": "Meri"}}, "Meri"),
        ({"location": {"text": ""}}, None),
    ],
)
def test_a_place_in_words_is_an_address(members: dict[str, Any], address: str | None) -> None:
    assert read(FIRE | members).address == address


@pytest.mark.parametrize("name", _PHONE)
@pytest.mark.parametrize("where", ["reporter", "pelapor", None])
def test_a_number_is_found_under_every_name(name: str, where: str | None) -> None:
    said = {name.upper(): "0812-3456-7890"}
    report = read(FIRE | (said if where is None else {where: said}))
    assert (report.reporter_phone, dict(report.extra)) == ("0812-3456-7890", {})


@pytest.mark.parametrize(
    ("members", "phone", "name"),
    [
        ({"reporter": "Bu Sri"}, None, "Bu Sri"),
        ({"reporter": "0812 3456"}, "0812 3456", None),
        ({"reporter": 81234567890}, "81234567890", None),
        ({"reporter": [{"phone": "0812", "nama": "Sri"}]}, "0812", "Sri"),
        ({"sender": {"number": 812, "full_name": "Sri"}}, "812", "Sri"),
        ({"from": "+62812"}, "+62812", None),
        ({"first_name": "Siti", "last_name": "Aminah"}, None, "Siti Aminah"),
        ({"reporter": {"name": {"a": 1}}, "nama": "Sri"}, None, "Sri"),
        ({"reporter": True}, None, None),
    ],
)
def test_who_reports(members: dict[str, Any], phone: str | None, name: str | None) -> None:
    report = read(FIRE | members)
    assert (report.reporter_phone, report.reporter_name) == (phone, name)


@pytest.mark.parametrize(
    ("said", "at", "flag"),
    [
        ("2026-11-22T10:00:00+07:00", "2026-11-22T03:00:00", None),
        ("2026-11-22T03:00:00Z", "2026-11-22T03:00:00", None),
        (1795316400, "2026-11-22T03:00:00", None),
        ("1795316400000", "2026-11-22T03:00:00", None),
        ("2026-11-22T10:00:00", None, "occurred_at.no_zone"),
        ("2026-11-22", None, "occurred_at.no_zone"),
        ("2031-01-01T00:00:00Z", None, "occurred_at.future"),
        ("1999-01-01T00:00:00Z", None, "occurred_at.too_early"),
        ("tadi pagi", None, "occurred_at.unreadable"),
        ([], None, "occurred_at.unreadable"),
    ],
)
@pytest.mark.parametrize("name", ["occurred_at", "requested_datetime", "waktu", "Timestamp"])
def test_when_it_was(name: str, said: object, at: str | None, flag: str | None) -> None:
    report = read(FIRE | {name: said})
    moment = None if at is None else datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert report.occurred_at == moment
    assert [one for one in report.flags if one.startswith("occurred_at")] == (
        [flag] if flag else []
    )


@pytest.mark.parametrize(
    ("said", "priority", "flag"),
    [
        (1, 1, None),
        ("5", 5, None),
        (2.0, 2, None),
        ("P1", 1, None),
        (" p 3 ", 3, None),
        (0, None, "priority.out_of_range"),
        ("P9", None, "priority.out_of_range"),
        (1e400, None, "priority.out_of_range"),
        (2.5, None, "priority.unreadable"),
        ("tinggi", None, "priority.unreadable"),
        (True, None, "priority.unreadable"),
        ([1], None, "priority.unreadable"),
    ],
)
@pytest.mark.parametrize("name", ["priority", "prioritas"])
def test_how_urgent_it_is(name: str, said: object, priority: int | None, flag: str | None) -> None:
    report = read(FIRE | {name: said})
    assert (report.declared_priority, report.flags) == (priority, () if flag is None else (flag,))


@pytest.mark.parametrize("word", ["true", "1", "ya", "YES", "on", 1, True])
def test_yes_is_yes(word: object) -> None:
    report = read(FIRE | {"drill": word, "open": word, "reporter": {"anonymous": word}})
    assert (report.drill, report.opens, report.anonymous, report.flags) == (True, True, True, ())


@pytest.mark.parametrize("word", ["false", "0", "tidak", "No", "off", 0, False])
def test_no_is_no(word: object) -> None:
    report = read(FIRE | {"drill": word, "open": word, "reporter": {"anonymous": word}})
    assert (report.drill, report.opens, report.anonymous, report.flags) == (False, False, False, ())


@pytest.mark.parametrize("name", _WORDS)
def test_the_words_have_many_names(name: str) -> None:
    body = {"channel": "sms", name.title(): "kebakaran di -7.4716,112.4401"}
    report = read(body)
    assert (report.text, report.flags) == ("kebakaran di -7.4716,112.4401", ())


@pytest.mark.parametrize("name", _MEDIA)
@pytest.mark.parametrize(
    ("said", "refs"),
    [("https://x/a.jpg", ["https://x/a.jpg"]), (["a", 7, "b"], ["a", "b"]), (7, []), ({}, [])],
)
def test_a_picture_is_kept_by_its_address(name: str, said: Any, refs: list[str]) -> None:
    report = read(FIRE | {name: said})
    assert [media["ref"] for media in report.media] == refs
    assert report.has_media is bool(refs)


def test_everything_nobody_knows_is_kept_and_named() -> None:
    report = read(FIRE | {"warna": "merah", "detail": {"lantai": 3}, "kosong": None, "hampa": ""})
    assert dict(report.extra) == {"warna": "merah", "detail": {"lantai": 3}}
    assert report.flags == ("extra.unknown_members",)


def test_what_is_too_big_is_only_named() -> None:
    report = read(FIRE | {"besar": "x" * 40_000, "kecil": 1})
    assert dict(report.extra) == {"besar": None, "kecil": 1}
    assert "extra.too_large" in report.flags


@pytest.mark.parametrize("names", [("a", "b"), ("b",), ("A ",), ("c", "a")], ids="-".join)
def test_a_member_is_taken_once(names: tuple[str, ...]) -> None:
    members = Members({"A": 1, " b ": 2, "c": None})
    first = members.take(*(name.strip().lower() for name in names))
    assert first in {1, 2}
    assert len(members.left()) == 1
    assert members.extra() == dict(members.left())


def test_the_time_of_the_tests_is_the_time_of_receipt() -> None:
    assert read(FIRE).received_at == NOW
    assert json.dumps(dict(read(FIRE).extra)) == "{}"
