"""Labelled files of other people: every kind of row, whole or with members missing."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.quality import places
from tests.quality.figure import Figure
from tests.quality.labels import Labelled, read_labelled, sorted_out
from tests.quality.measure import figures_of, main

SENTENCE = {
    "text": "tolong anak saya tidak bernapas",
    "lang": "id",
    "kind": "real",
    "types": ["medical"],
    "priority": 1,
    "life": True,
    "flags": ["not_breathing"],
    "needs": ["ambulance"],
    "place": "",
}
PLACE = {"text": "kebakaran di Jl. Gajah Mada 151", "kelurahan": "Balongsari"}
PAIR = {
    "one": "Kebakaran di Pasar Tanjung, kios kain, apinya besar",
    "two": "pasar tanjung kobong mas, bakul kain, geni gedhe",
    "metres": 20,
    "minutes": 3,
    "acc1": 20,
    "acc2": 30,
    "same": True,
}
OF_SENTENCES = [
    "life_recall",
    "life_false",
    "type_right",
    "under_triage",
    "over_triage",
    "noise_found",
    "noise_false",
    "needs_recall",
    "needs_precision",
]
OF_PLACES = ["kelurahan_right", "kelurahan_wrong", "within_200m", "elsewhere_placed"]
OF_PAIRS = ["duplicate_f1", "precision", "recall"]


def measured(*documents: dict[str, Any]) -> dict[str, Figure]:
    return {one.name: one for one in figures_of(sorted_out(documents, "somebody"))}


def without(document: dict[str, Any], *members: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in members}


def test_each_kind_of_row_gives_its_own_figures() -> None:
    assert list(measured(SENTENCE)) == OF_SENTENCES
    assert list(measured(PLACE)) == OF_PLACES
    assert list(measured(PAIR)) == OF_PAIRS


def test_a_file_of_mixed_rows_gives_the_figures_of_each_kind() -> None:
    assert list(measured(PAIR, PLACE, SENTENCE)) == OF_SENTENCES + OF_PLACES + OF_PAIRS


def test_one_row_may_tell_of_content_and_of_place() -> None:
    labelled = sorted_out([SENTENCE | {"kelurahan": "Meri"}], "")
    assert (len(labelled.sentences), len(labelled.places)) == (1, 1)


@pytest.mark.parametrize("value", ["missing", None])
@pytest.mark.parametrize(
    ("member", "silent"),
    [
        ("life", ["life_recall", "life_false"]),
        ("types", ["type_right"]),
        ("priority", ["under_triage", "over_triage"]),
        ("kind", ["under_triage", "over_triage", "noise_found", "noise_false"]),
        ("needs", ["needs_recall", "needs_precision"]),
    ],
)
def test_what_nobody_labelled_counts_for_no_figure(
    member: str, silent: list[str], value: str | None
) -> None:
    row = without(SENTENCE, member) if value == "missing" else SENTENCE | {member: None}
    found = measured(row)
    assert all(found[name].n == 0 and math.isnan(found[name].value) for name in silent)
    assert found["life_recall"].n == (0 if member == "life" else 1)


def test_nobody_needed_is_a_label() -> None:
    assert measured(SENTENCE | {"needs": ["none"]})["needs_precision"].n > 0
    assert measured(SENTENCE | {"needs": []})["needs_precision"].n > 0


def test_members_that_nobody_asked_for_are_left_alone() -> None:
    assert measured(SENTENCE | {"id": 7, "note": None}) == measured(SENTENCE)


def test_a_place_elsewhere_is_null_or_empty() -> None:
    for nowhere in (None, ""):
        found = measured({"text": "kebakaran di Pacet", "kelurahan": nowhere})
        assert (found["elsewhere_placed"].value, found["kelurahan_right"].n) == (0.0, 0)


def test_a_kelurahan_is_known_however_it_is_written() -> None:
    for name in ("balongsari", "Kel. Balongsari", "BALONG SARI", "Kelurahan Balongsari"):
        assert measured(PLACE | {"kelurahan": name})["kelurahan_right"].value == 1.0
    assert places._bare("Kranggan") == "kranggan"


def test_a_pair_without_times_or_circles_is_judged_all_the_same() -> None:
    bare = without(PAIR, "minutes", "acc1", "acc2") | {"metres": None}
    assert measured(bare)["recall"].value == 1.0
    assert measured(without(PAIR, "same"))["recall"].n == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\n\r\n"])
def test_lines_may_end_as_they_do_elsewhere(tmp_path: Path, end: str) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + end.join(map(json.dumps, [SENTENCE, PLACE])).encode())
    assert _counts(read_labelled(path)) == (1, 1, 0)


def test_signs_that_look_like_ends_of_lines_do_not_cut_a_row(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    row = SENTENCE | {"text": "tolong\u2028anak saya \x85 jatuh"}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert read_labelled(path).sentences[0].text == row["text"]


def test_one_list_of_rows_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps([SENTENCE, PAIR]), encoding="utf-8")
    assert _counts(read_labelled(path)) == (1, 0, 1)


def test_a_line_that_is_no_row_is_said_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(f'{json.dumps(PLACE)}\n{{"text": \n7\n{{"text": null}}\n', encoding="utf-8")
    assert _counts(read_labelled(path)) == (0, 1, 0)
    assert "theirs.jsonl:2 is no JSON" in capsys.readouterr().err


def test_every_file_is_shown_one_figure_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path, row in zip(paths, (PLACE, PAIR), strict=True):
        path.write_text(json.dumps(row), encoding="utf-8")
    main([str(path) for path in paths])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line[0] != "#"] == OF_PLACES + OF_PAIRS
    assert lines[1] == "kelurahan_right 1.000 [0.207, 1.000] 1"


def _counts(labelled: Labelled) -> tuple[int, int, int]:
    return len(labelled.sentences), len(labelled.places), len(labelled.pairs)
