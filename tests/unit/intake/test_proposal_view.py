"""A stored proposal as people see it: what decided, in words of either language."""

from collections.abc import Mapping
from typing import Any

import pytest

from dispatch.kernel.web.language import speaking
from intake.reports.proposal_view import proposal_view
from intake.triage.lexicon import CATALOGUE
from intake.triage.model import MODEL
from intake.triage.proposal import SENTENCES
from intake.triage.triage import triage
from routing.reason import LANGUAGES

# Flags that no one labels: words alone raise them.
SAID_BY_WORDS = {
    f"flag.{code}" for code in ("moving_water", "water", "line_down", "children_alone")
}


def shown(stored: Mapping[str, Any], language: str = "id") -> dict[str, Any]:
    view = proposal_view(stored)
    assert view is not None
    with speaking(language):
        return view.model_dump(mode="json")


def test_flags_and_needs_are_shown_in_the_readers_language_with_the_words_that_said_them() -> None:
    stored = triage("kebakaran, 4 luka bakar dan 2 terjebak").document()
    flags = {flag["code"]: flag for flag in shown(stored)["flags"]}
    assert flags["burned"]["label"] == "luka bakar"
    assert flags["burned"]["count"] == 4
    assert "terjebak" in flags["trapped"]["words"]
    english = shown(stored, "en")
    assert {"trapped", "burned"} <= {flag["label"] for flag in english["flags"]}
    assert {"code": "fire_engine", "label": "fire engine"} in english["needs"]


def test_the_danger_to_life_and_the_general_type_are_shown() -> None:
    view = shown(triage("perampok menyandera kasir, dia bawa pisau").document())
    assert (view["type"], view["kind_of"]) == ("hostage", "crime")
    assert 0 < view["life"] <= 1


def test_what_an_older_version_kept_or_retention_erased_is_shown_without_them() -> None:
    stored = triage("anak saya tidak bernapas").document()
    for member in ("flags", "needs", "life", "kind_of", "reasons"):
        del stored[member]
    view = shown(stored)
    assert (view["flags"], view["needs"], view["life"], view["kind_of"]) == ([], [], 0.0, None)
    assert view["type"] == "medical"


def test_nothing_is_shown_of_a_report_that_was_never_read() -> None:
    assert proposal_view({}) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_need_and_type_that_can_be_proposed_has_words(language: str) -> None:
    heads = MODEL.weights.heads
    codes = {f"flag.{head[2:]}" for head in heads if head.startswith("f:")}
    codes |= {f"need.{head[2:]}" for head in heads if head.startswith("n:")}
    codes |= {f"hint.declared.{code}" for code in CATALOGUE} | SAID_BY_WORDS
    assert codes - SENTENCES.codes(language) - {"need.none"} == set()
