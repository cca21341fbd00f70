"""The journal's file: what `append` returned from is there after any crash, once, in order."""

import random
import struct
from collections import deque
from pathlib import Path

import pytest

from intake.journal.file import InUseError, JournalFile, JournalFullError, open_files

ROOMY = 1_000_000


def fresh(folder: Path, limit: int = ROOMY) -> JournalFile:
    return JournalFile(folder / "0.journal", limit)


def drained(file: JournalFile) -> list[bytes]:
    found = []
    while (payload := file.first()) is not None:
        found.append(payload)
        file.finish()
    return found


def test_what_was_appended_comes_back_in_order(tmp_path: Path) -> None:
    file = fresh(tmp_path)
    for payload in (b"satu", b"", b"tiga" * 1000):
        file.append(payload)
    assert file.waiting == 3
    assert drained(file) == [b"satu", b"", b"tiga" * 1000]
    assert (file.waiting, file.first()) == (0, None)
    assert (tmp_path / "0.journal").stat().st_size == 0


@pytest.mark.parametrize("count", [0, 1, 3, 5, 9])
def test_many_are_done_at_once(tmp_path: Path, count: int) -> None:
    file = fresh(tmp_path)
    bodies = [b"%d" % number for number in range(5)]
    for body in bodies:
        file.append(body)
    assert file.head(count) == bodies[:count]
    file.finish(count)
    file.close()
    assert drained(fresh(tmp_path)) == bodies[count:]


def test_it_is_there_for_the_next_process_without_what_was_done(tmp_path: Path) -> None:
    file = fresh(tmp_path)
    for number in range(5):
        file.append(b"%d" % number)
    file.finish()
    file.finish()
    file.close()
    assert drained(fresh(tmp_path)) == [b"2", b"3", b"4"]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    open_files(tmp_path / "journal", ROOMY)[0].append(b"token dan nomor telepon")
    for path in ((tmp_path / "journal"), *(tmp_path / "journal").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("left", range(1, 12))
def test_what_a_crash_tore_is_cut_off_and_the_file_goes_on(tmp_path: Path, left: int) -> None:
    file = fresh(tmp_path)
    file.append(b"utuh")
    file.append(b"robek")
    file.close()
    path = tmp_path / "0.journal"
    path.write_bytes(path.read_bytes()[: len(b"utuh") + 8 + left])
    again = fresh(tmp_path)
    again.append(b"baru")
    assert drained(again) == [b"utuh", b"baru"]


def test_what_is_damaged_in_the_middle_is_put_aside_with_all_behind_it(tmp_path: Path) -> None:
    file = fresh(tmp_path)
    for payload in (b"satu", b"dua", b"tiga"):
        file.append(payload)
    file.close()
    path = tmp_path / "0.journal"
    path.write_bytes(path.read_bytes().replace(b"dua", b"duA"))
    assert drained(fresh(tmp_path)) == [b"satu"]
    [aside] = tmp_path.glob("*.damaged-*")
    assert b"tiga" in aside.read_bytes()
    assert aside.stat().st_mode & 0o077 == 0


def test_a_torn_mark_sends_all_of_it_again(tmp_path: Path) -> None:
    file = fresh(tmp_path)
    file.append(b"satu")
    file.append(b"dua")
    file.finish()
    file.close()
    (tmp_path / "0.done").write_bytes(struct.pack(">QI", 12, 0))
    assert drained(fresh(tmp_path)) == [b"satu", b"dua"]


def test_a_mark_beyond_the_file_hides_nothing_that_comes_later(tmp_path: Path) -> None:
    file = fresh(tmp_path)
    file.append(b"satu")
    file.append(b"dua")
    file.finish()
    file.close()
    (tmp_path / "0.journal").write_bytes(b"")
    again = fresh(tmp_path)
    again.append(b"tiga")
    again.close()
    assert drained(fresh(tmp_path)) == [b"tiga"]


def test_what_is_too_much_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    file = fresh(tmp_path, limit=30)
    file.append(b"x" * 10)
    with pytest.raises(JournalFullError):
        file.append(b"y" * 10)
    file.close()
    assert drained(fresh(tmp_path)) == [b"x" * 10]


def test_two_processes_have_a_file_each_and_the_next_takes_both(tmp_path: Path) -> None:
    [one] = open_files(tmp_path, ROOMY)
    [two] = open_files(tmp_path, ROOMY)
    assert one.path != two.path
    with pytest.raises(InUseError):
        JournalFile(one.path, ROOMY)
    one.append(b"satu")
    two.append(b"dua")
    two.close()
    three = open_files(tmp_path, ROOMY)
    assert [file.path for file in three] == [two.path], "the first is still held"
    one.close()
    for file in three:
        file.close()
    assert [file.first() for file in open_files(tmp_path, ROOMY)] == [b"satu", b"dua"]


class Twice:
    """A journal, and beside it what must be in it."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder, self._dice = folder, dice
        self.file, self.waiting, self._number = fresh(folder), deque[bytes](), 0

    def append(self) -> None:
        self._number += 1
        self.waiting.append(b"%d-" % self._number + self._dice.randbytes(self._number * 7 % 300))
        self.file.append(self.waiting[-1])

    def finish(self) -> None:
        assert self.file.first() == (self.waiting[0] if self.waiting else None)
        self.file.finish()
        self.waiting = deque(list(self.waiting)[1:])

    def crash(self) -> None:
        self.file.close()
        self.file = fresh(self._folder)


@pytest.mark.parametrize("seed", range(30))
def test_any_sequence_of_acts_and_crashes_loses_and_doubles_nothing(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    both = Twice(tmp_path, dice)
    for _ in range(60):
        dice.choice((both.append, both.append, both.finish, both.crash))()
        assert both.file.waiting == len(both.waiting)
    assert drained(both.file) == list(both.waiting)
