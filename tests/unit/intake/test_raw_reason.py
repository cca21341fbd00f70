"""Whoever is shown a raw message reads why, in his language and without the parser's own words."""

import ast
import re
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import pytest

from dispatch.kernel.web.language import speaking
from intake.reports.models import RawKind, RawMessage
from intake.reports.raw_reason import SENTENCES, raw_reason
from intake.reports.view import raw_message_view
from routing.reason import LANGUAGES
from tests.support.paths import room_files
from tests.support.source import parse

ITEMS = {"Unparsable", "Notice", "NotAnEnvelope", "unparsable", "_keep", "_tell"}
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)?")


def raw(problem: str | None, *, kind: RawKind = RawKind.UNREADABLE, detail: str = "") -> RawMessage:
    return RawMessage(
        id=UUID(int=1),
        channel="whatsapp",
        received_at=datetime(2026, 11, 22, 5, 0, tzinfo=UTC),
        body=b"{tolong",
        problem=problem,
        kind=kind,
        detail=detail,
    )


@cache
def kept_codes() -> frozenset[str]:
    """Return the codes under which the source keeps something for a person."""
    calls = [
        call
        for source in parse(room_files())
        if source.name.startswith(("intake/channels", "dispatch/transports"))
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in ITEMS
    ]
    said = [
        value.value
        for call in calls
        for value in (*call.args, *(word.value for word in call.keywords if word.arg == "code"))
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]
    return frozenset(code for code in said if CODE.fullmatch(code))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_kept_has_a_sentence_and_no_other_has(language: str) -> None:
    kinds = {str(kind) for kind in RawKind}
    assert SENTENCES.codes(language) == kept_codes() | kinds


@pytest.mark.parametrize("code", sorted(SENTENCES.codes()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(code: str, language: str) -> None:
    with speaking(language):
        said = str(raw_reason(raw(code, kind=RawKind.NOTICE, detail="brangkal-2")).text)
    assert said != code
    assert "{" not in said


def test_what_the_parser_said_is_not_for_people() -> None:
    reason = raw_reason(raw("flood.not_json", detail="unexpected end of data: line 1"))
    assert "unexpected" not in f"{reason.text} {reason.params}"


def test_the_reader_s_language_is_spoken() -> None:
    view = raw_message_view(raw("cti.not_json"))
    assert view.reason.code == "cti.not_json"
    with speaking("en"):
        assert str(view.reason.text).startswith("What the telephone system sent is broken.")
    with speaking("id"):
        assert str(view.reason.text).startswith("Kiriman sistem telepon rusak.")


def test_a_notice_names_what_it_is_about() -> None:
    reason = raw_reason(raw("flood.unknown_station", kind=RawKind.NOTICE, detail="brangkal-2"))
    assert reason.params["what"] == "brangkal-2"
    assert "(brangkal-2)" in str(reason.text)


@pytest.mark.parametrize(
    ("problem", "kind", "start"),
    [
        ("whatsapp.account_update.new_event", RawKind.NOTICE, "Saluran ini mengabarkan"),
        ("whatsapp.tomorrow", RawKind.UNREADABLE, "Isi kiriman ini tidak dapat dibaca"),
        (None, RawKind.UNREADABLE, "Isi kiriman ini tidak dapat dibaca"),
    ],
)
def test_a_problem_without_a_sentence_gets_that_of_its_kind(
    problem: str | None, kind: RawKind, start: str
) -> None:
    assert str(raw_reason(raw(problem, kind=kind)).text).startswith(start)
