"""Reasons in both languages, from codes; the stored document has the agreed members."""

import json
import re
from pathlib import Path

import pytest

import routing
from routing import Reason, as_document, plan
from routing.explain import catalogue, render, service_label
from tests.unit.routing.world import SOUTH, STEP, WEST, case, router, without

TABLE = router()
SOURCES = Path(routing.__file__).parent


def test_both_languages_say_the_same_things() -> None:
    indonesian, english = catalogue("id"), catalogue("en")
    assert set(indonesian) == set(english)
    for code, sentence in indonesian.items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(
            re.findall(r"{(\w+)}", english[code])
        ), code


def test_every_code_that_is_written_has_a_sentence() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    written = set(re.findall(r'Reason\(\s*"(\w+)"', text))
    assert written
    assert written <= set(catalogue("id"))


def test_an_unknown_language_reads_indonesian_and_an_unknown_service_keeps_its_code() -> None:
    assert catalogue("fr") == catalogue("id")
    assert service_label("telepathy") == "telepathy"


def test_a_reason_is_a_sentence_with_names_and_labels() -> None:
    reason = Reason("owner_of_area", {"agency": "Damkar", "service": "fire", "area": "Kauman"})
    assert render(reason) == "Damkar bertugas untuk pemadam kebakaran di Kauman."
    assert render(reason, "en") == "Damkar answers for fire in Kauman."


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
    document = as_document(plan(asked, changed), language)
    assert json.loads(json.dumps(document)) == document
    assert document["reasons"]
    assert "{" not in json.dumps(
        [document["reasons"], [line["reasons"] for line in document["lines"]]]
    )


def test_the_document_has_the_agreed_members() -> None:
    document = as_document(plan(case(), TABLE))
    assert set(document) >= {
        "layer_version",
        "reasons",
        "near_border",
        "owners",
        "lines",
        "checklist",
    }
    line = document["lines"][0]
    assert set(line) >= {
        "service",
        "agency_id",
        "agency_name",
        "rank",
        "reasons",
        "distance_m",
        "border_distance_m",
        "stand_by",
        "candidates",
    }


def test_at_a_border_the_reasons_name_both_owners_and_metres() -> None:
    document = as_document(plan(case(WEST + 0.02 * STEP, SOUTH + STEP / 2), TABLE), "en")
    [sentence] = [text for text in document["reasons"] if "crosses a border" in text]
    assert "Damkar-Kota / Kauman (0 m)" in sentence
    assert "Damkar-Kab / Sooko (22 m)" in sentence
    fire = document["lines"][0]
    assert any("within the uncertainty of 60 m" in text for text in fire["reasons"])


def test_the_checklist_follows_the_language() -> None:
    assert as_document(plan(case(), TABLE))["checklist"] == ["Apa yang terbakar?"]
    assert as_document(plan(case(), TABLE), "en")["checklist"] == ["What is burning?"]


@pytest.mark.parametrize("accuracy_m", [None, 100.0, 300.0, 551.0, 552.0, 2_000.0])
def test_a_border_is_inside_the_uncertainty_exactly_when_it_is_nearer(
    accuracy_m: float | None,
) -> None:
    for line in as_document(plan(case(accuracy_m=accuracy_m), TABLE), "en")["lines"]:
        for reason in line["reason_codes"]:
            if reason["code"].startswith("owner_border"):
                metres, radius = reason["params"]["metres"], reason["params"]["radius"]
                assert (reason["code"] == "owner_border_near") is (metres <= radius)
