"""`make bench`: a bad night on this machine, as ratios against limits of the same run.

Medians of five.

(a) reports durably accepted with their whole life, against one hand-written statement that writes
the same rows; (b) accepted -> frame on the screens of 20 consoles at 100 reports/s;  (c) routing
look-ups against bare Shapely; (d) the board's snapshot of 1,000 and 2,000 open incidents against
the bare SQL that reads their rows;  (e) peak memory.
"""

import asyncio
import contextlib
import json
import statistics
import time
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from dispatch.kernel.store.database import open_pool, prepare_connection
from dispatch.kernel.store.migrations import load_tables
from tests.load import routing_bench
from tests.load.client import Timed, post_all
from tests.load.life import PLAIN_LOG, Life, read_life
from tests.load.night import KINDS, Night, in_process, night, open_board, reports
from tests.support.processes import worker_of

RUNS, CONNECTIONS, EACH = 5, 16, 2000
CONSOLES, RATE, SECONDS = 20, 100.0, 10
OPEN = (1000, 2000)


async def flood(port: int, token: str, seed: int, count: int = EACH) -> dict[str, Any]:
    """Post as fast as the server takes it."""
    began = time.monotonic()
    timed = await post_all(port, token, reports(count, seed), connections=CONNECTIONS)
    latencies = sorted(timed.latencies)
    return {
        "rate": len(timed.accepted) / (time.monotonic() - began),
        "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
        "refused": len(timed.refused),
        "samples": [found for found in timed.reports if found],
    }


async def limit(database_url: str, lives: list[Life]) -> float:
    """Write the same rows by one statement each, over as many connections, unordered.

    Lives a second; the kinds of emergency in turns, as they were sent.
    """
    pool = await asyncpg.create_pool(
        database_url, min_size=CONNECTIONS, max_size=CONNECTIONS, init=prepare_connection
    )
    statements = [life.statement() for life in lives]
    ready = iter(
        [
            (statements[number % len(lives)], lives[number % len(lives)].parameters())
            for number in range(EACH)
        ]
    )

    async def worker() -> None:
        async with pool.acquire() as connection:
            for statement, parameters in ready:
                await connection.execute(statement, *parameters)

    began = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    rate = EACH / (time.monotonic() - began)
    await pool.close()
    return rate


async def lives_of(database_url: str, report_ids: list[str]) -> list[Life]:
    """Read the rows of some reports and prepare the limit's own log."""
    connection = await asyncpg.connect(database_url)
    await prepare_connection(connection)
    await connection.execute(PLAIN_LOG)
    lives = [await read_life(connection, uuid.UUID(report_id)) for report_id in report_ids]
    await connection.close()
    return lives


def intake(night: Night) -> None:
    """(a) In turns, so that drift of the machine hits both."""
    token = night.tokens["token:reports"]
    # One of each kind, read at once: an order that nobody answers soon has more rows.
    first = in_process(flood, night.server.port, token, 0, KINDS)
    lives = asyncio.run(lives_of(night.database_url, first["samples"]))
    rows = statistics.mean(life.count for life in lives)
    in_process(flood, night.server.port, token, RUNS + 1)  # the city gets to know its ground
    ours, bare, ratios, p99 = [], [], [], []
    for run in range(1, RUNS + 1):
        taken = in_process(flood, night.server.port, token, run)
        rate = asyncio.run(limit(night.database_url, lives))
        ours.append(taken["rate"])
        bare.append(rate)
        ratios.append(taken["rate"] / rate)
        p99.append(taken["p99_ms"])
    print(
        f"(a) intake   {statistics.median(ours):8.0f} reports/s accepted with {rows:.0f} rows"
        f" each, {CONNECTIONS} connections, p99 {statistics.median(p99):.1f} ms; one statement"
        f" {statistics.median(bare):.0f}/s; ratio {statistics.median(ratios):.0%} (aim 40 %)"
    )


async def consoles(port: int, password: str, token: str, seed: int) -> dict[str, float]:
    """(b) Twenty consoles watch while reports come at a steady rate."""
    seen: dict[str, list[float]] = {}
    ready = asyncio.Semaphore(0)

    async def watch() -> None:
        async with open_board(port, password) as socket:
            await socket.recv()
            await socket.send('{"type":"subscribe","id":1,"sections":["incidents"]}')
            while True:
                frame = await socket.recv()
                now = time.monotonic()
                kind = frame[9:14]
                if kind == "snaps":
                    ready.release()
                elif kind == "delta":
                    for change in json.loads(frame)["changes"]:
                        if change["item"] is not None:
                            seen.setdefault(change["item"]["address"] or "", []).append(now)

    watchers = [asyncio.create_task(watch()) for _ in range(CONSOLES)]
    for _ in range(CONSOLES):
        await ready.acquire()
    wanted = reports(int(RATE * SECONDS), seed)
    for report in wanted:
        report["location"]["address"] = report["external_id"]
    timed: Timed = await post_all(port, token, wanted, connections=CONNECTIONS, rate=RATE)
    await asyncio.sleep(1)
    for watcher in watchers:
        watcher.cancel()
    delays = sorted(
        max(moment - timed.accepted[name], 0.0)
        for name in timed.accepted
        for moment in sorted(seen.get(name, ()))[:CONSOLES]
    )
    missing = len(timed.accepted) * CONSOLES - len(delays)
    return {
        "p50": delays[len(delays) // 2] * 1000,
        "p99": delays[int(len(delays) * 0.99)] * 1000,
        "missing": missing,
    }


def sign_in(night: Night, username: str) -> str:
    """Return a session's token."""
    answer = httpx.post(
        f"{night.server.url}/api/v1/sessions",
        json={"username": username, "password": night.tokens[username]},
    )
    return str(answer.json()["token"])


def board(night: Night) -> None:
    """Print (b)."""
    session = sign_in(night, "pengendali")
    runs = [
        in_process(consoles, night.server.port, session, night.tokens["token:reports"], 100 + run)
        for run in range(RUNS)
    ]
    p50, p99 = (statistics.median(run[name] for run in runs) for name in ("p50", "p99"))
    missing = sum(run["missing"] for run in runs)
    rate = f"{CONSOLES} consoles, {RATE:.0f}/s"
    print(
        f"(b) board    accepted -> frame at {rate}: p50 {p50:.1f} ms, p99 {p99:.1f} ms (aim p99 <="
        f" 50); missing {missing:.0f}"
    )


_OPEN = "state NOT IN ('closed', 'merged', 'cancelled', 'referred', 'verified')"
_BARE = (
    f"SELECT * FROM incident WHERE {_OPEN}",
    f"SELECT t.* FROM task t JOIN incident i ON i.id = t.incident_id WHERE i.{_OPEN}",
    f"SELECT c.* FROM sla_clock c JOIN incident i ON i.id = c.incident_id WHERE i.{_OPEN}",
)


async def snapshot(port: int, password: str, database_url: str) -> dict[str, float]:
    """(d) From asking for the snapshot to having it, and the bare queries that read its rows."""
    pool = await open_pool(database_url, name="bench")
    async with pool.acquire() as connection:
        for query in _BARE:  # the limit does not pay for preparing its statements
            await connection.fetch(query)
        began = time.monotonic()
        for query in _BARE:
            await connection.fetch(query)
        bare = time.monotonic() - began
    await pool.close()
    async with open_board(port, password) as socket:
        await socket.recv()
        began = time.monotonic()
        await socket.send('{"type":"subscribe","id":1,"sections":["incidents"]}')
        frame = ""
        while not frame.startswith('{"type":"snapshot"'):
            frame = str(await socket.recv())
        took = time.monotonic() - began
    return {
        "bare": bare,
        "took": took,
        "bytes": len(frame),
        "count": len(json.loads(frame)["sections"]["incidents"]),
    }


def snapshots(night: Night) -> None:
    """Print (d)."""
    session = sign_in(night, "pengendali")
    medians: list[float] = []
    there = 0
    for wanted in OPEN:
        in_process(
            flood, night.server.port, night.tokens["token:reports"], 200 + wanted, wanted - there
        )
        there = wanted
        first, *runs = [
            in_process(snapshot, night.server.port, session, night.database_url)
            for _ in range(RUNS + 1)
        ]
        took, bare = (statistics.median(run[name] for run in runs) for name in ("took", "bare"))
        ratio = statistics.median(run["took"] / run["bare"] for run in runs)
        medians.append(took)
        figures = (
            f"{first['count']:6.0f} open incidents, {first['bytes'] / 1e6:.1f} MB, in"
            f" {took * 1000:.0f} ms"
        )
        cold = (
            f"the first, which wakes the board, {first['took'] * 1000:.0f} ms, ratio"
            f" {first['took'] / first['bare']:.1f}"
        )
        print(
            f"(d) snapshot {figures}; bare SQL {bare * 1000:.0f} ms; ratio {ratio:.1f} (aim <= 5);"
            f" {cold}"
        )
    print(
        f"(d) growth   twice the rows take {medians[1] / medians[0]:.2f} times as long (aim <= 2)"
    )


def memory(night: Night) -> None:
    """(e) Peak resident memory of each process since its start."""
    server = night.server.pid
    named = {
        server: "server",
        worker_of(server).pid: "worker",
        night.postgres: "postgres",
    }
    backends = sum(_memory(child) for child in _children(night.postgres))
    for pid, name in named.items():
        print(f"(e) memory   {name:<9} {_memory(pid) / 1024:7.0f} MiB at its peak")
    print(
        f"(e) memory   backends  {backends / 1024:7.0f} MiB together, shared pages counted in each"
    )


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _memory(pid: int) -> int:
    # A process that has just ended, or is about to, has no memory any more.
    status = ""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{pid}/status").read_text()
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) if lines else 0


def main() -> None:
    """Run all five."""
    load_tables(("dispatch", "intake", "agencies"))
    # A night each: clocks that nobody answers fall due after a minute and would be measured with
    # the next part.
    with night() as running:
        intake(running)
        memory(running)
    with night() as running:
        board(running)
    for rates in routing_bench.run():
        print(f"(c) routing  {rates}")
    with night() as running:
        snapshots(running)


if __name__ == "__main__":
    main()
