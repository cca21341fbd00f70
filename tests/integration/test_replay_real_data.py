"""The real files through a running server.

The report must equal an independent computation over the file.
"""

import csv
import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from intake.replay.replay import Job, Summary, replay
from tests.support.processes import ServerProcess

# How many the files have, and how far apart those stand that a run of the suite plays.
CALLS, REPORTS = 3560, 4230
STEP = int(os.environ.get("TANGGAP_REPLAY_STEP", "12"))
Calls = dict[str, list[dict[str, str]]]
_AMBULANCES = {"MEDIC", "PRIVATE", "RESCUE CAPTAIN"}
_STEPS = ("Dispatch", "Response", "On Scene", "Transport", "Hospital", "Available")


def accounts(tmp_path: Path) -> dict[str, dict[str, Any]]:
    entries = json.loads((tmp_path / "data" / "demo-accounts.json").read_text(encoding="utf-8"))
    return {entry["username"]: entry for entry in entries}


async def play(
    server: ServerProcess, tmp_path: Path, profile: str, file: Path, *, limit: int | None = None
) -> Summary:
    known = accounts(tmp_path)
    credentials: dict[str, Any] = {
        "username": "pengendali",
        "password": known["pengendali"]["password"],
    }
    if profile == "flood_gauges":
        credentials = {"token": known["token:sensor"]["token"]}
    return await replay(
        Job(
            profile=profile,
            file=file,
            base_url=server.url,
            limit=limit,
            concurrency=12,
            **credentials,
        )
    )


async def read(server: ServerProcess, tmp_path: Path, path: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1/", timeout=60) as client:
        person = {"username": "pengawas", "password": accounts(tmp_path)["pengawas"]["password"]}
        token = (await client.post("sessions", json=person)).json()["token"]
        answer = await client.get(path, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def read_calls(file: Path) -> Calls:
    calls: Calls = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            calls[row["Call Number"]].append(row)
    return calls


def moment(row: Mapping[str, str], step: str) -> np.datetime64 | None:
    text = row[f"{step} DtTm"]
    return np.datetime64(datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")) if text else None  # noqa: DTZ007 - differences only


def seconds(start: np.datetime64 | None, stop: np.datetime64 | None) -> float | None:
    return (
        None
        if start is None or stop is None
        else float((stop - start) / np.timedelta64(1, "ms")) / 1000
    )


def expected(calls: Calls) -> dict[str, list[float | None]]:
    """Measure every interval of the calls that were not cancelled, straight from the file.

    None where a stamp is missing.
    """
    found: dict[str, list[float | None]] = defaultdict(list)
    for rows in calls.values():
        received, entry = moment(rows[0], "Received"), moment(rows[0], "Entry")
        steps = {
            step: [at for row in rows if (at := moment(row, step)) is not None] for step in _STEPS
        }
        agencies = {row["Unit Type"] in _AMBULANCES for row in rows}
        arrivals = steps["On Scene"]
        awaited = any(
            moment(row, "On Scene") is None and moment(row, "Available") is None for row in rows
        )
        found["answer"].append(0.0)
        found["triage"].append(
            None if rows[0]["Call Type"] == "Other" else seconds(received, entry)
        )
        found["processing"].append(seconds(received, min(steps["Dispatch"])))
        found["hand_over"] += [0.0 for _ in agencies]
        found["agency_dispatch"] += [0.0 for _ in agencies]
        found["turnout"] += [
            seconds(moment(row, "Dispatch"), moment(row, "Response")) for row in rows
        ]
        found["travel"] += [
            seconds(moment(row, "Response"), moment(row, "On Scene")) for row in rows
        ]
        found["response"].append(seconds(received, min(arrivals, default=None)))
        found["full_response"].append(
            None if awaited else seconds(received, max(arrivals, default=None))
        )
        found["resolution"].append(
            seconds(received, max([at for times in steps.values() for at in times]))
        )
    return found


@pytest.fixture
def fire_calls(real_data: Path) -> Path:
    return real_data / "data" / "fire_calls_sf_2016" / "sffd_2016-12.csv"


def every_nth(file: Path, key: str, step: int, into: Path) -> list[dict[str, str]]:
    """Write the rows of each `step`-th call or report of a file, whole ones in the file's order."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    chosen = set(list(dict.fromkeys(row[key] for row in rows))[::step])
    kept = [row for row in rows if row[key] in chosen]
    with into.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    return kept


async def test_every_fire_call_goes_through_and_the_report_equals_numpy(
    fire_calls: Path, running_server: ServerProcess, tmp_path: Path
) -> None:
    # The month takes as long as all other tests together. All of it: TANGGAP_REPLAY_STEP=1.
    chosen = tmp_path / "calls.csv"
    every_nth(fire_calls, "Call Number", STEP, chosen)
    calls = read_calls(chosen)
    cancelled = {
        number for number, rows in calls.items() if rows[0]["Call Final Disposition"] == "Cancelled"
    }
    summary = await play(running_server, tmp_path, "sf_fire_calls", chosen)
    n = len(calls)
    assert n == -(-CALLS // STEP)
    assert (summary.items, summary.refused, sum(summary.outcomes.values())) == (n, Counter(), n)
    assert summary.outcomes["cancelled"] == len(cancelled) > 0

    report = await read(running_server, tmp_path, "response-times")
    assert report["excluded"] == {
        "cancelled": len(cancelled),
        "duplicate": 0,
        "drill": 0,
        "nuisance": 0,
        "referred": 0,
        "scheduled": 0,
    }
    rows = {row["metric"]: row for row in report["rows"]}
    measured = expected(
        {number: units for number, units in calls.items() if number not in cancelled}
    )
    assert set(rows) == set(measured)
    for metric, values in measured.items():
        known = np.array([value for value in values if value is not None])
        possible = known[known >= 0]
        assert rows[metric]["n"] == len(possible), metric
        assert report["unknown"][metric] == len(values) - len(known), metric
        assert report["flagged"]["impossible_order"][metric] == int(np.sum(known < 0)), metric
        assert report["flagged"]["identical"][metric] == int(np.sum(known == 0)), metric
        assert report["flagged"]["late_entry"][metric] == len(possible), metric
        assert rows[metric]["median_s"] == pytest.approx(
            float(np.percentile(possible, 50)), abs=0.001
        ), metric
        assert rows[metric]["p90_s"] == pytest.approx(
            float(np.percentile(possible, 90)), abs=0.001
        ), metric
    # Each call is counted, or left out with its reason.
    assert rows["response"]["n"] + report["unknown"]["response"] + len(cancelled) == n
    (indicator,) = report["indicators"]
    assert indicator["mean_s"] == pytest.approx(
        float(np.mean([value for value in measured["response"] if value is not None])), abs=0.001
    )


async def test_replaying_the_same_calls_again_adds_nothing(
    fire_calls: Path, running_server: ServerProcess, tmp_path: Path
) -> None:
    reports = []
    for _ in range(2):
        summary = await play(running_server, tmp_path, "sf_fire_calls", fire_calls, limit=25)
        assert (summary.refused, sum(summary.outcomes.values())) == (Counter(), 25)
        reports.append(await read(running_server, tmp_path, "response-times"))
    assert reports[0]["rows"] != []
    assert reports[0] == reports[1]


async def test_citizens_reports_of_floods_are_stored_once_each(
    real_data: Path, running_server: ServerProcess, tmp_path: Path
) -> None:
    file = real_data / "data" / "flood_reports_2020_2021" / "reports.csv"
    chosen = tmp_path / "reports.csv"
    rows = every_nth(file, "pkey", STEP, chosen)
    # A few stand in the file twice; of hours, minutes and seconds many have lost one or two.
    once = {row["pkey"]: row["time"] for row in reversed(rows)}
    lost = [time for time in once.values() if time.count(":") + time.count(".") < 2]
    first = await play(running_server, tmp_path, "flood_reports", chosen)
    again = await play(running_server, tmp_path, "flood_reports", chosen, limit=200)
    assert len(once) == -(-REPORTS // STEP)
    assert (first.rows, first.items, first.refused) == (len(rows), len(once), Counter())
    assert (first.outcomes["time_of_day_lost"], first.outcomes["duplicate"]) == (len(lost), 0)
    assert len(lost) > 0
    assert again.outcomes["duplicate"] == 200


async def test_hourly_gauges_keep_their_own_time(
    real_data: Path, running_server: ServerProcess, tmp_path: Path
) -> None:
    (file,) = (real_data / "data" / "flood_gauges_hourly").glob("*.csv")
    first = await play(running_server, tmp_path, "flood_gauges", file, limit=300)
    again = await play(running_server, tmp_path, "flood_gauges", file, limit=300)
    assert (first.items, first.refused, sum(first.outcomes.values())) == (300, Counter(), 300)
    assert again.outcomes == {"duplicate": 300}
    series = await read(running_server, tmp_path, "gauges/katulampa/readings?limit=500")
    assert len(series["items"]) == 100
    assert series["items"][-1]["at"].startswith("2021-10-15T17:00:00")
