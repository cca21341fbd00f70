"""`make chaos`: faults x invariants, one line a fault; `ONLY=name` runs one.

A line ends in `green`, or in `red:` and what did not hold.
"""

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import httpx

from routing.value_object import value_object
from tests.chaos.callers import Heard, callers, fresh_picture, watch_board
from tests.chaos.faults import DEAF, FAULTS, NEEDS_CLOCK, NEEDS_DISK
from tests.chaos.room import Room, room, sign_in
from tests.support.console import Picture
from tests.support.paths import ROOT

_HEALTHY_S: Final = 120.0
SILENCE_S: Final = 3.0
LATENESS_S: Final = 5.0
# What moves by itself, and what the house says of its own disturbances.
_MOVING: Final = ("disturbances", "standstills", "gauges", "agencies")
_STORED: Final = "SELECT external_id, count(*) AS n FROM report GROUP BY external_id"
_DAMAGED: Final = """
SELECT count(*) FROM report r LEFT JOIN incident i ON i.id = r.incident_id
WHERE r.channel = 'drill' AND r.external_id LIKE $1 AND NOT (i.id IS NOT NULL
    AND EXISTS (SELECT FROM incident_plan p WHERE p.incident_id = i.id)
    AND EXISTS (SELECT FROM sla_clock c JOIN task t ON t.id = c.scope_id
        WHERE t.incident_id = i.id AND c.metric = 'hand_over')
    AND EXISTS (SELECT FROM outbox o JOIN task t ON t.id = o.noun_id WHERE t.incident_id = i.id))
"""
_UNESCALATED: Final = """
SELECT count(*) FROM sla_clock
WHERE verdict = 'running' AND due_at < clock_timestamp() - interval '5 seconds'
"""
_LATENESS: Final = """
SELECT coalesce(max(extract(epoch FROM recorded_at - greatest(at, $1))), 0)::float8
FROM event WHERE type = 'sla.breached'
"""
_TOO_EARLY: Final = "SELECT count(*) FROM event WHERE type = 'sla.breached' AND at > recorded_at"
_TWICE: Final = """
SELECT count(*) FROM (SELECT FROM event WHERE type = 'sla.breached'
    GROUP BY noun_id, data::text HAVING count(*) > 1) AS again
"""


@value_object
class Tempo:
    """How long a room works before and after a fault, and until its last clocks have run out."""

    calm_s: float = 5.0
    answer_s: float = 12.0


@dataclass(slots=True)
class Findings:
    """What was found after a fault."""

    name: str
    heard: Heard
    healthy_s: float
    lost: int = 0
    doubled: int = 0
    damaged: int = 0
    unescalated: int = 0
    twice: int = 0
    lateness_s: float = 0.0
    boards: bool = True
    log: bool = True

    def wrong(self) -> list[str]:
        """Return what did not hold."""
        counted = ("lost", "doubled", "damaged", "unescalated", "twice")
        found = [f"{getattr(self, each)} {each}" for each in counted if getattr(self, each)]
        if not self.boards:
            found.append("the board is not the fresh one")
        if not self.log:
            found.append("the log is broken")
        if self.heard.strange:
            found.append(f"answers {sorted(set(self.heard.strange))[:3]}")
        if self.heard.longest_s > SILENCE_S + 0.5 and self.name not in DEAF:
            found.append(f"silence {self.heard.longest_s:.1f} s")
        if self.lateness_s > LATENESS_S:
            found.append(f"breach {self.lateness_s:.1f} s late")
        if self.healthy_s >= _HEALTHY_S:
            found.append("never healthy again")
        return found

    def line(self) -> str:
        """Return the line of the table."""
        wrong = self.wrong()
        kept = sum(status == 202 for status in self.heard.taken.values())
        figures = (
            f"{len(self.heard.taken):5} {kept:5} {self.lost:5} {self.doubled:5} {self.damaged:5}"
            f" {self.heard.longest_s:8.1f} {self.lateness_s:8.1f} {self.healthy_s:8.1f}"
        )
        return f"{self.name:18} {figures}   " + (f"red: {'; '.join(wrong)}" if wrong else "green")


HEADER: Final = (
    f"{'fault':18} {'taken':>5} {'kept':>5} {'lost':>5} {'twice':>5} {'torn':>5}"
    f" {'silent s':>8} {'late s':>8} {'well s':>8}"
)


async def _get(client: httpx.AsyncClient, url: str) -> Any:
    try:
        answer = await client.get(url)
    except httpx.TransportError:
        return None
    return answer.json() if answer.is_success else None


def _is_well(ready: Any) -> bool:
    """Whether a server is ready and somebody watches the clocks."""
    sweep = (ready or {}).get("modules", {}).get("sla.sweep")
    return sweep is not None and sweep["age_s"] < LATENESS_S


async def healthy(one: Room) -> float:
    """Wait until every server is ready and has drained its journal; return how long it took."""
    began = time.monotonic()
    async with httpx.AsyncClient(timeout=2) as client:
        while time.monotonic() - began < _HEALTHY_S:
            ready = [await _get(client, f"{server.url}/readyz") for server in one.servers]
            waits = [await _get(client, f"{server.url}/api/v1/journal") for server in one.servers]
            if all(map(_is_well, ready)) and all(found and not found["waiting"] for found in waits):
                break
            await asyncio.sleep(0.1)
    return time.monotonic() - began


def log_is_whole(one: Room) -> bool:
    """Let the command verify the chain."""
    done = subprocess.run(
        [sys.executable, "cli.py", "verify-log"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": one.database_url},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


async def judged(one: Room, found: Findings, healed_at: Any) -> None:
    """Ask the database what became of everything that was taken."""
    connection = await asyncpg.connect(one.database_url)
    try:
        stored = {row["external_id"]: row["n"] for row in await connection.fetch(_STORED)}
        found.lost = len(found.heard.taken.keys() - stored.keys())
        found.doubled = sum(stored[name] > 1 for name in found.heard.taken if name in stored)
        found.damaged = await connection.fetchval(_DAMAGED, f"{found.name}-%")
        found.unescalated = await connection.fetchval(_UNESCALATED)
        found.twice = await connection.fetchval(_TWICE) + await connection.fetchval(_TOO_EARLY)
        found.lateness_s = await connection.fetchval(_LATENESS, healed_at)
    finally:
        await connection.close()
    found.log = await asyncio.to_thread(log_is_whole, one)


async def same_board(one: Room, token: str, old: Picture) -> bool:
    """Whether the picture that lived through it is what the board shows whoever comes now."""
    for _ in range(20):
        fresh = await fresh_picture(one.server, token)
        known, shown = (
            {name: each for name, each in picture.sections.items() if name not in _MOVING}
            for picture in (old, fresh)
        )
        if known == shown:
            return True
        await asyncio.sleep(0.5)
    return False


async def undergo(one: Room, name: str, tempo: Tempo) -> Findings:
    """Do one fault to a room under load and say what was found."""
    desk = sign_in(one, "pengendali")
    tokens = {"machine": one.tokens["token:reports"], "taker": sign_in(one, "penerima")}
    await healthy(one)
    old = Picture()
    watching = asyncio.create_task(watch_board(one.server, desk, old))
    async with callers(one, name, tokens) as heard:
        await asyncio.sleep(tempo.calm_s)
        await FAULTS[name](one)
        healthy_s = await healthy(one)
        connection = await asyncpg.connect(one.database_url)
        healed_at = await connection.fetchval("SELECT clock_timestamp()")
        await connection.close()
        await asyncio.sleep(tempo.calm_s)
    await asyncio.sleep(tempo.answer_s)
    found = Findings(name, heard, healthy_s)
    await judged(one, found, healed_at)
    found.boards = await same_board(one, desk, old)
    watching.cancel()
    return found


def run(names: list[str]) -> int:
    """Run the faults, each in a room of its own; return how many lines are red."""
    print(HEADER, flush=True)
    red = 0
    for name in names:
        with room(settable_clock=name in NEEDS_CLOCK) as one:
            lacks_disk = name in NEEDS_DISK and not one.on_memory
            lacks_clock = name in NEEDS_CLOCK and "LD_PRELOAD" not in one.server.environment
            if lacks_disk or lacks_clock:
                print(f"{name:18} not run: needs {'a tmpfs' if lacks_disk else 'libfaketime'}")
                continue
            found = asyncio.run(undergo(one, name, Tempo()))
            print(found.line(), flush=True)
            if found.wrong():
                red += 1
                print(one.server.tail(15), file=sys.stderr, flush=True)
    return red


if __name__ == "__main__":
    only = os.environ.get("ONLY")
    sys.exit(run([only] if only else list(FAULTS)) > 0)
