"""An error is a code and parameters; its words are chosen when somebody reads it."""

from datetime import UTC, datetime

import orjson
import pytest
from pydantic import BaseModel, Field, ValidationError

from dispatch.kernel.catalogue import LANGUAGES, Catalogue, catalogue_of
from dispatch.kernel.errors import Conflict, Finding, Forbidden, Invalid, NotFound, Unavailable
from dispatch.kernel.findings import findings_of
from dispatch.kernel.web.http import invalid_request, problem_response

STATE = Conflict("incident.not_open", state="closed")


def test_the_detail_is_in_the_readers_language_with_the_words_of_the_trade() -> None:
    assert STATE.problem()["detail"].startswith("Kejadian ini sudah ditutup.")
    assert STATE.problem("en")["detail"].startswith("This incident is closed already.")
    assert STATE.problem("fr")["detail"] == STATE.problem("id")["detail"]


def test_parameters_are_members_of_the_document() -> None:
    problem = Conflict("task.exists", agency_id="damkar-kota", task_id=7).problem()
    assert problem["type"] == "urn:tanggap112:problem:task.exists"
    assert (problem["status"], problem["code"], problem["task_id"]) == (409, "task.exists", 7)
    assert "why" not in problem
    assert "damkar-kota" in problem["detail"]


def test_one_code_has_a_sentence_for_each_of_its_reasons() -> None:
    role = Forbidden("forbidden", why="role", role="call_taker", verb="task.assign")
    assert role.problem()["why"] == "role"
    assert role.say().startswith("Peran penerima panggilan tidak berhak melakukan task.assign.")
    assert Forbidden("forbidden", why="board").say("en") != role.say("en")


def test_several_states_are_each_put_into_words() -> None:
    refusal = Conflict(
        "task.illegal_transition", state="cancelled", to="on_scene", allowed=["seen", "declined"]
    )
    assert "Yang mungkin sekarang: dibaca, ditolak." in refusal.say("id")
    assert "This order is cancelled and cannot become on scene." in refusal.say("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_without_a_sentence_says_its_title(language: str) -> None:
    assert (
        NotFound("never.heard").say(language) == NotFound("never.heard").problem(language)["title"]
    )
    assert NotFound("task.not_found").say(language) == (
        catalogue_of(language).title("task.not_found", "not_found")
    )


def test_what_a_client_sent_is_quoted_and_never_read_as_a_sentence() -> None:
    refusal = Invalid("frame.unknown_type", frame="{id.__class__} {0}")
    assert "{id.__class__} {0}" in refusal.say()
    long = Invalid("frame.unknown_type", frame="x" * 5000).say()
    assert len(long) < 400


def test_findings_become_members_with_a_message_in_the_readers_language() -> None:
    refusal = Invalid("invalid.request", errors=[Finding("body.lat", "float_parsing")])
    assert refusal.problem("id")["errors"] == [
        {"field": "body.lat", "message": "harus berupa bilangan", "kind": "float_parsing"}
    ]
    assert refusal.problem("en")["errors"][0]["message"] == "it must be a number"
    assert "body.lat: harus berupa bilangan" in refusal.say("id")


def test_the_sentence_names_three_findings_and_the_document_all() -> None:
    found = [Finding(f"body.{name}", "missing") for name in "abcd"]
    problem = Invalid("invalid.request", errors=found).problem()
    assert "body.c" in problem["detail"]
    assert "body.d" not in problem["detail"]
    assert len(problem["errors"]) == 4


class Form(BaseModel):
    priority: int = Field(ge=1, le=5)
    name: str = Field(min_length=2, max_length=3)


def test_what_pydantic_found_is_said_with_its_limits() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"priority": 9, "name": "abcdef"})
    assert [found.say("id") for found in findings_of(caught.value.errors())] == [
        "priority: paling banyak 5",
        "name: paling banyak 3 huruf",
    ]


def test_a_finding_that_nobody_foresaw_is_still_a_sentence() -> None:
    assert Finding("body", "of_a_later_version").message("id") == "nilai ini tidak dapat dipakai"
    assert Finding("body", "less_than").message("en") == "this value cannot be used"


def test_a_thousand_findings_are_cut() -> None:
    many = ({"loc": ("body", number), "type": "missing"} for number in range(1000))
    assert len(findings_of(many)) == 50


def test_broken_json_is_one_problem_not_a_list_of_findings() -> None:
    refusal = invalid_request([{"type": "json_invalid", "loc": ("body", 3), "ctx": {}}])
    assert (refusal.code, "errors" in refusal.params) == ("invalid.json", False)


def test_the_answer_names_its_language_and_when_to_come_back() -> None:
    answer = problem_response(
        Unavailable("unavailable", why="database", retry_after_s=2), language="en"
    )
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["content-language"] == "en"
    assert answer.media_type == "application/problem+json"


def test_times_and_odd_text_among_the_parameters_can_be_encoded() -> None:
    moment = datetime(2026, 11, 27, 7, 5, tzinfo=UTC)
    answer = problem_response(Invalid("time.future", at=moment, odd="x\ud800"), language="id")
    assert orjson.loads(answer.body)["at"] == "2026-11-27T07:05:00Z"


def test_a_log_line_names_the_code_and_the_sentence() -> None:
    assert str(STATE).startswith("incident.not_open: This incident is closed already.")


def test_a_word_that_a_vocabulary_lacks_stays_as_it_is() -> None:
    words = Catalogue(
        "en",
        {
            "problems": {"x.y": {"title": "X", "detail": "{state:task}"}},
            "findings": {"unknown": "?"},
            "words": {"task": {"seen": "read"}},
        },
    )
    assert words.detail("x.y", "", {"state": "seen"}) == "read"
    assert words.detail("x.y", "", {"state": "later"}) == "later"
    assert words.detail("x.y", "", {}) is None
    assert words.words_of("nothing") == {}


@pytest.mark.parametrize("number", [2**63, -(10**30)])
def test_a_number_that_no_encoder_writes_is_quoted_as_text(number: int) -> None:
    refusal = Conflict("invalid", version=number, others=[number, 3])
    found = orjson.loads(orjson.dumps(refusal.problem()))
    assert (found["version"], found["others"]) == (str(number), [str(number), 3])
