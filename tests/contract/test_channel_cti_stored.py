from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from intake.channels.cti.board_section import CallBacksSection
from intake.channels.cti.call_back import finish_call_back
from intake.channels.cti.models import CallBack
from intake.channels.cti.schemas import CallBackOutcome
from tests.contract.channel_room import START, Room, open_room


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    async with open_room(database_url) as opened:
        yield opened


async def send(room: Room, name: str, second: float, *, call: str = "C-1", **members: Any) -> Any:
    room.clock.advance(seconds=max(0.0, (START + timedelta(seconds=second) - room.clock.now()).total_seconds()))
    body = {"event": f"call.{name}", "call_id": call, f"{name}_at": (START + timedelta(seconds=second)).isoformat(), **members}
    answer = await room.post("/cti/events", body, scope="cti")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_call_is_a_report_and_its_answer_is_the_reports(room: Room) -> None:
    offered = await send(room, "offered", 0, ani="0812-0000-0001", trunk="113")
    await send(room, "answered", 6, agent_extension="pos03")
    ended = await send(room, "ended", 60)
    assert (offered["state"], ended["state"], ended["presumed_service"]) == ("offered", "ended", "fire")
    [report] = await room.rows("SELECT * FROM report")
    assert (report["channel"], report["external_id"], report["reporter_phone"]) == ("cti", "C-1", "+6281200000001")
    assert str(report["id"]) == ended["report_id"]
    assert (report["received_at"], report["answered_at"]) == (START, START + timedelta(seconds=6))
    assert report["incident_id"] is None
    assert await room.facts("call") == ["call.arrived", "call.answered", "call.ended"]


async def test_events_in_the_wrong_order_and_twice_give_the_same_call(room: Room) -> None:
    await send(room, "ended", 60)
    await send(room, "answered", 6, agent_extension="pos03", event_id="a")
    again = await send(room, "answered", 6, agent_extension="pos03", event_id="a")
    last = await send(room, "offered", 0, ani="0812-0000-0001")
    assert (again["duplicate"], last["state"], last["ani"]) == (True, "ended", "+6281200000001")
    assert len(await room.rows("SELECT 1 FROM report")) == 1
    assert len(await room.rows("SELECT 1 FROM call_event")) == 3
    assert await room.rows("SELECT 1 FROM call_back") == []


async def test_who_hangs_up_is_owed_a_call_back_within_a_minute(room: Room) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001")
    await send(room, "abandoned", 20)
    [owed] = await room.rows("SELECT * FROM call_back")
    assert (owed["number"], owed["short"], owed["state"]) == ("+6281200000001", False, "open")
    assert owed["due_at"] == START + timedelta(seconds=80)
    async with room.reading() as reading:
        [item] = await CallBacksSection().load(reading, None)
    assert (item.body["call_id"], item.body["number"]) == ("C-1", "+62********001")
    async with room.parts.units.begin("person:test") as uow:
        await finish_call_back(uow, await uow.get(CallBack, owed["id"]), CallBackOutcome.REACHED)
    async with room.reading() as reading:
        [item] = await CallBacksSection().load(reading, [str(owed["id"])])
    assert item.gone
    assert await room.facts("call_back") == ["call_back.owed", "call_back.done"]


async def test_a_caller_who_gets_through_the_second_time_is_owed_nothing(room: Room) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001")
    await send(room, "abandoned", 20)
    await send(room, "offered", 30, call="C-2", ani="0812-0000-0001")
    await send(room, "answered", 33, call="C-2")
    [owed] = await room.rows("SELECT state, outcome FROM call_back")
    assert owed == {"state": "done", "outcome": "called_again"}


async def test_an_answer_that_arrives_late_takes_the_call_back_away(room: Room) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001")
    await send(room, "ended", 30)
    await send(room, "answered", 5)
    [owed] = await room.rows("SELECT state, outcome FROM call_back")
    assert owed == {"state": "done", "outcome": "not_needed"}


async def test_a_withheld_number_opens_the_form_and_owes_nothing(room: Room) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001", ani_withheld=True)
    await send(room, "abandoned", 20)
    [report] = await room.rows("SELECT reporter_phone, anonymous, flags FROM report")
    assert report == {"reporter_phone": None, "anonymous": True, "flags": ["cti.no_number"]}
    assert await room.rows("SELECT 1 FROM call_back") == []


async def test_what_cannot_be_read_is_refused_and_kept(room: Room) -> None:
    for body, code in ((b"{", "cti.not_json"), (b'{"event":"call.offered"}', "cti.bad_event")):
        answer = await room.post("/cti/events", body, scope="cti")
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        [kept] = await room.rows("SELECT body FROM raw_message WHERE id = $1", answer.json()["kept"])
        assert kept["body"] == body


async def test_an_unknown_event_is_kept_and_only_the_right_token_may_send(room: Room) -> None:
    unknown = await room.post("/cti/events", {"event": "call.parked", "call_id": "C-9"}, scope="cti")
    assert (unknown.status_code, unknown.json()) == (200, None)
    assert [row["event"] for row in await room.rows("SELECT event FROM call_event")] == ["parked"]
    assert (await room.post("/cti/events", {}, scope="flood")).status_code == 403
    assert (await room.client.post("/cti/events", json={})).status_code == 401


async def test_call_backs_over_http(room: Room) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001")
    await send(room, "abandoned", 2)
    headers = await room.desk()
    listed = (await room.client.get("/call-backs", headers=headers)).json()["items"]
    assert [(item["short"], item["number"]) for item in listed] == [(True, "+62********001")]
    path = f"/call-backs/{listed[0]['id']}"
    assert (await room.client.get(path, headers=headers)).json()["number"] == "+6281200000001"
    assert (await room.client.post(f"{path}/done", json={"outcome": "maybe"}, headers=headers)).status_code == 422
    assert (await room.client.post(f"{path}/done", json={"outcome": "reached"}, headers=headers)).json()["state"] == "done"
    again = await room.client.post(f"{path}/done", json={"outcome": "reached"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "call_back.done")
    assert (await room.client.get("/call-backs", headers=headers)).json()["items"] == []
