import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Invalid
from intake.location.check import check_location, parse_location
from intake.location.evidence import Fix, Method, distance_m
from intake.location.find import read_places
from intake.location.found import SENTENCES, FoundPlace
from intake.location.neighbourhood import Neighbourhood, find_neighbourhood
from intake.location.words import tokens_of
from routing.position import BadPosition
from tests.support.city import GAZETTEER

TRUSTED = 0.6  # from here on a place named in a text is taken over
CASES = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("location_cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def find_places(text: str) -> list[FoundPlace]:
    return list(read_places(text, GAZETTEER).places)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_words_lead_to_their_kelurahan_or_nowhere(case: dict[str, Any]) -> None:
    read = read_places(case["text"], GAZETTEER)
    best = next((place for place in read.places if place.score >= TRUSTED), None)
    assert (None if best is None else best.kelurahan) == case["kelurahan"]
    assert (read.elsewhere is not None and best is None) == case.get("elsewhere", False)


def test_elsewhere_names_the_room_that_answers_there() -> None:
    read = read_places("kecelakaan jl brawijaya mojosari", GAZETTEER)
    assert (read.elsewhere, read.room) == (
        "Mojosari, Kabupaten Mojokerto",
        "Kabupaten Mojokerto",
    )


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert SENTENCES.codes("id") == SENTENCES.codes("en")
    said = {
        reason
        for case in CASES
        for place in find_places(case["text"])
        for reason in map(SENTENCES.say, place.reasons)
    }
    assert not said & SENTENCES.codes()


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (float("nan"), 112.43, "location.not_a_number"),
        (float("inf"), 112.43, "location.not_a_number"),
        ("abc", 112.43, "location.not_a_number"),
        (None, None, "location.not_a_number"),
        (True, 112.43, "location.not_a_number"),
        (0, 0, "location.null_island"),
        (0.0001, -0.0001, "location.null_island"),
        (112.43, -7.47, "location.swapped"),
        (-91, 112.43, "location.out_of_range"),
        (-7.47, 181, "location.out_of_range"),
        (10**400, 0, "location.not_a_number"),
    ],
)
def test_unusable_positions_have_a_code(lat: Any, lon: Any, code: str) -> None:
    refused = parse_location(lat, lon)
    assert isinstance(refused, BadPosition)
    assert refused.code == code
    with pytest.raises(Invalid) as caught:
        check_location(lat, lon)
    assert caught.value.code == code


def test_usable_positions_keep_what_is_known() -> None:
    assert parse_location(-7.47, 112.43, 12.5, method=Method.PIN) == Fix(
        -7.47, 112.43, 12.5, Method.PIN
    )
    assert parse_location("-7.47", "112.43") == Fix(-7.47, 112.43)
    assert parse_location(-7.47, 112.43, -3) == Fix(
        -7.47, 112.43, None, Method.UNKNOWN, ("location.accuracy_unusable",)
    )
    assert parse_location(37.46, -122.21) == Fix(37.46, -122.21)


@given(
    st.one_of(st.floats(), st.integers(), st.text(max_size=10), st.none(), st.booleans()),
    st.floats(),
    st.floats() | st.none(),
)
def test_no_position_raises(lat: Any, lon: float, accuracy: float | None) -> None:
    found = parse_location(lat, lon, accuracy)
    assert isinstance(found, Fix | BadPosition)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("kebakaran di Jl. Gajah Mada 151", "Jl. Gajah Mada 151", "street"),
        ("jln gajahmada no 151", "Jl. Gajah Mada 151", "street"),
        ("RT 3 RW 1 Sinoman", "Sinoman RT 3 RW 1", "lingkungan"),
        ("depan pasar tanjung", "Pasar Tanjung Anyar", "market"),
        ("dekat RS Gatoel", "RS Gatoel", "hospital"),
        ("banjir kel wates rt 05/02", "Wates RT 5 RW 2", "kelurahan"),
        ("kec. magersari", "Magersari", "kecamatan"),
        ("omah kobong nang mentikan", "Mentikan", "kelurahan"),
        ("jl. bhyangkara", "Jl. Bhayangkara", "street"),
        ("nang dalan empu nala", "Jl. Empunala", "street"),
        ("Prajuritkulon", "Prajurit Kulon", "kelurahan"),
    ],
)
def test_places_are_found(text: str, name: str, kind: str) -> None:
    best = find_places(text)[0]
    assert (best.name, best.kind) == (name, kind)
    assert best.reasons
    assert best.accuracy_m > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pahlawan tanpa tanda jasa",
        "semeru meletus",
        "halo selamat pagi",
        "tolong ada kebakaran",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert find_places(text) == []


def test_house_numbers_between_known_ones_are_interpolated_and_less_sure() -> None:
    exact, between, beyond = (
        find_places(f"Jl. Gajah Mada {number}")[0] for number in (31, 90, 900)
    )
    assert exact.score > between.score > beyond.score
    assert exact.accuracy_m < between.accuracy_m < beyond.accuracy_m
    assert -7.4692 < between.lat < -7.4603


def test_words_of_position_widen_the_circle() -> None:
    assert (
        find_places("dekat pasar tanjung")[0].accuracy_m
        > find_places("di pasar tanjung")[0].accuracy_m
    )


def test_an_area_that_fits_confirms_the_street() -> None:
    assert find_places("jl empunala kedundung")[0].score > find_places("jl empunala")[0].score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT 3 RW 1", Neighbourhood(3, 1)),
        ("rt03/01", Neighbourhood(3, 1)),
        ("RT.05 / RW.02", Neighbourhood(5, 2)),
        ("rw 05", Neighbourhood(None, 5)),
        ("rt 7", Neighbourhood(7, None)),
        ("artis", Neighbourhood()),
    ],
)
def test_rt_and_rw(text: str, expected: Neighbourhood) -> None:
    assert find_neighbourhood(tokens_of(text)) == expected


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            ["jl", "gajah", "mada", "rt", "3", "wates", "kel", "no", "depan", "99999999999"]
        )
    ).map(" ".join)
)
def test_no_text_raises(text: str) -> None:
    for place in find_places(text):
        assert 0 < place.score < 1
        assert -8 < place.lat < -7


def test_every_entry_has_a_source_and_lies_near_the_city() -> None:
    entries = GAZETTEER.entries
    assert all(entry.source and entry.accuracy_m >= 50 for entry in entries)
    assert max(distance_m(entry.lat, entry.lon, -7.47, 112.435) for entry in entries) < 12_000
    assert len([entry for entry in entries if entry.kind == "kelurahan"]) == 18


def test_school_addresses_are_found_within_their_accuracy(real_data: Path) -> None:
    with (real_data / "geo" / "street_anchors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row, find_places(row["label"])) for row in rows]
    located = [(row, places[0]) for row, places in found if places]
    inside = [
        distance_m(float(row["lat"]), float(row["lon"]), place.lat, place.lon)
        <= place.accuracy_m * 1.5
        for row, place in located
    ]
    assert len(located) / len(rows) >= 0.9
    assert sum(inside) / len(inside) >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "kebakaran di Jl. Pahlawan Surabaya",
        "Surabaya, kecelakaan di jalan Gajah Mada, kota Surabaya",
        "di Jombang, jl gajah mada 151",
        "banjir desa Wates Kab. Blitar",
        "nang Sidoarjo, Jl. Majapahit ana kobongan",
    ],
)
def test_a_street_of_another_city_is_not_taken_for_ours(text: str) -> None:
    assert all(place.score < TRUSTED for place in find_places(text))
    assert read_places(text, GAZETTEER).elsewhere is not None


@pytest.mark.parametrize(
    "text",
    [
        "bus jurusan Surabaya terguling di Jl. Gajah Mada",
        "truk dari Jombang nabrak rumah di Jl. Gajah Mada",
        "kebakaran di Jl. Gajah Mada Mojokerto, saya telepon dari kota Surabaya",
    ],
)
def test_a_city_that_somebody_only_comes_from_takes_nothing_away(text: str) -> None:
    assert find_places(text)[0].score >= TRUSTED
