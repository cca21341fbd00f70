"""Notes on paper: what `add` returned from is there after any crash, until a report has it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.journal.paper import NAME, PaperNotes
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.on_paper import FLAG, PaperNote, carrying, note_taken, with_paper

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def noted(ticket: str, note: str = "ambulans dikirim lewat radio") -> PaperNote:
    return PaperNote(ticket=ticket, at=AT, by="Sari", note=note)


def a_report() -> NeutralReport:
    return NeutralReport(channel="112", external_id="a", received_at=AT, flags=("drill",))


def test_what_was_noted_is_there_for_the_next_process(tmp_path: Path) -> None:
    notes = PaperNotes(tmp_path / "journal")
    assert notes.standing() == {}
    notes.add(noted("a"))
    notes.add(noted("b"))
    notes.add(noted("a", "sudah tiba"))
    later = PaperNotes(tmp_path / "journal").standing()
    assert later == {"a": [noted("a"), noted("a", "sudah tiba")], "b": [noted("b")]}


def test_what_a_report_has_taken_on_is_struck_off_and_the_file_empties_itself(
    tmp_path: Path,
) -> None:
    notes = PaperNotes(tmp_path)
    notes.add(noted("a"))
    notes.add(noted("b"))
    notes.carried("a")
    assert notes.standing() == {"b": [noted("b")]}
    notes.carried("b")
    assert (notes.standing(), (tmp_path / NAME).stat().st_size) == ({}, 0)


@pytest.mark.parametrize("left", range(1, 24))
def test_what_a_crash_tore_is_written_over(tmp_path: Path, left: int) -> None:
    notes, path = PaperNotes(tmp_path), tmp_path / NAME
    notes.add(noted("utuh"))
    whole = path.stat().st_size
    notes.add(noted("robek"))
    path.write_bytes(path.read_bytes()[: whole + left])
    assert list(notes.standing()) == ["utuh"]
    notes.add(noted("baru"))
    assert list(notes.standing()) == ["utuh", "baru"]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    PaperNotes(tmp_path).add(noted("a"))
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_a_report_takes_on_what_was_done_and_opens_nothing_by_itself() -> None:
    with carrying([noted("a")]) as carried:
        report = with_paper(a_report())
        note_taken()
    assert report.flags == ("drill", FLAG)
    assert report.opens is False
    assert "Sari: ambulans dikirim lewat radio" in report.extra["handled_on_paper"]
    assert AT.isoformat() in report.extra["handled_on_paper"]
    assert carried.is_taken


def test_whom_nobody_dealt_with_is_left_as_he_is() -> None:
    with carrying([]):
        assert with_paper(a_report()) == a_report()
    note_taken()
    assert with_paper(a_report()) == a_report()
