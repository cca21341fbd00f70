"""What is denied, what is only an address, and how many people each thing said is about."""

import pytest

from intake.triage.address import is_address
from intake.triage.denied import denied_matters
from intake.triage.features import read
from intake.triage.people import count_hurt, victims
from intake.triage.triage import triage


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("bukan orang pingsan pak", {"unconscious"}),
        ("dudu wong semaput", {"unconscious"}),
        ("itu bukan anak tenggelam bu", {"drowning"}),
        ("bukan orang pingsan, ada yang pingsan lagi", set()),
        ("tidak, orang pingsan", set()),
        ("bukan hanya orang pingsan", set()),
        ("bukan anak saya yang pingsan", set()),
        ("orang pingsan", set()),
    ],
)
def test_a_denial_reaches_across_the_people_before_the_matter(text: str, denied: set[str]) -> None:
    assert denied_matters(read(text)) == denied


@pytest.mark.parametrize(
    "text", ["bukan orang pingsan pak", "itu bukan orang kejang, cuma tidur", "dudu wong kelelep"]
)
def test_what_is_denied_raises_no_flag_and_sends_nobody(text: str) -> None:
    heard = triage(text)
    assert (heard.priority, heard.flags, heard.needs) == (5, (), ())


def test_what_is_denied_beside_an_emergency_is_no_denial_of_that() -> None:
    heard = triage("bukan kecelakaan pak, orang kejang")
    assert heard.priority == 1
    assert "convulsion" in {flag.code for flag in heard.flags}


@pytest.mark.parametrize(
    "text",
    [
        "Jl Gajah Mada 151",
        "Perumahan Griya Permata blok C 4",
        "gang mawar rt 3 rw 2",
        "jalan pahlawan no 12 depan indomaret",
        "jl. raya meri",
    ],
)
def test_an_address_alone_says_where_and_not_what(text: str) -> None:
    assert is_address(read(text))
    assert triage(text).type == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Jl Gajah Mada 151 kobong",
        "jl pahlawan tolong",
        "jl pahlawan tidak ada kebakaran",
        "jalan paving bergelombang",
        "pasar saham anjlok",
        "jl mawar ada suara orang menjerit minta",
        "rumah saya jl mawar",
        "",
        ".",
    ],
)
def test_what_says_more_than_an_address_is_judged(text: str) -> None:
    assert not is_address(read(text))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("kebakaran, 4 luka bakar dan 2 terjebak", {"burned": 4, "trapped": 2}),
        ("satu terjebak di lantai dua, tiga luka bakar", {"trapped": 1, "burned": 3}),
        ("terjebak 3 orang di lantai 4", {"trapped": 3}),
        ("tabrakan truk motor, dua parah", {"injured": 2}),
        ("bus nabrak tiang, lima luka berat", {"injured": 5}),
    ],
)
def test_each_flag_counts_its_own_people(text: str, counts: dict[str, int]) -> None:
    found = {flag.code: flag.count for flag in triage(text).flags}
    assert {code: found.get(code) for code in counts} == counts


@pytest.mark.parametrize(
    ("text", "hurt", "people"),
    [
        ("delapan luka", 8, 8),
        ("lantai 2 luka bakar", 0, 2),
        ("luka 9999999999999999999999 luka", 0, 0),
        ("", 0, 0),
    ],
)
def test_people_are_counted(text: str, hurt: int, people: int) -> None:
    words = read(text).words
    assert (count_hurt(words), victims(words)) == (hurt, people)


def test_many_hurt_are_a_danger_to_life_unless_it_is_no_more() -> None:
    assert triage("angkot terguling, delapan luka").priority == 1
    assert triage("latihan: angkot terguling, delapan luka").priority > 1


@pytest.mark.parametrize(
    "text",
    ["oknum kelurahan minta uang urus surat", "petugas njaluk duit gawe ktp", "pungli di samsat"],
)
def test_money_asked_for_by_an_office_is_graft(text: str) -> None:
    assert triage(text).type == "graft"


def test_money_asked_for_by_a_thug_is_none() -> None:
    assert triage("preman minta uang di pasar").type == "crime"
