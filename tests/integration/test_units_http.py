"""Units, clocks and response times through the public interface of a running server."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.processes import ServerProcess

UNKNOWN = "0199d1f0-0000-7000-8000-000000000001"


class Desk:
    """The demo city's people, each with a token."""

    def __init__(self, client: httpx.AsyncClient, accounts: dict[str, dict[str, Any]]) -> None:
        self._client = client
        self._accounts = accounts
        self._tokens: dict[str, str] = {}

    async def ask(
        self, who: str, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        if who not in self._tokens:
            person = {"username": who, "password": self._accounts[who]["password"]}
            self._tokens[who] = (await self._client.post("sessions", json=person)).json()["token"]
        return await self._client.request(
            method,
            path,
            json=body,
            headers={"authorization": f"Bearer {self._tokens[who]}", **headers},
        )

    async def make(self, who: str, path: str, body: object) -> dict[str, Any]:
        answer = await self.ask(who, "POST", path, body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def refusal(
        self, who: str, method: str, path: str, body: object = None
    ) -> tuple[int, str]:
        answer = await self.ask(who, method, path, body)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]

    async def open_task(self) -> tuple[str, str]:
        incident = await self.make("pengendali", "incidents", {"type": "fire", "priority": 1})
        task = await self.make(
            "pengendali",
            "tasks",
            {"incident_id": incident["id"], "agency_id": "damkar-kota", "service": "fire"},
        )
        await self.make("damkar-kota", f"tasks/{task['id']}/acknowledge", {})
        return incident["id"], task["id"]


@asynccontextmanager
async def open_desk(server: ServerProcess, tmp_path: Path) -> AsyncIterator[Desk]:
    entries = json.loads((tmp_path / "data" / "demo-accounts.json").read_text(encoding="utf-8"))
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1/", timeout=30) as client:
        yield Desk(client, {entry["username"]: entry for entry in entries})


async def test_a_unit_goes_out_and_comes_home(
    running_server: ServerProcess, tmp_path: Path
) -> None:
    async with open_desk(running_server, tmp_path) as desk:
        incident, task = await desk.open_task()
        unit = await desk.make(
            "damkar-kota",
            "units",
            {"agency_id": "damkar-kota", "callsign": "DK-91", "kind": "engine"},
        )
        assert (unit["availability"], unit["duty"], unit["lat"]) == ("available", "on_duty", None)
        position = await desk.make(
            "damkar-kota",
            f"units/{unit['id']}/position",
            {"lat": -7.4722, "lon": 112.4338, "accuracy_m": 8},
        )
        assert (position["shown"], position["problem"]) == (True, None)
        sent = await desk.make("damkar-kota", f"units/{unit['id']}/assign", {"task_id": task})
        milestones = f"unit-assignments/{sent['id']}/milestones"
        assert (await desk.make("damkar-kota", milestones, {"milestones": [{"name": "en_route"}]}))[
            "en_route_at"
        ] is not None
        done = await desk.make(
            "pengendali", milestones, {"milestones": [{"name": "clear"}, {"name": "on_scene"}]}
        )
        assert (done["task_proposal"], done["on_scene_at"] is not None) == ("completed", True)

        (listed,) = (await desk.ask("damkar-kota", "GET", "units")).json()["items"]
        assert (listed["availability"], listed["lat"]) == ("available", -7.4722)
        (assignment,) = (
            await desk.ask("pengendali", "GET", f"unit-assignments?incident_id={incident}")
        ).json()["items"]
        assert assignment["callsign"] == "DK-91"
        clocks = (
            await desk.ask("pengawas", "GET", f"sla/clocks?incident_id={incident}&verdict=met")
        ).json()["items"]
        assert {"response", "hand_over", "turnout", "travel", "processing", "triage"} == {
            clock["metric"] for clock in clocks
        }
        assert {"damkar-kota"} == {
            clock["agency_id"] for clock in clocks if clock["metric"] == "hand_over"
        }


async def test_what_is_not_ones_own_is_not_there_and_what_is_wrong_has_a_code(
    running_server: ServerProcess, tmp_path: Path
) -> None:
    async with open_desk(running_server, tmp_path) as desk:
        _, task = await desk.open_task()
        unit = await desk.make(
            "damkar-kota",
            "units",
            {"agency_id": "damkar-kota", "callsign": "DK-92", "kind": "engine"},
        )
        own, other, path = "damkar-kota", "psc119-kota", f"units/{unit['id']}"
        assert (await desk.ask(other, "GET", "units?agency_id=damkar-kota")).json()["items"] == []
        assert await desk.refusal(other, "PATCH", path, {"duty": "off_duty"}) == (
            404,
            "unit.not_found",
        )
        assert await desk.refusal(other, "POST", f"{path}/assign", {"task_id": task}) == (
            404,
            "task.not_found",
        )
        assert await desk.refusal(
            other, "POST", f"{path}/position", {"lat": -7.4, "lon": 112.4}
        ) == (404, "unit.not_found")
        assert (
            await desk.refusal(
                "penerima", "POST", "units", {"agency_id": own, "callsign": "X", "kind": "x"}
            )
        )[0] == 403
        assert await desk.refusal(
            own, "POST", "units", {"agency_id": own, "callsign": "DK-92", "kind": "x"}
        ) == (409, "unit.exists")
        assert await desk.refusal(own, "POST", f"{path}/position", {"lat": 112.4, "lon": -7.4}) == (
            422,
            "location.swapped",
        )
        assert await desk.refusal(own, "POST", f"{path}/position", {"lat": 0, "lon": 0}) == (
            422,
            "location.null_island",
        )
        assert await desk.refusal(own, "PATCH", path, {"duty": "sleeping"}) == (
            422,
            "invalid.request",
        )
        assert (
            await desk.refusal("pengendali", "PATCH", f"units/{UNKNOWN}", {"duty": "off_duty"})
        )[0] == 404
        assert (
            await desk.refusal(
                "pengendali",
                "POST",
                f"unit-assignments/{UNKNOWN}/milestones",
                {"milestones": [{"name": "clear"}]},
            )
        )[0] == 404
        assert (await desk.ask(own, "PATCH", path, {"duty": "off_duty"})).json()[
            "availability"
        ] == "off_duty"


async def test_targets_are_for_the_administrator_and_reports_for_those_who_answer_for_them(
    running_server: ServerProcess, tmp_path: Path
) -> None:
    async with open_desk(running_server, tmp_path) as desk:
        target = {
            "metric": "answer",
            "value_s": 15,
            "channel": "sms",
            "valid_from": "2026-06-01T00:00:00+07:00",
            "legal_basis": "SK 1",
        }
        assert (await desk.refusal("pengawas", "POST", "sla/targets", target))[0] == 403
        assert (await desk.make("administrator", "sla/targets", target))["share"] == 0.9
        assert await desk.refusal("administrator", "POST", "sla/targets", target) == (
            409,
            "sla.target_exists",
        )
        assert await desk.refusal(
            "administrator", "POST", "sla/targets", target | {"value_s": -1}
        ) == (422, "invalid.request")
        assert any(
            row["legal_basis"] == "SK 1"
            for row in (await desk.ask("pengawas", "GET", "sla/targets")).json()["items"]
        )

        await desk.open_task()
        assert (await desk.refusal("damkar-kota", "GET", "response-times"))[0] == 403
        assert await desk.refusal("pengawas", "GET", "response-times?group_by=moon") == (
            422,
            "invalid.request",
        )
        assert await desk.refusal(
            "pengawas", "GET", "response-times?since=2026-01-01T00:00:00"
        ) == (422, "time.no_zone")
        report = (await desk.ask("pengawas", "GET", "response-times?group_by=agency")).json()
        assert {row["group"] for row in report["rows"] if row["metric"] == "hand_over"} == {
            "damkar-kota"
        }
        assert report["definitions"]["response"]["stop"] == "unit pertama tiba di lokasi"
        table = await desk.ask("pengawas", "GET", "response-times", accept="text/csv")
        assert table.headers["content-type"].startswith("text/csv")
        assert table.text.startswith("metric,group,n,median_s")
