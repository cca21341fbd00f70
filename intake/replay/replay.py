"""Feed a file through the public API and say what became of every row."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import httpx
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from dispatch.kernel.clock import SystemClock
from intake.replay import fire_calls, flood_gauges, flood_reports
from intake.replay.client import Client
from intake.replay.errors import BadProfile, Refused
from intake.replay.pace import Pace
from intake.replay.play_fire_calls import FireCallPlayer
from intake.replay.profile import Profile, load_profile
from intake.replay.rows import Row, check_columns, read_rows
from intake.replay.shift import Shift, first_moment, last_moment
from routing.value_object import value_object

T = TypeVar("T")
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


@value_object(kw_only=True)
class Job:
    """What to replay, where to, and how fast.

    1 is real time, N is N times faster, 0 is as fast as the server takes it.
    """

    profile: str
    file: Path
    base_url: str
    username: str | None = None
    password: str | None = None
    token: str | None = None
    speed: float = 0.0
    limit: int | None = None
    concurrency: int = 12
    shift_to_now: bool = False


@dataclass(slots=True, kw_only=True)
class Summary:
    """What was sent and what came of it.

    `outcomes` counts items, `refused` the codes of refusals.
    """

    rows: int
    items: int
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    retries: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return items a second."""
        return self.items / self.seconds if self.seconds else 0.0


@value_object
class _Run:
    """The connection and the bar that the items of one replay share."""

    client: Client
    job: Job
    summary: Summary
    advance: Callable[[], None]
    at_once: int
    shift: Shift | None = None

    @property
    def speed(self) -> float:
        """Return how fast moments come round.

        Those of a shift are moments of our own time already.
        """
        return self.job.speed if self.shift is None or self.job.speed == 0 else 1.0

    @property
    def suffix(self) -> str:
        """Return what is added to the keys of the file's items."""
        return "" if self.shift is None else self.shift.suffix


async def replay(
    job: Job, *, console: Console | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Summary:
    """Replay a file; without a `console` nothing is shown."""
    profile, rows = load_profile(job.profile), read_rows(job.file)
    check_kind(profile)
    check_columns(rows, _columns(profile))
    items = _CONVERTERS[profile.kind](rows, profile)[: job.limit]
    shift = _shift(items, job) if job.shift_to_now and items else None
    if shift is not None:
        items = [shift.moved(item) for item in items]
    summary = Summary(rows=len(rows), items=len(items))
    started = time.monotonic()
    async with Client(
        job.base_url, concurrency=job.concurrency, token=job.token, transport=transport
    ) as client:
        if job.username is not None:
            await client.sign_in(job.username, job.password or "")
        with _bar(console) as progress:
            bar = progress.add_task(profile.name, total=len(items))
            run = _Run(
                client=client,
                job=job,
                summary=summary,
                advance=lambda: progress.advance(bar),
                at_once=job.concurrency,
                shift=shift,
            )
            await _PLAYERS[profile.kind](run, items, profile)
        summary.requests, summary.retries = client.requests, client.retries
    summary.seconds = time.monotonic() - started
    return summary


def _shift(items: Sequence[object], job: Job) -> Shift:
    first = [moment for item in items if (moment := first_moment(item)) is not None]
    last = [moment for item in items if (moment := last_moment(item)) is not None]
    return Shift.onto(min(first), max(last), now=SystemClock().now(), speed=job.speed)


def _bar(console: Console | None) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, disable=console is None)


def _columns(profile: Profile) -> list[str]:
    named = list(profile.settings["columns"].values()) + list(profile.settings.get("stations", ()))
    return [name for entry in named for name in (entry if isinstance(entry, list) else [entry])]


async def _each(
    run: _Run,
    items: Sequence[T],
    moment: Callable[[T], datetime],
    play: Callable[[T, Pace], Awaitable[str]],
) -> None:
    """Play items in their order, many at a time.

    One that the server refuses is counted and does not stop the others.
    """
    pace = Pace(run.speed, moment(items[0]) if items else _BEGINNING)

    async def one(item: T) -> None:
        try:
            run.summary.outcomes[await play(item, pace)] += 1
        except Refused as refusal:
            run.summary.outcomes["refused"] += 1
            run.summary.refused[refusal.code] += 1
        run.advance()

    if pace.waits:
        async with asyncio.TaskGroup() as group:
            for item in items:
                await pace.until(moment(item))
                group.create_task(one(item))
        return
    waiting = iter(items)

    async def work() -> None:
        while batch := list(islice(waiting, 1)):
            await one(batch[0])

    async with asyncio.TaskGroup() as group:
        for _ in range(run.at_once):
            group.create_task(work())


async def _play_fire_calls(
    run: _Run, calls: Sequence[fire_calls.FireCall], profile: Profile
) -> None:
    # The player waits for the moments of a call itself; it needs the pace of the whole file.
    player = FireCallPlayer(
        run.client,
        profile,
        Pace(run.speed, calls[0].reached_at if calls else _BEGINNING),
        suffix=run.suffix,
    )
    await player.learn_units()

    async def play(call: fire_calls.FireCall, _: Pace) -> str:
        return await player.play(call)

    await _each(run, calls, lambda call: call.reached_at, play)


async def _play_flood_reports(
    run: _Run, reports: Sequence[flood_reports.CitizenReport], _: Profile
) -> None:
    async def play(report: flood_reports.CitizenReport, pace: Pace) -> str:
        await pace.until(report.occurred_at)
        told = report.told()
        stored = await run.client.post(
            "reports", told | {"external_id": f"{told['external_id']}{run.suffix}"}
        )
        if report.time_lost:
            run.summary.outcomes[flood_reports.TIME_LOST] += 1
        if stored["duplicate"]:
            return "duplicate"
        return "opened" if stored["incident_id"] else "waiting"

    await _each(run, reports, lambda report: report.occurred_at, play)


async def _play_flood_gauges(
    run: _Run, readings: Sequence[flood_gauges.RecordedLevel], _: Profile
) -> None:
    async def play(reading: flood_gauges.RecordedLevel, pace: Pace) -> str:
        await pace.until(reading.at)
        stamp = reading.at.isoformat().replace("+00:00", "Z")
        body = {"level_cm": reading.level_cm, "ts": stamp}
        taken = await run.client.post(
            f"channels/flood/{reading.station_id}", body, key=f"{reading.station_id}@{stamp}"
        )
        return str(taken["status"])

    # A river has an order: within a station one reading follows the other, only stations go side by
    # side.
    stations: dict[str, list[flood_gauges.RecordedLevel]] = {}
    for reading in readings:
        stations.setdefault(reading.station_id, []).append(reading)
    async with asyncio.TaskGroup() as group:
        for series in stations.values():
            group.create_task(
                _each(replace(run, at_once=1), series, lambda reading: reading.at, play)
            )


_CONVERTERS: Final[dict[str, Callable[[list[Row], Profile], Sequence[object]]]] = {
    "fire_calls": fire_calls.convert,
    "flood_reports": flood_reports.convert,
    "flood_gauges": flood_gauges.convert,
}
_PLAYERS: Final[dict[str, Callable[..., Awaitable[None]]]] = {
    "fire_calls": _play_fire_calls,
    "flood_reports": _play_flood_reports,
    "flood_gauges": _play_flood_gauges,
}


def check_kind(profile: Profile) -> None:
    """Refuse a profile of a kind that nobody can convert (`replay.unknown_kind`)."""
    if profile.kind not in _CONVERTERS:
        raise BadProfile("replay.unknown_kind", kind_of_row=profile.kind, kinds=sorted(_CONVERTERS))
