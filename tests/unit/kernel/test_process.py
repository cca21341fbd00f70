"""A worker that ends or hangs is followed by another; one that lives is left alone."""

import asyncio
import os
from pathlib import Path

import pytest

from dispatch.kernel.host import process
from dispatch.kernel.host.process import worker_beside

# Notes its birth in the file that is its first argument, says once that it lives, then hangs.
HANGS = """
import os, signal, sys
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
os.write(int(sys.argv[3]), b".")
signal.raise_signal(signal.SIGSTOP)
"""
LIVES = """
import os, sys, time
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
while True:
    os.write(int(sys.argv[3]), b".")
    time.sleep(0.02)
"""


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
    async with worker_beside(("-c", HANGS, str(file)), os.environ, silent_s=0.1):
        first, *_ = await births(file, 2)
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


async def test_a_worker_that_lives_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "births"
    async with worker_beside(("-c", LIVES, str(file)), os.environ, silent_s=5.0):
        [only] = await births(file, 1)
        await asyncio.sleep(0.2)
        assert await births(file, 1) == [only]
    with pytest.raises(ProcessLookupError):
        os.kill(only, 0)
