"""Notes on paper, kept beside the journal: who dealt with what waits, when, and how.

One file for all processes of the machine. Each writes under a lock and behind the last whole note;
what a crash tore was never promised to anybody and is written over.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from intake.journal.frames import append, payloads, size_of
from intake.pipeline.on_paper import PaperNote

NAME: Final = "paper.notes"
_CARRIED: Final = "carried"


class PaperNotes:
    """The notes of one machine."""

    def __init__(self, folder: Path) -> None:
        """Keep notes in `folder`, which is made when the first is written."""
        self._path = folder / NAME

    def add(self, note: PaperNote) -> None:
        """Keep a note; it is on the disk when this returns. OSError when the disk refuses."""
        self._append(
            {
                "ticket": note.ticket,
                "at": note.at.isoformat(),
                "by": note.by,
                "note": note.note,
            }
        )

    def carried(self, ticket: str) -> None:
        """Note that the notes of `ticket` stand where the desk sees them.

        When none is left the file is emptied.
        """
        self._append({"ticket": ticket, _CARRIED: True})
        with self._locked() as file:
            if not _standing(_read(file)[0]):
                os.ftruncate(file, 0)
                os.fsync(file)

    def standing(self) -> dict[str, list[PaperNote]]:
        """Return the notes that are nowhere else yet, by ticket."""
        if not self._path.exists():
            return {}
        with self._locked() as file:
            return _standing(_read(file)[0])

    def _append(self, member: dict[str, object]) -> None:
        with self._locked() as file:
            end = _read(file)[1]
            os.ftruncate(file, end)
            append(file, orjson.dumps(member), end)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _read(file: int) -> tuple[list[dict[str, str]], int]:
    """Return what is whole from the beginning, and where it ends."""
    whole = [*payloads(os.pread(file, os.fstat(file).st_size, 0))]
    return [orjson.loads(payload) for payload in whole], sum(map(size_of, whole))


def _standing(members: list[dict[str, str]]) -> dict[str, list[PaperNote]]:
    found: dict[str, list[PaperNote]] = {}
    for one in members:
        if _CARRIED in one:
            found.pop(one["ticket"], None)
            continue
        note = PaperNote(
            ticket=one["ticket"],
            at=datetime.fromisoformat(one["at"]),
            by=one["by"],
            note=one["note"],
        )
        found.setdefault(note.ticket, []).append(note)
    return found
