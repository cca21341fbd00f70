"""A file that keeps payloads in order until they are done: flushed, checksummed, bounded.

What `append` returned from is on the disk. What a crash tore at the end was never promised to
anybody and is cut off; what is damaged in the middle is put aside, because behind it may stand a
cry for help. All calls block: run them in a thread, one at a time.
"""

import fcntl
import logging
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from intake.journal.frames import append, payload_at, payloads, size_of

_MARK: Final = struct.Struct(">QI")  # up to where all is done, and the CRC-32 of that
_MOST_PROCESSES: Final = 64
_log = logging.getLogger(__name__)


class JournalFullError(Exception):
    """The payload would make the file longer than it may be."""


class InUseError(Exception):
    """Another process writes this file."""


class JournalFile:
    """Payloads in the order they were appended; one process holds the file."""

    def __init__(self, path: Path, limit_bytes: int) -> None:
        """Open or make the file `path`; `InUseError` when another process holds it."""
        self.path = path
        self._limit = limit_bytes
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise InUseError(str(path)) from error
        self._mark = os.open(
            path.with_suffix(".done"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        size = os.fstat(self._file).st_size
        self._done = self._read_mark()
        if self._done > size:
            # The file was emptied, and a crash came before the mark followed.
            self._done = 0
            self._write_mark()
        self._end = self._done
        self.waiting = 0
        self._read_on(size)

    def append(self, payload: bytes) -> None:
        """Put `payload` behind the others; it is on the disk when this returns.

        Raises `JournalFullError` beyond the limit, and OSError when the disk refuses; then nothing
        of it stays.
        """
        if self._end + size_of(payload) > self._limit:
            raise JournalFullError(str(self.path))
        self._end = append(self._file, payload, self._end)
        self.waiting += 1

    def first(self) -> bytes | None:
        """Return the first payload that is not done; None when all are."""
        return next(iter(self.head(1)), None)

    def head(self, most: int) -> list[bytes]:
        """Return the first payloads that are not done, at most so many, in their order."""
        found: list[bytes] = []
        offset = self._done
        while len(found) < min(most, self.waiting):
            payload = payload_at(self._file, offset)
            if payload is None:
                break
            found.append(payload)
            offset += size_of(payload)
        return found

    def finish(self, count: int = 1) -> None:
        """Note on the disk that the first `count` are done; when all are, the file is emptied."""
        done = self.head(count)
        if not done:
            return
        self._done += sum(map(size_of, done))
        self.waiting -= len(done)
        if not self.waiting:
            os.ftruncate(self._file, 0)
            self._done = self._end = 0
        self._write_mark()

    def close(self) -> None:
        """Let the file go; the next process may hold it."""
        os.close(self._mark)
        os.close(self._file)

    def _read_on(self, size: int) -> None:
        """Count what waits; put aside what cannot be read."""
        while (payload := payload_at(self._file, self._end)) is not None:
            self._end += size_of(payload)
            self.waiting += 1
        if self._end < size:
            rest = os.pread(self._file, size - self._end, self._end)
            aside = self.path.with_suffix(f".damaged-{self._end}-{zlib.crc32(rest):08x}")
            aside.write_bytes(rest)
            aside.chmod(0o600)
            _log.critical("%d bytes of the journal cannot be read; kept in %s", len(rest), aside)
            os.ftruncate(self._file, self._end)

    def _read_mark(self) -> int:
        return _place(os.pread(self._mark, _MARK.size, 0))

    def _write_mark(self) -> None:
        place = struct.pack(">Q", self._done)
        os.pwrite(self._mark, place + struct.pack(">I", zlib.crc32(place)), 0)
        os.fsync(self._mark)


def open_files(folder: Path, limit_bytes: int) -> list[JournalFile]:
    """Return the files of `folder` that no other process holds; the first is ours to write to.

    The others were left by processes that died. Only files with something in them come after it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours: list[JournalFile] = []
    for number in range(_MOST_PROCESSES):
        path = folder / f"{number}.journal"
        if ours and not path.exists():
            continue
        try:
            found = JournalFile(path, limit_bytes)
        except InUseError:
            continue
        if ours and not found.waiting:
            found.close()
            continue
        ours.append(found)
    return ours


def peek(folder: Path) -> Iterator[bytes]:
    """Give what waits in every file of `folder`, also in those that other processes hold.

    Nothing is locked or changed: what is being written or finished just now may be missed.
    """
    for path in sorted(folder.glob("*.journal")):
        try:
            data = path.read_bytes()
            mark = path.with_suffix(".done").read_bytes()
        except OSError:
            continue
        yield from payloads(data, _place(mark))


def _place(mark: bytes) -> int:
    """Return up to where all is done; the beginning for a mark that was torn.

    All of it is sent again then, and found to be stored already.
    """
    if len(mark) < _MARK.size:
        return 0
    done, checksum = _MARK.unpack_from(mark)
    return int(done) if zlib.crc32(mark[:8]) == checksum else 0
