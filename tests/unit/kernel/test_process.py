"""A worker that ends or hangs is followed by another; one that lives is left alone."""

import asyncio
import os
import signal
import time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from dispatch.kernel.host import process
from dispatch.kernel.host.process import worker_beside


def hangs(file: Path, say: Connection) -> None:
    """Note the birth, say once that one lives, then hang."""
    note_birth(file)
    os.write(say.fileno(), b".")
    signal.raise_signal(signal.SIGSTOP)


def lives(file: Path, say: Connection) -> None:
    """Note the birth and say again and again that one lives."""
    note_birth(file)
    while True:
        os.write(say.fileno(), b".")
        time.sleep(0.02)


def ends(file: Path, say: Connection) -> None:
    """Note the birth and end."""
    note_birth(file)
    say.close()


def note_birth(file: Path) -> None:
    with file.open("a") as births:
        births.write(f"{os.getpid()}\n")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_BEAT_S", 0.02)
    monkeypatch.setattr(process, "_PAUSE_S", 0.0)


def born(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


async def births(file: Path, least: int) -> list[int]:
    """Return the processes that were born, once there are so many."""
    async with asyncio.timeout(30):
        while len(born(file)) < least:  # noqa: ASYNC110 - another process writes the file
            await asyncio.sleep(0.02)
    return born(file)


async def test_a_worker_that_hangs_is_killed_and_followed(tmp_path: Path) -> None:
    file = tmp_path / "births"
    async with worker_beside(partial(hangs, file), silent_s=0.1):
        first, *_ = await births(file, 2)
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


async def test_a_worker_that_ends_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "births"
    async with worker_beside(partial(ends, file)):
        assert len(set(await births(file, 3))) >= 3


async def test_a_worker_that_lives_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "births"
    async with worker_beside(partial(lives, file), silent_s=5.0):
        [only] = await births(file, 1)
        await asyncio.sleep(0.2)
        assert await births(file, 1) == [only]
    with pytest.raises(ProcessLookupError):
        os.kill(only, 0)
