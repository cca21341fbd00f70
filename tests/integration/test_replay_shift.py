"""A night of the past is replayed as if it happened now.

Its times move, its distances stay, and the clocks run.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from dispatch.access.subject import Role
from dispatch.kernel.clock import SystemClock
from intake.replay import fire_calls
from intake.replay.profile import load_profile
from intake.replay.replay import Job, Summary, replay
from intake.replay.shift import Shift, first_moment, last_moment
from tests.integration.test_replay_profiles import call_row, flood_row
from tests.support.centre import Centre, open_centre

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
# From the call to the last milestone eight minutes pass.
QUICK = {"available": "01/01/2017 12:05:00 AM"}


@pytest.fixture
async def centre(city_url: str) -> AsyncIterator[Centre]:
    """A centre whose clock shows the time of this machine, which the replay looks at."""
    async with open_centre(city_url, start=SystemClock().now()) as opened:
        yield opened


async def play(
    centre: Centre, tmp_path: Path, profile: str, rows: list[dict[str, str]], *, speed: float
) -> Summary:
    """Replay rows through the application's own interface."""
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    job = Job(
        profile=profile,
        file=file,
        base_url="http://112.test",
        token=f"token-{Role.DISPATCHER}",
        speed=speed,
        shift_to_now=True,
    )
    return await replay(job, transport=httpx.ASGITransport(centre.app))


def moments_of(item: Any) -> tuple[datetime, datetime]:
    """Return the first and the last moment of an item."""
    first, last = first_moment(item), last_moment(item)
    assert first is not None
    assert last is not None
    return first, last


@pytest.mark.parametrize(("speed", "minutes"), [(1, 8), (2, 4), (0.5, 16)])
def test_at_a_pace_it_begins_now_and_every_distance_is_divided_by_the_speed(
    speed: float, minutes: float
) -> None:
    [call] = fire_calls.convert([call_row(**QUICK)], load_profile("sf_fire_calls"))
    moved = Shift.onto(*moments_of(call), now=NOW, speed=speed).moved(call)
    assert moments_of(moved) == (NOW, NOW + timedelta(minutes=minutes))
    assert (moved.reached_at, moved.closed_at) == moments_of(moved)
    assert moved.agencies[0].units[0].milestones[0][0] == "en_route"


def test_without_a_pace_it_ends_now() -> None:
    [call] = fire_calls.convert([call_row(**QUICK)], load_profile("sf_fire_calls"))
    moved = Shift.onto(*moments_of(call), now=NOW, speed=0).moved(call)
    assert moments_of(moved) == (NOW - timedelta(minutes=8), NOW)


async def test_a_call_runs_live_with_units_side_by_side(centre: Centre, tmp_path: Path) -> None:
    second = call_row(**QUICK | {"unit": "T1", "unit_type": "TRUCK"})
    ambulance = call_row(**QUICK | {"unit": "M1", "unit_type": "MEDIC"})
    summary = await play(
        centre, tmp_path, "sf_fire_calls", [call_row(**QUICK), second, ambulance], speed=240
    )
    assert (summary.outcomes, summary.refused) == ({"handled": 1}, {})
    [incident] = (await centre.read("/incidents"))["items"]
    reached_at = datetime.fromisoformat(incident["reached_at"])
    assert abs((reached_at - centre.clock.now()).total_seconds()) < 30
    assert "late_entry" not in incident["flags"]
    assert all(clock["live"] for clock in incident["clocks"])
    # All were alerted half a second after the call; one after the other they would have been
    # seconds apart.
    alerted = await centre.rows("SELECT alerted_at, recorded_at FROM unit_assignment")
    assert len(alerted) == 3
    assert {(row["alerted_at"] - reached_at).total_seconds() for row in alerted} == {0.5}


async def test_each_shifted_replay_is_new(centre: Centre, tmp_path: Path) -> None:
    for _ in range(2):
        assert (await play(centre, tmp_path, "flood_reports", [flood_row()], speed=0)).outcomes == {
            "waiting": 1
        }
    reports = (await centre.read("/reports"))["items"]
    assert len(reports) == 2
    for report in reports:
        assert (
            abs(
                (datetime.fromisoformat(report["occurred_at"]) - centre.clock.now()).total_seconds()
            )
            < 60
        )
