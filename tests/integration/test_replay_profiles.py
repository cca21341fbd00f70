"""Files become what the profiles say.

And the client is patient with a server that is away but not with a refusal.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import httpx
import pytest

from intake.replay import client as client_module
from intake.replay import fire_calls, flood_gauges, flood_reports
from intake.replay.client import Client, is_done, member_of
from intake.replay.errors import BadProfile, Refused, Unreachable
from intake.replay.pace import Pace
from intake.replay.profile import load_profile, profile_names
from intake.replay.replay import Job, replay
from intake.replay.rows import check_columns, read_rows

FIRE = load_profile("sf_fire_calls")
COLUMNS = FIRE.settings["columns"]


def call_row(**values: str) -> dict[str, str]:
    """One unit of one call, a minute between its steps, across the end of the year."""
    given = {
        "call": "1",
        "unit": "E1",
        "type": "Structure Fire",
        "priority": "3",
        "disposition": "Fire",
        "address": "0 Block of A ST",
        "city": "San Francisco",
        "location": "(37.75, -122.45)",
        "unit_type": "ENGINE",
        "received": "12/31/2016 11:57:00 PM",
        "entry": "12/31/2016 11:58:00 PM",
        "dispatch": "12/31/2016 11:59:00 PM",
        "response": "01/01/2017 12:00:00 AM",
        "on_scene": "01/01/2017 12:04:00 AM",
        "transport": "",
        "hospital": "",
        "available": "01/01/2017 12:30:00 PM",
    } | values
    return {COLUMNS[name]: value for name, value in given.items()}


def test_there_are_three_profiles() -> None:
    assert profile_names() == ["flood_gauges", "flood_reports", "sf_fire_calls"]


def test_a_twelve_hour_local_clock_is_read_across_midnight_and_noon() -> None:
    (call,) = fire_calls.convert([call_row()], FIRE)
    assert call.reached_at == datetime(2017, 1, 1, 7, 57, tzinfo=UTC)
    assert dict(call.agencies[0].units[0].milestones)["en_route"] == datetime(
        2017, 1, 1, 8, 0, tzinfo=UTC
    )
    assert call.closed_at == datetime(2017, 1, 1, 20, 30, tzinfo=UTC), "12:30 PM is after noon"


def test_the_units_of_a_call_go_to_their_agencies_and_each_is_assigned_with_its_first_unit() -> (
    None
):
    rows = [
        call_row(),
        call_row(unit="M1", unit_type="MEDIC", dispatch="01/01/2017 12:01:00 AM"),
        call_row(unit="T1", unit_type="TRUCK"),
    ]
    (call,) = fire_calls.convert(rows, FIRE)
    assert [
        (run.agency_id, run.service, [unit.callsign for unit in run.units]) for run in call.agencies
    ] == [
        ("damkar-kota", "fire", ["E1", "T1"]),
        ("psc119-kota", "ems", ["M1"]),
    ]
    assert call.agencies[1].assigned_at == datetime(2017, 1, 1, 8, 1, tzinfo=UTC)


def test_a_missing_stamp_stays_missing() -> None:
    (call,) = fire_calls.convert([call_row(on_scene="")], FIRE)
    assert [name for name, _ in call.agencies[0].units[0].milestones] == ["en_route", "clear"]


@pytest.mark.parametrize(
    ("disposition", "ended"), [("Fire", "handled"), ("Cancelled", None), ("No Merit", "unfounded")]
)
def test_the_end_is_mapped(disposition: str, ended: str | None) -> None:
    (call,) = fire_calls.convert([call_row(disposition=disposition)], FIRE)
    assert call.ended == ended


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:03:02", time(0, 3, 2)),
        ("07:56:01.256", time(7, 56, 1)),
        ("08.26.13", time(8, 26, 13)),
        ("1", None),
        ("0.6", None),
        ("", None),
        ("25:00:00", None),
    ],
)
def test_a_time_of_day_is_read_or_known_to_be_lost(text: str, expected: time | None) -> None:
    assert flood_reports.parse_time(text) == expected


def flood_row(**values: str) -> dict[str, str]:
    given = {
        "pkey": "7",
        "date": "24/01/2020",
        "time": "4:01:47",
        "source": "grasp",
        "disaster_type": "flood",
        "title": "",
        "text": "Banjir",
    }
    place = {
        "lat": "-6.2",
        "long": "106.8",
        "Desa": "Duri Kepa",
        "Kecamatan": "Kebon Jeruk",
        "Kabupaten": "Jakarta Barat",
        "Provinsi": "DKI",
    }
    return given | place | values


def test_a_report_keeps_its_moment_and_one_that_lost_it_says_so_instead_of_inventing_midnight() -> (
    None
):
    whole, lost = flood_reports.convert(
        [flood_row(pkey="8"), flood_row(time="0.6", pkey="9", date="25/01/2020")],
        load_profile("flood_reports"),
    )
    assert (whole.told()["occurred_at"], whole.time_lost) == ("2020-01-23T21:01:47Z", False)
    assert ("occurred_at" in lost.told(), lost.time_lost, lost.body["text"]) == (
        False,
        True,
        "Banjir\n[25/01/2020, jam tidak diketahui]",
    )


def test_a_row_that_stands_in_the_file_twice_is_one_report() -> None:
    assert (
        len(flood_reports.convert([flood_row(), flood_row()], load_profile("flood_reports"))) == 1
    )


def test_an_hour_of_gauges_is_one_reading_a_station_and_an_empty_cell_is_none() -> None:
    row = {
        "Tanggal": "2021-10-16 00:00:00",
        "Katulampa (air)": "10.0",
        "Depok (air)": "",
        "Manggarai (air)": "555.0",
    }
    found = flood_gauges.convert([row], load_profile("flood_gauges"))
    assert [(one.station_id, one.level_cm, one.at) for one in found] == [
        ("katulampa", 10.0, datetime(2021, 10, 15, 17, tzinfo=UTC)),
        ("manggarai", 555.0, datetime(2021, 10, 15, 17, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "x,y\n1,2\n"),
        ("a.json", '[{"x": "1", "y": "2"}]'),
        ("a.jsonl", '{"x": "1", "y": "2"}\n'),
    ],
)
def test_rows_are_read_from_each_kind_of_file(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_rows(path) == [{"x": "1", "y": "2"}]


def test_what_does_not_fit_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"replay\.unknown_profile"):
        load_profile("tidak-ada")
    with pytest.raises(BadProfile, match=r"replay\.columns_missing: .* b\."):
        check_columns([{"a": 1}], ["a", "b"])
    with pytest.raises(BadProfile, match=r"replay\.no_file"):
        read_rows(tmp_path / "tidak-ada.csv")


def answering(*answers: httpx.Response | Exception) -> httpx.MockTransport:
    waiting = iter(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        found = next(waiting)
        if isinstance(found, Exception):
            raise found
        return found

    return httpx.MockTransport(answer)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_FIRST_PAUSE_S", 0.0)


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(503, json={"code": "unavailable"}),
        httpx.ConnectError("away"),
        httpx.ReadError("cut"),
        httpx.Response(409, json={"code": "conflict.retry"}),
    ],
)
async def test_a_server_that_is_away_is_asked_again(
    no_pause: None, trouble: httpx.Response | Exception
) -> None:
    transport = answering(trouble, trouble, httpx.Response(201, json={"id": "1"}))
    async with Client("http://server", concurrency=2, transport=transport) as client:
        assert await client.post("reports", {}) == {"id": "1"}
        assert (client.requests, client.retries) == (3, 2)


async def test_patience_ends(no_pause: None) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(503))
    async with Client("http://server", concurrency=1, transport=transport) as client:
        with pytest.raises(Unreachable):
            await client.post("reports", {})


async def test_a_refusal_is_not_repeated_and_names_what_was_there_already() -> None:
    problem = {"code": "task.exists", "detail": "", "task_id": "7"}
    async with Client(
        "http://server", concurrency=1, transport=answering(httpx.Response(409, json=problem))
    ) as client:
        with pytest.raises(Refused) as refusal:
            await client.post("tasks", {})
        assert (client.requests, is_done(refusal.value), member_of(refusal.value, "task_id")) == (
            1,
            True,
            "7",
        )


class Server:
    """Answers as the interface does and remembers what it was told."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        if request.method == "GET":
            return httpx.Response(200, json={"items": []})
        self.seen.append((path, json.loads(request.content)))
        return httpx.Response(
            201,
            json={"id": str(len(self.seen)), "incident_id": None, "duplicate": False, "token": "x"},
        )

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]


def refusing(word: bytes, server: Server) -> Callable[[httpx.Request], httpx.Response]:
    """Refuse what contains `word`; the server answers the rest."""

    def answer(request: httpx.Request) -> httpx.Response:
        if word in request.content:
            return httpx.Response(422, json={"code": "invalid.request", "detail": ""})
        return server(request)

    return answer


def write_calls(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(json.dumps(list(rows)), encoding="utf-8")
    return path


async def test_one_call_goes_through_its_whole_chain_with_its_true_times(tmp_path: Path) -> None:
    server, file = Server(), write_calls(tmp_path / "calls.json", call_row())
    job = Job(
        profile="sf_fire_calls",
        file=file,
        base_url="http://server",
        username="pengendali",
        password="x",
    )
    summary = await replay(job, transport=httpx.MockTransport(server))
    assert server.paths() == [
        "sessions",
        "reports",
        "incidents",
        "tasks",
        "tasks/4/acknowledge",
        "units",
        "units/6/assign",
        "incidents/3/close",
    ]
    bodies = dict(server.seen)
    assert bodies["incidents"]["at"] == "2017-01-01T07:58:00Z"
    assert bodies["units/6/assign"]["milestones"][0] == {
        "name": "en_route",
        "at": "2017-01-01T08:00:00Z",
    }
    assert (summary.items, summary.outcomes, summary.requests) == (1, {"handled": 1}, 9)


async def test_at_a_pace_every_milestone_is_sent_at_its_own_moment(tmp_path: Path) -> None:
    server, file = Server(), write_calls(tmp_path / "calls.json", call_row())
    job = Job(profile="sf_fire_calls", file=file, base_url="http://server", token="t", speed=1e9)
    await replay(job, transport=httpx.MockTransport(server))
    assert [path for path in server.paths() if path.startswith("unit-assignments")] == [
        "unit-assignments/6/milestones"
    ] * 3


async def test_a_refused_call_is_counted_and_stops_no_other(tmp_path: Path) -> None:
    server, file = Server(), write_calls(tmp_path / "calls.json", call_row(), call_row(call="2"))
    job = Job(
        profile="sf_fire_calls", file=file, base_url="http://server", token="t", concurrency=1
    )
    summary = await replay(job, transport=httpx.MockTransport(refusing(b"sf-1", server)))
    assert (summary.outcomes, summary.refused) == (
        {"refused": 1, "handled": 1},
        {"invalid.request": 1},
    )


async def test_real_time_waits_and_no_pace_does_not() -> None:
    moment = datetime(2017, 1, 1, tzinfo=UTC)
    assert not Pace(0, moment).waits
    await Pace(0, moment).until(datetime(2117, 1, 1, tzinfo=UTC))
    await Pace(1e9, moment).until(datetime(2017, 1, 2, tzinfo=UTC))
