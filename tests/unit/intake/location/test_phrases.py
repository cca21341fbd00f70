"""Every name of the city in every way of saying it, and names that are not the city's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.location.evidence import distance_m
from intake.location.find import exact_spots, find_places, places_of_kind, read_places
from intake.location.found import FoundPlace
from intake.location.gazetteer import AREAS, Entry, House, Quarter
from intake.location.neighbourhood import Neighbourhood, find_neighbourhood, quarters_of
from intake.location.spelling import Spelling
from intake.location.words import plain, skeleton, tokens_of
from tests.support.city import GAZETTEER

TRUSTED = 0.6
ENTRIES = GAZETTEER.entries
KELURAHAN = [entry for entry in ENTRIES if entry.kind == "kelurahan"]
STREETS = [entry for entry in ENTRIES if entry.kind == "street"]
HOUSES = [
    (street, house) for street in STREETS for house in GAZETTEER.houses.get(street.name, ())[:1]
]


def best(text: str) -> FoundPlace | None:
    found = find_places(text, GAZETTEER)
    return found[0] if found else None


@pytest.mark.parametrize("entry", KELURAHAN, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "phrase",
    [
        "kebakaran di kelurahan {}",
        "Kel. {} kebanjiran pak",
        "kel {} rt 1",
        "KELURAHAN {}, KOTA MOJOKERTO",
        "tolong di {} ada kebakaran",
        "omah kobong nang {}",
        "desa {} rt 2 rw 1",
    ],
)
def test_every_kelurahan_is_found_however_it_is_said(entry: Entry, phrase: str) -> None:
    found = best(phrase.format(entry.name))
    assert found is not None
    assert found.kelurahan == entry.name
    assert found.score >= TRUSTED


@pytest.mark.parametrize("entry", STREETS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "phrase",
    ["Jl. {}", "jalan {} ada maling", "tabrakan di jln {}", "JL {} MOJOKERTO", "nang dalan {}"],
)
def test_every_street_is_found_behind_its_word(entry: Entry, phrase: str) -> None:
    found = best(phrase.format(entry.name))
    assert found is not None
    assert (found.name, found.kind) == (f"Jl. {entry.name}", "street")
    assert distance_m(found.lat, found.lon, entry.lat, entry.lon) < 1


@pytest.mark.parametrize(("street", "house"), HOUSES[:40], ids=[one.name for one, _ in HOUSES[:40]])
@pytest.mark.parametrize(
    "phrase",
    ["Jl. {} {}", "jl {} no {}", "jalan {} nomor {}", "jln. {} No.{}A", "jl {} no. {} rt 2"],
)
def test_every_known_house_is_found_by_its_number(street: Entry, house: House, phrase: str) -> None:
    number = house.number
    found = best(phrase.format(street.name, number))
    assert found is not None
    assert found.name == f"Jl. {street.name} {number}"
    assert distance_m(found.lat, found.lon, house.lat, house.lon) < 5
    assert found.accuracy_m == 60


@pytest.mark.parametrize(
    ("word", "wider_m"), [("di", 0), ("depan", 1), ("dekat", 1), ("sebelah", 1), ("belakang", 1)]
)
@pytest.mark.parametrize("place", ["Pasar Tanjung", "RS Gatoel", "alun-alun", "stasiun Mojokerto"])
def test_a_word_of_position_widens_the_circle(word: str, wider_m: float, place: str) -> None:
    plainly, found = best(f"kebakaran di {place}"), best(f"kebakaran {word} {place}")
    assert plainly is not None
    assert found is not None
    assert found.name == plainly.name
    assert found.accuracy_m >= plainly.accuracy_m + wider_m


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("kecelakaan di Mojosari", "Mojosari"),
        ("banjir di kecamatan Dlanggu", "Dlanggu"),
        ("kebakaran desa Trowulan", "Trowulan"),
        ("jl gajah mada Surabaya", "Surabaya"),
        ("rumah roboh di Jombang", "Jombang"),
        ("pohon tumbang jl raya Pacet", "Pacet"),
        ("ada begal di Sooko", "Sooko"),
    ],
)
def test_what_happens_elsewhere_is_placed_nowhere_here(place: str, other: str) -> None:
    read = read_places(place, GAZETTEER)
    assert read.elsewhere is not None
    assert other in read.elsewhere
    assert read.room
    assert all(found.score < TRUSTED for found in read.places)


@pytest.mark.parametrize(
    "words",
    [
        "bus jurusan Surabaya terguling",
        "plat s Jombang nabrak rumah",
        "truk dari Krian menabrak pohon",
        "mobil asal Sidoarjo kebakaran",
        "saya orang Surabaya, ada kecelakaan",
    ],
)
@pytest.mark.parametrize("place", ["di Jl. Gajah Mada", "di jl raya cinde", "di kelurahan Meri"])
def test_where_somebody_comes_from_is_not_where_it_is(words: str, place: str) -> None:
    read = read_places(f"{words} {place}", GAZETTEER)
    assert read.elsewhere is None
    assert read.places[0].score >= TRUSTED


@pytest.mark.parametrize("here", ["Jl. Majapahit", "Pasar Tanjung", "kelurahan Meri"])
@pytest.mark.parametrize("denial", ["bukan di {} tapi", "bukan {},", "bukan di {} pak, yang benar"])
def test_a_place_that_is_denied_is_not_the_place(denial: str, here: str) -> None:
    denied = "Jl. Gajah Mada" if "Gajah" not in here else "Jl. Majapahit"
    found = best(f"{denial.format(denied)} {here}")
    assert found is not None
    assert "Gajah" not in found.name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RT 3 RW 1", Neighbourhood(3, 1)),
        ("rt03/rw01", Neighbourhood(3, 1)),
        ("RT.003/RW.001", Neighbourhood(3, 1)),
        ("RT 3/1", Neighbourhood(3, 1)),
        ("RW 1 RT 3", Neighbourhood(3, 1)),
        ("rw.01/rt.03", Neighbourhood(3, 1)),
        ("RT telu RW siji", Neighbourhood(3, 1)),
        ("rt tiga", Neighbourhood(3, None)),
        ("RW 05 0812", Neighbourhood(None, 5)),
        ("RT 2 RW 3, lalu RT 9 RW 8", Neighbourhood(2, 3)),
        ("RW 3 dan RT 2", Neighbourhood(None, 3)),
        ("RT RW", Neighbourhood()),
        ("rt 1234", Neighbourhood()),
        ("artis rwanda 3", Neighbourhood()),
        ("", Neighbourhood()),
    ],
)
def test_rt_and_rw_in_every_order(text: str, said: Neighbourhood) -> None:
    assert find_neighbourhood(tokens_of(text)) == said


@pytest.mark.parametrize(
    "quarter", GAZETTEER.quarters[::9], ids=lambda one: f"{one.lingkungan}-{one.rw}"
)
def test_rt_and_rw_prove_the_quarter_they_belong_to(quarter: Quarter) -> None:
    said = Neighbourhood(quarter.first, quarter.rw)
    proven = quarters_of(said, GAZETTEER.quarters, quarter.kelurahan)
    assert quarter.lingkungan in {one.lingkungan for one in proven}
    found = best(f"kebakaran kelurahan {quarter.kelurahan} {said}")
    assert found is not None
    assert found.kelurahan == quarter.kelurahan


@pytest.mark.parametrize(
    ("raw", "tokens"),
    [
        ("Jl. Gajah Mada No.151A", ["jl", "gajah", "mada", "no", "151", "a"]),
        ("R.A. Kartini", ["ra", "kartini"]),
        ("alun2", ["alun", "alun"]),
        ("Caf\u00e9 D'Jero", ["cafe", "djero"]),
        ("SMP Negeri 02", ["smp", "2"]),
        ("  ", []),
    ],
)
def test_words_are_compared_in_one_spelling(raw: str, tokens: list[str]) -> None:
    assert tokens_of(raw) == tokens


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("kranggan", "kranggan"),
        ("krangan", "kranggan"),
        ("kranggn", "kranggan"),
        ("kramggan", "kranggan"),
        ("mbalongsari", "balongsari"),
        ("nggedongan", "gedongan"),
        ("mentikane", "mentikan"),
        ("kebakaran", "kebakaran"),
        ("xyz", "xyz"),
        ("151", "151"),
    ],
)
def test_what_hurried_fingers_make_of_a_name(word: str, known: str) -> None:
    names = ["kranggan", "balongsari", "gedongan", "mentikan"]
    assert Spelling(names, frozenset({"kebakaran"})).fold(word) == known


def test_a_skeleton_keeps_the_first_letter() -> None:
    assert [skeleton(word) for word in ("ani", "gajah", "x", "")] == ["an", "gjh", "x", ""]


def test_an_everyday_word_is_no_name_even_a_slip_away() -> None:
    words = Spelling(["gatoel"], frozenset({"gatel"}))
    assert (words.fold("gatel"), words.is_everyday("gatel"), words.fold("gatoe")) == (
        "gatel",
        True,
        "gatoel",
    )


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in ENTRIES}))
def test_places_of_a_kind_are_listed_with_their_source(kind: str) -> None:
    found = places_of_kind(kind, GAZETTEER)
    assert len(found) == len([entry for entry in ENTRIES if entry.kind == kind])
    assert all(place.reasons[0].code == "source" for place in found)


def test_only_what_one_spot_has_is_a_spot() -> None:
    def spots(text: str) -> frozenset[str]:
        return exact_spots(find_places(text, GAZETTEER))

    assert spots("kebakaran di Jl. Gajah Mada 151") == {"Jl. Gajah Mada 151"}
    assert spots("kebakaran di Jl. Gajah Mada") == frozenset()
    assert spots("kebakaran di kelurahan Meri") == frozenset()
    assert spots("kebakaran di pasar tanjung") == {"Pasar Tanjung Anyar"}


@settings(max_examples=60)
@given(st.sampled_from(STREETS), st.integers(1, 2_000))
def test_any_house_number_stays_near_its_street(street: Entry, number: int) -> None:
    found = best(f"Jl. {street.name} {number}")
    assert found is not None
    assert found.accuracy_m >= 60
    away = distance_m(found.lat, found.lon, street.lat, street.lon)
    known = GAZETTEER.houses.get(street.name, [])
    reach = max((distance_m(one.lat, one.lon, street.lat, street.lon) for one in known), default=0)
    assert away <= reach + 1


@settings(max_examples=60)
@given(
    st.sampled_from([entry for entry in ENTRIES if entry.kind not in AREAS]),
    st.text("abcde ", max_size=9),
)
def test_words_around_a_name_do_not_move_it(entry: Entry, words: str) -> None:
    known = {(one.lat, one.lon) for one in ENTRIES if one.name == entry.name}
    found = find_places(f"{words} {entry.name}", GAZETTEER)
    assert {(one.lat, one.lon) for one in found if one.name == entry.name} <= known
    assert plain(plain(words)) == plain(words)


@pytest.mark.parametrize("entry", STREETS[::4], ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("phrase", "alley"),
    [
        ("kebakaran Gg. 3 Jl. {}", "3"),
        ("tulung nang gang telu jalan {}", "3"),
        ("gang melati jl {} ana wong semaput", "melati"),
        ("gang mawar merah jalan {}", "mawar merah"),
        ("Jl. {} gang 3 no 5", "3"),
    ],
)
def test_an_alley_may_be_said_before_or_behind_its_street(
    entry: Entry, phrase: str, alley: str
) -> None:
    names = {place.name for place in find_places(phrase.format(entry.name), GAZETTEER)}
    assert f"Jl. {entry.name} Gg. {alley}" in names


@pytest.mark.parametrize(("street", "house"), HOUSES)
def test_a_house_number_may_be_said_before_its_street(street: Entry, house: House) -> None:
    found = best(f"kebakaran rumah nomor {house.number} jalan {street.name}")
    assert found is not None
    assert distance_m(found.lat, found.lon, house.lat, house.lon) <= 200


def test_an_ambulance_is_called_to_a_station_and_takes_patients_to_a_hospital() -> None:
    called = best("mohon ambulans ke Stasiun Mojokerto, ibu saya sesak")
    taken = best("mohon ambulans ke RS Gatoel, ibu saya sesak")
    assert called is not None
    assert taken is not None
    assert called.score >= TRUSTED > taken.score
