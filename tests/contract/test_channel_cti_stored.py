from datetime import timedelta
from typing import Any

from intake.calls.board_section import CallBacksSection
from intake.calls.call_back import finish_call_back
from intake.calls.models import CallBack
from intake.calls.schemas import CallBackOutcome
from tests.contract.channel_room import START, Room


async def send(room: Room, name: str, second: float, *, call: str = "C-1", **members: Any) -> Any:
    room.clock.advance(
        seconds=max(0.0, (START + timedelta(seconds=second) - room.clock.now()).total_seconds())
    )
    body = {
        "event": f"call.{name}",
        "call_id": call,
        f"{name}_at": (START + timedelta(seconds=second)).isoformat(),
        **members,
    }
    answer = await room.post("/cti/events", body, scope="cti")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_call_is_a_report_and_its_answer_is_the_reports(room: Room) -> None:
    offered = await send(room, "offered", 0, ani="0812-0000-0001", trunk="113")
    await send(room, "answered", 6, agent_extension="pos03")
    ended = await send(room, "ended", 60)
    assert (offered["state"], ended["state"], ended["presumed_service"]) == (
        "offered",
        "ended",
        "fire",
    )
    [report] = await room.rows("SELECT * FROM report")
    assert (report["channel"], report["external_id"], report["reporter_phone"]) == (
        "cti",
        "C-1",
        "+6281200000001",
    )
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
    assert (item.body.call_id, item.body.number) == ("C-1", "+62********001")
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
    for body, code in ((b"{", "cti.not_json"), (b'{"colour":"red"}', "cti.bad_event")):
        answer = await room.post("/cti/events", body, scope="cti")
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        [kept] = await room.rows(
            "SELECT body FROM raw_message WHERE id = $1", answer.json()["kept"]
        )
        assert kept["body"] == body


async def test_an_unknown_event_is_kept_and_only_the_right_token_may_send(room: Room) -> None:
    unknown = await room.post(
        "/cti/events", {"event": "call.parked", "call_id": "C-9"}, scope="cti"
    )
    assert (unknown.status_code, unknown.json()["state"]) == (200, "offered")
    [report] = await room.rows("SELECT flags FROM report")
    assert report["flags"] == ["time.missing", "cti.unknown_event", "cti.no_number"]
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
    assert (
        await room.client.post(f"{path}/done", json={"outcome": "maybe"}, headers=headers)
    ).status_code == 422
    assert (
        await room.client.post(f"{path}/done", json={"outcome": "reached"}, headers=headers)
    ).json()["state"] == "done"
    again = await room.client.post(f"{path}/done", json={"outcome": "reached"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "call_back.done")
    assert (await room.client.get("/call-backs", headers=headers)).json()["items"] == []


async def test_what_comes_late_corrects_the_report_and_its_clock(room: Room) -> None:
    await send(room, "answered", 12, agent_extension="pos03")
    await send(room, "offered", 0, ani="0812-0000-0001")
    [report] = await room.rows("SELECT received_at, answered_at, reporter_phone, flags FROM report")
    assert (report["received_at"], report["answered_at"]) == (START, START + timedelta(seconds=12))
    assert (report["reporter_phone"], report["flags"]) == ("+6281200000001", [])
    [clock] = await room.rows(
        "SELECT started_at, stopped_at, verdict FROM sla_clock WHERE metric = 'answer'"
    )
    assert (clock["started_at"], clock["stopped_at"], clock["verdict"]) == (
        START,
        START + timedelta(seconds=12),
        "breached",
    )
    assert await room.facts("report.corrected") == ["report.corrected"]


async def test_an_exchange_that_numbers_its_events_badly_loses_no_call_and_no_call_back(
    room: Room,
) -> None:
    await send(room, "offered", 0, ani="0812-0000-0001", event_id="1")
    await send(room, "abandoned", 20, event_id="1")
    other = await send(room, "offered", 30, call="C-2", ani="0812-0000-0002", event_id="1")
    assert other["state"] == "offered"
    assert [row["number"] for row in await room.rows("SELECT number FROM call_back")] == [
        "+6281200000001"
    ]
    assert len(await room.rows("SELECT 1 FROM call")) == 2


async def test_a_member_that_is_not_as_promised_does_not_cost_the_call(room: Room) -> None:
    call = await send(
        room,
        "offered",
        0,
        ani="0812-0000-0001",
        queue=["q112", "q113"],
        location_hint="cell",
        trunk="1" * 60,
    )
    assert (call["ani"], call["queue"], call["trunk"]) == ("+6281200000001", None, None)
    [report] = await room.rows("SELECT flags, proposal FROM report")
    assert report["flags"] == ["cti.bad_member"]
    assert report["proposal"]["noise"]["kind"] == "none"


async def test_the_position_of_a_phone_is_the_reports_and_a_swapped_one_is_flagged(
    room: Room,
) -> None:
    await send(
        room,
        "offered",
        0,
        location_hint={"kind": "gps", "lat": -7.47, "lon": 112.43, "accuracy_m": 30},
    )
    await send(
        room, "offered", 1, call="C-2", location_hint={"kind": "gps", "lat": 112.43, "lon": -7.47}
    )
    reports = await room.rows(
        "SELECT lat, lon, accuracy_m, location_method, flags FROM report ORDER BY received_at"
    )
    assert (
        reports[0]["lat"],
        reports[0]["lon"],
        reports[0]["accuracy_m"],
        reports[0]["location_method"],
    ) == (-7.47, 112.43, 30, "gps")
    assert (reports[1]["lat"], reports[1]["flags"]) == (None, ["location.swapped", "cti.no_number"])


async def test_an_exchange_that_lost_its_clock_is_timed_by_ours(room: Room) -> None:
    answer = await room.post(
        "/cti/events",
        {"event": "call.offered", "call_id": "C-1", "offered_at": "1970-01-01T00:00:00Z"},
        scope="cti",
    )
    assert answer.json()["arrived_at"] == "2026-12-12T08:10:00Z"
    [report] = await room.rows("SELECT received_at, flags FROM report")
    assert (report["received_at"], report["flags"]) == (START, ["time.too_early", "cti.no_number"])
