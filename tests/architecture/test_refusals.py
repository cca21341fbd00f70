"""Every refusal has its sentence in both languages, filled by what is given; none is idle."""

from typing import Final, get_args

import pytest
from pydantic_core.core_schema import ErrorType

from dispatch.access.subject import Role
from dispatch.incidents.lifecycle import LIFECYCLE as INCIDENT
from dispatch.kernel.catalogue import LANGUAGES, Catalogue, catalogue_of
from dispatch.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from dispatch.tasks.lifecycle import LIFECYCLE as TASK
from dispatch.units.milestones import Milestone
from intake.calls.lifecycle import LIFECYCLE as CALL_BACK
from intake.reports.lifecycle import LIFECYCLE as REPORT
from intake.reports.raw_lifecycle import RAW_LIFECYCLE
from tests.support.paths import room_files
from tests.support.refusals import (
    Refusal,
    constants,
    error_classes,
    fields,
    refusals,
    tables_got,
)
from tests.support.source import parse

ROOMS: Final = parse(room_files())
MADE: Final = list(refusals(ROOMS, error_classes(ROOMS)))
TEXTS: Final = constants(ROOMS)
LIFECYCLES: Final = (TASK, INCIDENT, REPORT, RAW_LIFECYCLE, CALL_BACK)
# What the document of a problem says of itself, RFC 9457, and where its sentence comes from.
RESERVED: Final = {"type", "title", "status", "detail", "instance", "code", "why"}
NOUNS: Final = {
    "*.not_found": tables_got(ROOMS),
    "*.illegal_transition": {lifecycle.noun for lifecycle in LIFECYCLES},
}
WORDS: Final = {
    **{lifecycle.noun: lifecycle.states for lifecycle in LIFECYCLES},
    "role": Role,
    "milestone": Milestone,
}
# The kind of a finding that has no sentence of its own.
ANY_KIND: Final = "unknown"
# A code that is nowhere raised by name: the titles of the kinds, for a code without one.
KINDS_OF_ERRORS: Final = {kind.fallback for kind in (Invalid, NotFound, Conflict, TooLarge)}


def spelt(refusal: Refusal) -> set[str]:
    """Return the codes that a refusal can have."""
    ending = refusal.code.replace("*", "")
    return {f"{noun}{ending}" for noun in NOUNS[refusal.code]} if "*" in refusal.code else {ending}


def found_by_adapters(words: Catalogue) -> list[tuple[str, str]]:
    """Return the sentences of codes that an adapter gives to its problem, with where they stand."""
    own = {code for refusal in MADE if refusal.code for code in spelt(refusal)}
    return [
        (code, text) for code in words.codes - own for text in words.details(code).values() if text
    ]


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Catalogue:
    return catalogue_of(request.param)


def test_the_walk_finds_the_refusals() -> None:
    codes = {refusal.code for refusal in MADE}
    assert {"task.exists", "incident.not_open", "unavailable.overloaded", "*.not_found"} <= codes
    assert len(MADE) > 100


def test_every_refusal_has_a_title_and_a_sentence(words: Catalogue) -> None:
    assert [
        f"{refusal.where} {code} {refusal.why}"
        for refusal in MADE
        if refusal.code
        for code in spelt(refusal)
        if refusal.why not in words.details(code)
    ] == []


def test_every_sentence_gets_what_it_needs(words: Catalogue) -> None:
    assert [
        f"{refusal.where} {code} lacks {sorted(lacking)}"
        for refusal in MADE
        if refusal.code
        for code in spelt(refusal)
        if (lacking := set(fields(words.details(code).get(refusal.why, ""))) - refusal.params)
    ] == []


def test_what_an_adapter_found_is_passed_on_with_what_its_sentence_needs(words: Catalogue) -> None:
    passed_on = [refusal.params for refusal in MADE if not refusal.code and refusal.params]
    assert passed_on
    assert [
        code
        for code, text in found_by_adapters(words)
        if not any(set(fields(text)) <= params for params in passed_on)
    ] == []


def test_no_sentence_is_idle(words: Catalogue) -> None:
    used = {(code, refusal.why) for refusal in MADE for code in spelt(refusal)}
    assert [
        f"{code} {why}"
        for code in sorted(words.codes)
        for why in words.details(code)
        if (code, why) not in used and code not in TEXTS and code not in KINDS_OF_ERRORS
    ] == []
    assert [
        code
        for code in sorted(words.codes)
        if not words.details(code) and code not in TEXTS and code not in KINDS_OF_ERRORS
    ] == []


def test_both_languages_say_the_same() -> None:
    one, other = (catalogue_of(language) for language in LANGUAGES)
    assert one.codes == other.codes
    assert one.kinds == other.kinds
    for code in one.codes:
        assert {why: fields(text) for why, text in one.details(code).items()} == {
            why: fields(text) for why, text in other.details(code).items()
        }, code


def test_parameters_are_no_members_of_the_document_itself() -> None:
    assert [refusal for refusal in MADE if refusal.params & RESERVED] == []


@pytest.mark.parametrize("vocabulary", sorted(WORDS))
def test_every_state_has_a_word(words: Catalogue, vocabulary: str) -> None:
    assert {str(value) for value in WORDS[vocabulary]} <= set(words.words_of(vocabulary))


def test_every_vocabulary_of_a_sentence_exists(words: Catalogue) -> None:
    sentences = [text for code in words.codes for text in words.details(code).values()]
    named = {spec for text in sentences for spec in fields(text).values() if spec}
    assert [spec for spec in sorted(named) if not words.words_of(spec)] == []


def test_every_finding_is_one_that_can_be_made(words: Catalogue) -> None:
    own = {kind for kind in words.kinds if kind.startswith("geo.")}
    assert words.kinds - own - {ANY_KIND} <= {*get_args(ErrorType), *TEXTS}
    assert {kind.removeprefix("geo.") for kind in own} <= TEXTS
