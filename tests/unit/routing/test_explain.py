"""Reasons in both languages, from codes; the stored document has the agreed members."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import routing
from routing import Reason, as_record, plan
from routing.explain import SENTENCES
from tests.unit.routing.world import SOUTH, STEP, WEST, case, router, without

TABLE = router()
SOURCES = Path(routing.__file__).parent
LANGUAGES = (SOURCES / "messages" / "id.json", SOURCES / "messages" / "en.json")
REASON = Reason("owner_of_area", {"agency": "Damkar", "service": "fire", "area": "Kauman"})


def said(record: dict[str, Any], language: str = "id") -> list[str]:
    """Return the sentences of a stored plan or of one of its lines."""
    codes = record["reason_codes"]
    return [SENTENCES.say(Reason(one["code"], one["params"]), language) for one in codes]


def test_both_languages_say_the_same_things() -> None:
    indonesian, english = (json.loads(path.read_text(encoding="utf-8")) for path in LANGUAGES)
    assert set(indonesian) == set(english)
    for code, sentence in indonesian.items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(
            re.findall(r"{(\w+)}", english[code])
        ), code


def test_every_code_that_is_written_has_a_sentence() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    written = set(re.findall(r'Reason\(\s*"(\w+)"', text))
    assert written
    assert written <= SENTENCES.codes()


def test_an_unknown_language_reads_indonesian_and_an_unknown_service_keeps_its_code() -> None:
    assert SENTENCES.say(REASON, "fr") == SENTENCES.say(REASON)
    assert SENTENCES.label("telepathy") == "telepathy"


def test_a_reason_is_a_sentence_with_names_and_labels() -> None:
    assert SENTENCES.say(REASON) == "Damkar bertugas untuk pemadam kebakaran di Kauman."
    assert SENTENCES.say(REASON, "en") == "Damkar answers for fire in Kauman."


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("asked", "changed"),
    [
        (case(), TABLE),
        (case(WEST + 0.01 * STEP, SOUTH + STEP), TABLE),
        (case(WEST + STEP, SOUTH + STEP / 2, accuracy_m=5_000.0), TABLE),
        (case(None, None), TABLE),
        (case(None, None, area_code="35.76.01.1001"), TABLE),
        (case(4.9, 52.4), TABLE),
        (case(WEST + 4 * STEP, SOUTH + STEP), TABLE),
        (case(SOUTH + STEP, WEST + STEP), TABLE),
        (case(type="meteor"), TABLE),
        (case(), router(agencies=without("damkar-kota"))),
    ],
)
def test_every_plan_can_be_read_and_stored(
    asked: routing.Case, changed: routing.Router, language: str
) -> None:
    record = as_record(plan(asked, changed))
    assert json.loads(json.dumps(record)) == record
    assert record["reason_codes"]
    sentences = [said(record, language), *(said(line, language) for line in record["lines"])]
    assert "{" not in json.dumps(sentences)
    assert not any(re.fullmatch(r"[a-z_]+", text) for texts in sentences for text in texts)


def test_the_record_has_the_agreed_members() -> None:
    record = as_record(plan(case(), TABLE))
    assert set(record) >= {
        "layer_version",
        "reason_codes",
        "near_border",
        "owners",
        "lines",
        "checklist",
    }
    line = record["lines"][0]
    assert set(line) >= {
        "service",
        "agency_id",
        "agency_name",
        "rank",
        "reason_codes",
        "distance_m",
        "border_distance_m",
        "stand_by",
        "candidates",
    }


def test_at_a_border_the_reasons_name_both_owners_and_metres() -> None:
    record = as_record(plan(case(WEST + 0.02 * STEP, SOUTH + STEP / 2), TABLE))
    [sentence] = [text for text in said(record, "en") if "crosses a border" in text]
    assert "Damkar-Kota / Kauman (0 m)" in sentence
    assert "Damkar-Kab / Sooko (22 m)" in sentence
    fire = record["lines"][0]
    assert any("within the uncertainty of 60 m" in text for text in said(fire, "en"))


def test_the_checklist_is_kept_in_both_languages() -> None:
    assert as_record(plan(case(), TABLE))["checklist"] == [
        {"id": "Apa yang terbakar?", "en": "What is burning?"}
    ]


@pytest.mark.parametrize("accuracy_m", [None, 100.0, 300.0, 551.0, 552.0, 2_000.0])
def test_a_border_is_inside_the_uncertainty_exactly_when_it_is_nearer(
    accuracy_m: float | None,
) -> None:
    borders = [
        (reason["code"], reason["params"]["metres"], reason["params"]["radius"])
        for line in as_record(plan(case(accuracy_m=accuracy_m), TABLE))["lines"]
        for reason in line["reason_codes"]
        if reason["code"].startswith("owner_border")
    ]
    for code, metres, radius in borders:
        assert (code == "owner_border_near") is (metres <= radius)
