import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.triage.lexicon import CATALOGUE, RULES
from intake.triage.proposal import Hints, Noise
from intake.triage.triage import triage

CASES = [
    (case["type"], language, text)
    for case in json.loads(
        (Path(__file__).parent / "triage_cases.json").read_text(encoding="utf-8")
    )
    for language, text in case.items()
    if language != "type"
]
# Our own sentences in place of real ones; letters of the sentences mixed so that parts of terms
# appear.
WORDS = sorted({word for _, _, text in CASES for word in text.split()})


@pytest.mark.parametrize(("expected", "language", "text"), CASES)
def test_type_is_recognised_in_every_language(expected: str, language: str, text: str) -> None:
    assert triage(text).type == expected


def test_every_rule_names_a_type_of_the_catalogue() -> None:
    assert {rule.type for rule in RULES} <= set(CATALOGUE)


@pytest.mark.parametrize(
    ("calmer", "graver"),
    [
        ("Banjir di depan rumah", "Banjir, ada orang terjebak di dalam rumah"),
        ("Pohon tumbang di jalan", "Pohon tumbang menimpa orang, tidak sadar"),
        ("Ana wit ambruk", "Ana wit ambruk, wonge semaput"),
        ("Ada pencurian di toko", "Ada pencurian di toko, pelaku bawa golok"),
    ],
)
def test_people_in_danger_raise_the_priority(calmer: str, graver: str) -> None:
    assert triage(graver).priority < triage(calmer).priority
    assert triage(graver).type == triage(calmer).type


@pytest.mark.parametrize(
    ("text", "expected", "priority"),
    [
        ("orang gila mengamuk bawa parang", "crime", 1),
        ("orang mabuk bawa pisau mengamuk", "crime", 1),
        ("rumah saya dirampok orang bersenjata", "crime", 1),
        ("ada tas mencurigakan, ancaman bom di stasiun", "bomb_threat", 1),
        ("tetangga dibacok", "crime", 1),
        ("orang loncat dari jembatan Gajah Mada ke sungai", "drowning", 1),
        ("wong mlumpat saka kreteg", "drowning", 1),
        ("anak kecil masuk sumur", "rescue", 1),
        ("arek cilik mlebu sumur", "rescue", 1),
        ("simbah ambruk ning kamar mandi, lambene menceng", "medical", 1),
        ("kakek jatuh di kamar mandi", "medical", 1),
        ("angin puting beliung, atap rumah beterbangan", "storm", 2),
        ("gempa, rumah roboh, ada yang tertimbun", "building_collapse", 1),
        ("my house is on fire", "fire", 1),
    ],
)
def test_who_must_not_be_sent_the_wrong_help(text: str, expected: str, priority: int) -> None:
    found = triage(text)
    assert (found.type, found.priority) == (expected, priority)


@pytest.mark.parametrize(
    ("text", "expected", "highest", "lowest"),
    [
        ("anak saya hilang sejak tadi siang", {"missing_person", "rescue", "social"}, 1, 2),
        ("anakku ilang ket mau isuk", {"missing_person", "rescue", "social"}, 1, 2),
        ("gempa kencang genteng rontok", {"earthquake"}, 1, 2),
        ("pipa pdam bocor air mengalir ke jalan", {"complaint"}, 3, 5),
        ("main free fire yuk", {"unknown"}, 5, 5),
        ("Tidak ada kebakaran di sini", {"fire", "unknown"}, 5, 5),
        ("Dudu kobongan, pak", {"fire", "unknown"}, 5, 5),
        ("ada tawuran pelajar, ada yang terluka kena celurit", {"brawl"}, 1, 1),
    ],
)
def test_where_people_could_differ_the_priority_stays_within_reason(
    text: str, expected: set[str], highest: int, lowest: int
) -> None:
    found = triage(text)
    assert found.type in expected
    assert highest <= found.priority <= lowest


@pytest.mark.parametrize(
    ("text", "children"),
    [
        # Javanese "ana" says that there is something; "anak" is a child.
        ("Tulung, omahe kobong, ana wong kejebak", False),
        ("ana wong kejebak", False),
        ("Tolong, rumah terbakar, ada anak terjebak", True),
        ("Tulung, omahe kobong, anakku kejebak", True),
        ("bada na'kana' tangellem e songay", True),
    ],
)
def test_children_are_only_where_somebody_speaks_of_them(text: str, children: bool) -> None:  # noqa: FBT001 - a case
    assert ("severity.children" in {reason.code for reason in triage(text).reasons}) is children


@pytest.mark.parametrize(
    ("sure", "less_sure", "code"),
    [
        ("ada kebakaran", "kemarin ada kebakaran", "discount.past"),
        ("banjir di wates", "kalau banjir di wates", "discount.hypothetical"),
        ("kebakaran di balai kota", "simulasi kebakaran di balai kota", "discount.drill"),
        ("kebakaran pasar", "kebakaran pasar sudah padam", "discount.over"),
    ],
)
def test_past_supposed_and_drill_are_graded_not_blocked(
    sure: str, less_sure: str, code: str
) -> None:
    assert triage(less_sure).confidence < triage(sure).confidence
    assert code in {reason.code for reason in triage(less_sure).reasons}
    assert triage(less_sure).type == triage(sure).type


def test_this_is_no_drill_is_no_drill() -> None:
    proposal = triage("ini bukan latihan, kebakaran!")
    assert (proposal.type, proposal.priority, proposal.noise) == ("fire", 1, Noise())


def test_crash_without_a_word_of_victims_is_taken_as_one_with_injured() -> None:
    proposal = triage("kecelakaan dua motor")
    assert proposal.type == "crash_injured"
    assert "crash.victims_not_excluded" in {reason.code for reason in proposal.reasons}
    assert proposal.confidence < triage("kecelakaan dua motor, korban luka parah").confidence


@pytest.mark.parametrize(
    "text",
    [
        "toloooong kebakaaaran",
        "b4njir di wates",
        "BANJIRRR!!!",
        "#KaliMeluap",
        "kebkaran di pasar",
        "tabrakann motor",
    ],
)
def test_chat_spelling_is_understood(text: str) -> None:
    assert triage(text).type != "unknown"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wkwkwk iseng aja", "nuisance"),
        ("salah sambung", "nuisance"),
        ("", "ghost"),
        ("tes tes cek", "test"),
    ],
)
def test_noise_is_graded(text: str, kind: str) -> None:
    proposal = triage(text)
    assert proposal.noise.kind == kind
    assert 0 < proposal.noise.grade < 1


def test_silence_waits_for_a_person_and_prattle_waits_its_turn() -> None:
    assert triage("").priority == 2
    assert triage("wkwkwk iseng aja").priority > 2


def test_what_a_channel_for_complaints_does_not_recognise_is_not_urgent() -> None:
    text = "qqq zzz"
    assert triage(text, Hints(channel_kind="complaint")).priority >= 4
    assert triage("anak saya tidak bernapas", Hints(channel_kind="complaint")).priority == 1


@pytest.mark.parametrize(
    "text",
    [
        "saya tidak bercanda, ada orang mencurigakan di luar",
        "ini bukan prank pak, tolong",
        "omahe kobong pak, gak guyon iki",
        "tolong, ini bukan iseng",
        "mboten guyon pak, wonten tiyang semaput",
    ],
)
def test_whoever_says_that_it_is_no_prank_is_not_graded_as_one(text: str) -> None:
    assert triage(text).noise == Noise()


@pytest.mark.parametrize(
    "text",
    [
        "Ini simulasi? Tidak, ini sungguhan, kebakaran di sekolah",
        "Bukan gladhen, tenanan iki, sekolahe kobong",
    ],
)
def test_what_is_said_to_be_real_is_no_drill(text: str) -> None:
    proposal = triage(text)
    assert (proposal.type, proposal.priority, proposal.noise) == ("fire", 1, Noise())


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("ada orang gila ngamuk bawa clurit", "crime"),
        ("begal pak, motor saya dirampas, saya dibacok", "crime"),
        ("ada orang tertembak di depan toko", "crime"),
        ("suami saya memukul saya, dia bawa pisau", "domestic_violence"),
        ("teman saya mau loncat dari jembatan", "suicide_threat"),
        ("aku pengen mati wae, arep nggantung", "suicide_threat"),
        ("wong edan nggawa arit ngamuk", "crime"),
    ],
)
def test_a_life_in_the_hands_of_somebody_comes_first(text: str, type_: str) -> None:
    proposal = triage(text)
    assert (proposal.type, proposal.priority) == (type_, 1)


def test_content_breaks_noise() -> None:
    assert triage("jancok tolong ana kobongan").noise.grade < triage("jancok").noise.grade
    assert triage("jancok tolong ana kobongan").priority == 1


def test_hints_count_when_the_text_says_nothing() -> None:
    assert triage("", Hints(trunk="113")).type == "fire"
    assert triage("halo", Hints(declared_type="flood")).type == "flood"
    assert triage("halo", Hints(declared_type="no such type")).type == "unknown"
    assert (
        triage("ada kebakaran", Hints(is_forwarded=True)).confidence
        < triage("ada kebakaran").confidence
    )


def test_evidence_grows_confidence_and_never_reaches_certainty() -> None:
    texts = ["asap", "kebakaran", "kebakaran rumah", "kebakaran rumah, api membesar, asap tebal"]
    confidences = [triage(text).confidence for text in texts]
    assert all(less <= more for less, more in pairwise(confidences))
    assert confidences[-1] < 1


@given(st.text(max_size=400) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_no_text_raises(text: str) -> None:
    proposal = triage(text)
    assert proposal.type in CATALOGUE
    assert 1 <= proposal.priority <= 5
    assert 0 <= proposal.confidence < 1
    json.dumps(proposal.document())


def test_a_megabyte_is_read_in_part_only() -> None:
    assert triage("kebakaran " * 100_000) == triage("kebakaran " * 600)


def test_indonesian_and_javanese_agree(real_data: Path) -> None:
    rows = []
    for part in ("train", "test", "valid"):
        with (real_data / "data" / "javanese_indonesian_parallel" / f"mt_all_{part}.csv").open(
            encoding="utf-8"
        ) as file:
            rows += list(csv.DictReader(file))
    pairs = [(triage(row["indonesian"]), triage(row["javanese"])) for row in rows]
    agreement = sum(one.type == other.type for one, other in pairs) / len(pairs)
    false_alarms = sum(proposal.type != "unknown" for pair in pairs for proposal in pair) / (
        2 * len(pairs)
    )
    assert agreement >= 0.97
    assert false_alarms <= 0.05


def test_flood_reports_are_recognised(real_data: Path) -> None:
    with (real_data / "data" / "flood_reports_2020_2021" / "reports.csv").open(
        encoding="utf-8"
    ) as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()]
    says = ("banjir", "genang", "rendam", "luap", "luber")
    found = [(row, triage(row["text"]).type) for row in rows]
    flood = [kind for row, kind in found if row["disaster_type"] == "flood"]
    saying = [
        kind
        for row, kind in found
        if row["disaster_type"] == "flood" and any(word in row["text"].lower() for word in says)
    ]
    others = [kind for row, kind in found if row["disaster_type"] != "flood"]
    assert saying.count("flood") / len(saying) >= 0.97
    assert flood.count("flood") / len(flood) >= 0.72
    assert others.count("flood") / len(others) <= 0.03
