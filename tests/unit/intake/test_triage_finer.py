"""Finer types: what makes a rescue a landslide, and that the general type stays known."""

import pytest

from agencies.registry.city_files import read_registry
from intake.duplicates.kinds import kind_of, kinship
from intake.triage.finer import GENERAL, general_of, refine
from intake.triage.lexicon import CATALOGUE
from intake.triage.proposal import SENTENCES, Hints
from intake.triage.triage import triage
from routing.reason import LANGUAGES
from tests.support.city import SHIPPED

FINER = sorted(set(CATALOGUE) - set(GENERAL))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tebing longsor menimpa rumah, ada orang tertimbun", "landslide"),
        ("lemah longsor ngurugi omah, wonge isih nang njero", "landslide"),
        ("ada mayat mengambang di kali", "body_found"),
        ("anak saya umur empat tahun hilang di pasar", "missing_person"),
        ("bapak saya pikun hilang dari rumah sejak subuh", "missing_person"),
        ("teman saya mau loncat dari jembatan, dia mau bunuh diri", "suicide_threat"),
        ("perampok menyandera kasir di toko", "hostage"),
        ("ada ancaman bom di stasiun", "bomb_threat"),
        ("suami saya memukuli saya dan anak saya di rumah", "domestic_violence"),
        ("tukang kesetrum waktu pasang antena", "electrocution"),
        ("anak saya minum racun tikus", "poisoning"),
        ("saya ditipu lewat link palsu, kode otp saya diminta, rekening dikuras", "digital_fraud"),
        ("petugas parkir minta pungli di pasar tiap hari", "graft"),
        ("ngurus surat nang kelurahan dijaluki suap", "graft"),
        ("sungai berbusa, pabrik buang limbah, ikan mati semua", "pollution"),
    ],
)
def test_what_is_said_makes_the_type_finer(text: str, kind: str) -> None:
    proposal = triage(text)
    assert proposal.type == kind
    assert proposal.kind_of in CATALOGUE[kind]["of"]
    assert f"finer.{kind}" in {reason.code for reason in proposal.reasons}
    assert proposal.document()["kind_of"] == proposal.kind_of


@pytest.mark.parametrize(
    "text", ["rumah terbakar", "kecelakaan dua motor", "pohon tumbang", "banjir selutut"]
)
def test_a_general_type_is_no_kind_of_another(text: str) -> None:
    assert triage(text).kind_of is None


def test_a_finer_type_is_only_taken_where_it_is_a_kind_of_what_was_decided() -> None:
    assert refine("fire", None, {"suicide"}, {"bomb"}) == ("fire", [])
    assert refine("crime", None, set(), {"bomb"})[0] == "bomb_threat"


def test_what_the_sender_declares_outranks_what_the_words_tell() -> None:
    assert refine("crime", "hostage", set(), {"bomb"}) == ("hostage", [])
    assert triage("halo", Hints(declared_type="landslide")).type == "landslide"


def test_finer_types_are_told_apart_as_their_general_types_are() -> None:
    assert all(kind_of(code) == kind_of(general_of(code)) for code in FINER)
    assert kinship("landslide", "rescue") == 1.0
    assert kinship("electrocution", "fire") == kinship("medical", "fire")


@pytest.mark.parametrize("code", FINER)
def test_a_finer_type_has_words_and_general_types(code: str) -> None:
    assert set(CATALOGUE[code]["of"]) <= set(GENERAL)
    assert general_of(code) == CATALOGUE[code]["of"][0]
    for head in ("finer", "hint.declared"):
        assert all(f"{head}.{code}" in SENTENCES.codes(language) for language in LANGUAGES)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_city_has_a_label_and_a_card_with_questions_for_every_type(code: str) -> None:
    files = read_registry(SHIPPED)
    (label,) = [one for one in files.incident_types if one["code"] == code]
    assert label["label_id"]
    assert label["label_en"]
    own = [card for card in files.response_plans if card["type"] == code]
    assert own
    assert all(line["id"] and line["en"] for card in own for line in card["checklist"])


@pytest.mark.parametrize(
    "text",
    [
        "tetangga bakar sampah tiap sore, asapnya masuk rumah, mohon ditegur",
        "wong ngobong uwuh mburi omah, keluke nyegrak",
        "tiap malam ada pembakaran sampah di lahan kosong, baunya mengganggu",
    ],
)
def test_rubbish_that_only_burns_is_no_matter_for_the_fire_brigade(text: str) -> None:
    proposal = triage(text)
    assert proposal.type in {"pollution", "complaint"}
    assert proposal.priority >= 3


@pytest.mark.parametrize(
    "text",
    [
        "orang bakar sampah apinya merambat ke atap rumah, ada anak di dalam",
        "mau ngobong uwuh saiki genine nyamber omah, tulung",
    ],
)
def test_rubbish_that_burns_what_is_beside_it_is_a_fire(text: str) -> None:
    proposal = triage(text)
    assert (proposal.type, proposal.priority) == ("fire", 1)


@pytest.mark.parametrize(
    "text",
    [
        "akun wa saya dihack, teman-teman dimintai uang",
        "kena tipu online, sudah transfer lima juta",
        "link undangan palsu dibuka, saldo raib semua",
    ],
)
def test_fraud_by_telephone_waits_for_office_hours(text: str) -> None:
    proposal = triage(text)
    assert (proposal.type, proposal.priority >= 3) == ("digital_fraud", True)


def test_of_a_type_that_no_sentence_is_labelled_with_only_its_card_tells_who_goes() -> None:
    assert triage("pungli di kelurahan").needs == ()


def test_a_calm_type_is_none_for_what_is_urgent() -> None:
    assert refine("fire", None, set(), {"burning_rubbish"}, priority=1) == ("fire", [])
    assert refine("fire", None, set(), {"burning_rubbish"}, priority=3)[0] == "pollution"
    assert refine("fire", None, set(), {"pollution"}, priority=3) == ("fire", [])
