from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.contract.channel_room import START, Room

PLACE = {"kind": "aml", "lat": -7.4716, "lon": 112.4401, "accuracy_m": 25}


def event(name: str, second: float, **members: Any) -> dict[str, Any]:
    at = (START + timedelta(seconds=second)).isoformat()
    return {"event": f"call.{name}", "call_id": "c-77", f"{name}_at": at, **members}


async def send(room: Room, body: Any, *, after_s: float = 0) -> Any:
    room.clock.advance(seconds=after_s)
    answer = await room.post("/cti/events", body, scope="cti")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_id_that_comes_back_is_a_new_call_with_its_own_report_and_call_back(
    room: Room,
) -> None:
    two_days = 2 * 24 * 3600
    old = await send(room, event("offered", 0, ani="0812-0000-0001"))
    await send(room, [event("answered", 5), event("ended", 60)], after_s=60)
    new = await send(room, event("offered", two_days, ani="0812-0000-0002"), after_s=two_days)
    gone = await send(room, event("abandoned", two_days + 20), after_s=20)
    assert (gone["ani"], gone["state"], gone["exchange_id"]) == (
        "+6281200000002",
        "abandoned",
        "c-77",
    )
    assert len({old["report_id"], new["report_id"]}) == 2
    assert new["report_id"] == gone["report_id"]
    assert await room.rows("SELECT number, state FROM call_back") == [
        {"number": "+6281200000002", "state": "open"}
    ]
    late = await send(room, event("recording_ready", 90, recording_ref="rec-1"))
    assert (late["id"], late["recording_ref"]) == (old["id"], "rec-1")


async def test_the_first_event_of_a_call_may_be_anything(room: Room) -> None:
    for number, body in enumerate(
        [
            {"event": "QueueCallerJoin", "call_id": "c-1", "ani": "0812-0000-0001"},
            {"event": "CALL.OFFERED", "call_id": "c-2", "ani": "0812-0000-0002"},
            {"event": "call.parked", "call_id": "c-3", "ani": "0812-0000-0003"},
            {"event": "call.ended", "call_id": "c-4", "ani": "0812-0000-0004"},
        ],
        start=1,
    ):
        await send(room, body)
        [report] = await room.rows("SELECT * FROM report WHERE external_id = $1", body["call_id"])
        assert (report["reporter_phone"], report["state"]) == (f"+628120000000{number}", "received")
        assert report["flags"]
        assert report["raw_id"] is not None


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
async def test_any_order_of_a_transferred_call_is_one_call(
    room: Room, order: tuple[int, ...]
) -> None:
    events = [
        event("offered", 0, ani="0812-0000-0001"),
        event("answered", 6, leg_id="pos01"),
        event("answered", 30, call_id="c-78", linked_id="c-77"),
        event("ended", 90, call_id="c-78", linked_id="c-77"),
    ]
    room.clock.advance(seconds=100)
    told = [await send(room, events[place]) for place in (*order, *order)]
    call = told[-1]
    assert (call["call_id"], call["ani"], call["answered_at"]) == (
        "c-77",
        "+6281200000001",
        "2026-12-12T08:10:06Z",
    )
    assert len(await room.rows("SELECT 1 FROM call")) == 1
    assert len(await room.rows("SELECT 1 FROM report")) == 1
    assert await room.rows("SELECT 1 FROM call_back WHERE state = 'open'") == []


async def test_a_leg_that_forgets_whose_it_is_still_belongs_to_its_call(room: Room) -> None:
    await send(room, event("offered", 0, ani="0812-0000-0001"))
    await send(room, event("ringing", 5, call_id="c-78", linked_id="c-77"), after_s=5)
    call = await send(room, event("answered", 8, call_id="c-78"), after_s=3)
    assert (call["call_id"], call["state"]) == ("c-77", "answered")
    further = await send(room, event("answered", 20, call_id="c-79", linked_id="c-78"), after_s=12)
    assert further["call_id"] == "c-77"


async def test_a_place_in_any_event_reaches_the_report_and_a_better_one_improves_it(
    room: Room,
) -> None:
    await send(room, event("offered", 0, location_hint={"kind": "cell", "mcc": "510"}))
    await send(
        room,
        event("ringing", 2, location_hint=PLACE | {"lat": -7.48, "accuracy_m": 900}),
        after_s=2,
    )
    await send(room, event("answered", 5, location_hint=PLACE), after_s=3)
    await send(
        room,
        event("held", 9, location_hint=PLACE | {"kind": "cell", "lat": -7.5, "accuracy_m": 3000}),
        after_s=4,
    )
    [report] = await room.rows("SELECT lat, lon, accuracy_m, location_method FROM report")
    assert report == {
        "lat": -7.4716,
        "lon": 112.4401,
        "accuracy_m": 25.0,
        "location_method": "aml",
    }
    [call] = await room.rows("SELECT built FROM call")
    assert sorted(place["accuracy_m"] for place in call["built"]["places"]) == [25, 900, 3000]
    assert await room.facts("report.located") == ["report.located"] * 2


async def test_a_place_that_a_person_gave_stays(room: Room) -> None:
    await send(room, event("offered", 0, location_hint=PLACE | {"accuracy_m": 900}))
    await room.parts.units.pool.execute("UPDATE report SET location_method = 'caller', lat = -7.46")
    await send(room, event("answered", 5, location_hint=PLACE), after_s=5)
    [report] = await room.rows("SELECT lat, location_method FROM report")
    assert report == {"lat": -7.46, "location_method": "caller"}


async def test_a_call_without_an_id_is_known_by_its_number_until_it_is_over(room: Room) -> None:
    def said(name: str, second: float) -> dict[str, Any]:
        body = event(name, second, ani="0812-0000-0001")
        return {name: value for name, value in body.items() if name != "call_id"}

    await send(room, said("offered", 0))
    await send(room, said("abandoned", 20), after_s=20)
    again = await send(room, said("offered", 40), after_s=20)
    answered = await send(room, said("answered", 43), after_s=3)
    assert (again["id"], answered["state"]) == (answered["id"], "answered")
    assert len(await room.rows("SELECT 1 FROM report")) == 2
    assert await room.rows("SELECT outcome FROM call_back") == [{"outcome": "called_again"}]


async def test_an_array_with_a_byte_order_mark_and_something_unreadable_in_it(room: Room) -> None:
    body = b'\xef\xbb\xbf[{"event":"call.offered","call_id":"c-1","ani":"081200000001"}, 7]'
    [call] = await send(room, body)
    assert call["ani"] == "+6281200000001"
    assert [
        row["body"]
        for row in await room.rows("SELECT body FROM raw_message WHERE state = 'needs_person'")
    ] == [b"7"]


async def test_a_repeated_event_without_a_time_is_one_event(room: Room) -> None:
    body = {"event": "call.offered", "call_id": "c-1", "ani": "0812-0000-0001"}
    await send(room, body)
    again = await send(room, body, after_s=20)
    assert again["duplicate"]
    assert len(await room.rows("SELECT 1 FROM call_event")) == 1
    tomorrow = await send(room, body, after_s=24 * 3600)
    assert not tomorrow["duplicate"]
    assert len(await room.rows("SELECT 1 FROM report")) == 2
