"""A position among the words is the report's place; other numbers are not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.location.in_words import position_in_words
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.position import with_position

LAT, LON = -7.4716, 112.4401
AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "https://maps.google.com/?q=-7.4716,112.4401",
        "https://www.google.com/maps/@-7.4716,112.4401,17z",
        "https://maps.google.com/maps?q=loc:-7.4716,112.4401&z=17",
        "https://www.openstreetmap.org/?mlat=1#map=17/-7.4716/112.4401",
        "geo:-7.4716,112.4401;u=20",
        "-7.4716,112.4401",
        "-7.4716, 112.4401",
        "-7.4716 112.4401",
        "-7.4716; 112.4401",
        "(-7.4716 / 112.4401)",
        "\u22127.4716, 112.4401",
        "lat: -7.4716 lon: 112.4401",
        "lat=-7.4716&lng=112.4401",
        "latitude -7.4716, longitude 112.4401",
        "lintang -7.4716 bujur 112.4401",
        "7.4716 LS 112.4401 BT",
        "7.4716\u00b0 S, 112.4401\u00b0 E",
        "-7,4716 112,4401",
        "112.4401, -7.4716",
        "7\u00b028'17.76\"S 112\u00b026'24.36\"E",
        "7\u00b0 28\u2032 17,76\u2033 LS, 112\u00b0 26\u2032 24,36\u2033 BT",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "tolong kebakaran di {} cepat pak", "RT 3 RW 1 no 151\n{}."]
)
def test_every_way_of_writing_a_position(words: str, around: str) -> None:
    found = position_in_words(around.format(words))
    assert found is not None
    assert [found.lat, found.lon] == pytest.approx([LAT, LON], abs=1e-6)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tolong kebakaran",
        "RT 3 RW 1 Jl. Gajah Mada 151",
        "hubungi 0812.3456.7890, 0813.1111.2222",
        "081234567890 112",
        "suhu 37.512, tensi 120.333 banjir 1.250",
        "rugi 1.250.000, 2.500.000",
        "tinggi air 1,875 m, kemarin 1,625 m",
        "jam 08.30, 09.45",
        "versi 7.4716.112.4401",
        "12.12.2026, 13.12.2026",
        "51.5072, 0.1276",
        "https://maps.app.goo.gl/abc123",
        "https://example.test/a/7,112",
        "-7.4716",
        "-7.4716 dan seterusnya 112.4401",
        "0.0001, 0.0002",
        "NIK 3576012345670001 kk 3576019999990002",
    ],
)
def test_other_numbers_are_no_position(words: str) -> None:
    assert position_in_words(words) is None


def test_the_first_position_that_can_be_one_counts() -> None:
    found = position_in_words("dari 51.5072,0.1276 ke -7.4716,112.4401 lalu -7.4800,112.4500")
    assert found is not None
    assert found.lat == LAT


def report(text: str, lat: float | None = None, lon: float | None = None) -> NeutralReport:
    return NeutralReport(
        channel="sms", external_id="1", received_at=AT, text=text, lat=lat, lon=lon
    )


def test_the_position_in_the_words_is_the_reports_own() -> None:
    found = with_position(report("kebakaran di -7.4716, 112.4401"))
    assert (found.lat, found.lon, found.location_method) == (LAT, LON, "pin")
    assert found.flags == ("location_from_text",)


@pytest.mark.parametrize(
    ("text", "lat"), [("kebakaran di -7.4716, 112.4401", -7.5), ("kebakaran di pasar", None)]
)
def test_what_the_channel_says_comes_first(text: str, lat: float | None) -> None:
    given_report = report(text, lat, None if lat is None else 112.5)
    assert with_position(given_report) is given_report


IN_CITY = st.tuples(st.floats(-7.55, -7.40), st.floats(112.35, 112.50))


@settings(max_examples=60)
@given(IN_CITY, st.sampled_from([",", ", ", " ", ";", "/"]), st.text("acd \n", max_size=20))
def test_any_place_of_the_city_is_found_again(
    place: tuple[float, float], gap: str, words: str
) -> None:
    lat, lon = place
    found = position_in_words(f"{words} {lat:.5f}{gap}{lon:.5f} {words}")
    assert found is not None
    assert [found.lat, found.lon] == pytest.approx([lat, lon], abs=1e-5)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    found = position_in_words(text)
    assert found is None or -12 < found.lat < 7
