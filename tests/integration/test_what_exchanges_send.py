"""Telephone systems say what happens to a call in their own words: nobody who rang is lost."""

import itertools
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.centre import CHANNEL, Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS = itertools.count(1)
NUMBERS = itertools.count(81350000001)
PIN = (-7.4716, 112.4401)


async def tell(centre: Centre, event: Any) -> httpx.Response:
    """The exchange sends an event, or bytes that should be one."""
    content = event if isinstance(event, bytes) else json.dumps(event).encode()
    return await centre.ask("POST", "/cti/events", who=CHANNEL, content=content)


async def taken(centre: Centre, event: Any) -> Any:
    """The exchange sends an event that must be taken; return the call."""
    answer = await tell(centre, event)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def report_of(centre: Centre, call: Any) -> dict[str, Any]:
    """Return the row of the report that a call is."""
    assert call["report_id"] is not None
    [row] = await centre.rows("SELECT * FROM report WHERE id = $1", call["report_id"])
    return row


async def owed(centre: Centre) -> set[str]:
    """Return the numbers that somebody must call back."""
    found = await centre.rows("SELECT number FROM call_back WHERE state = 'open'")
    return {row["number"] for row in found}


@pytest.mark.parametrize(
    "name",
    [
        "QueueCallerJoin",
        "CALL.OFFERED",
        "call_offered",
        "Call.Offered",
        "offered",
        "Newchannel",
        "INVITE",
        "call.incoming",
        "StasisStart",
        "something.of.next.year",
        "agent.break",
    ],
)
async def test_the_first_event_of_a_call_opens_the_form(shared_centre: Centre, name: str) -> None:
    number = f"0{next(NUMBERS)}"
    call = await taken(
        shared_centre, {"event": name, "call_id": f"first-{next(CALLS)}", "ani": number}
    )
    report = await report_of(shared_centre, call)
    assert report["reporter_phone"] == f"+62{number[1:]}"
    assert report["state"] == "received"
    stored = await shared_centre.value(
        "SELECT count(*) FROM raw_message WHERE position($1::bytea IN body) > 0", number.encode()
    )
    assert stored + len(report["flags"]) >= 1


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+620812{}", "+62812{}"),
        ("620812{}", "+62812{}"),
        ("+62 (0)812-{}", "+62812{}"),
        ("+62 0812 {}", "+62812{}"),
        ("0812/{}", "+62812{}"),
        ("0812 {}", "+62812{}"),
        ("812{}", "+62812{}"),
        ("tel:+62812{}", "+62812{}"),
        ("sip:0812{}@10.0.0.1", "+62812{}"),
        ("sip:+62812{}@ims.example;user=phone", "+62812{}"),
        ("0812{};ext=12", "+62812{}"),
        ("\u202a+62812{}\u202c", "+62812{}"),
        ("0062812{}", "+62812{}"),
        ('"Budi" <0812{}>', "+62812{}"),
    ],
)
async def test_a_number_can_be_called_back(
    shared_centre: Centre, written: str, number: str
) -> None:
    digits = str(next(NUMBERS))[-8:]
    call = await taken(
        shared_centre,
        {
            "event": "call.offered",
            "call_id": f"number-{next(CALLS)}",
            "ani": written.format(digits),
        },
    )
    report = await report_of(shared_centre, call)
    assert report["reporter_phone"] == number.format(digits)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0321321456", "+62321321456"),
        ("321456", "+62321321456"),
        ("(0321) 321-456", "+62321321456"),
    ],
)
async def test_a_number_of_the_town_has_its_area(
    shared_centre: Centre, written: str, number: str
) -> None:
    call = await taken(
        shared_centre,
        {"event": "call.offered", "call_id": f"town-{next(CALLS)}", "ani": written},
    )
    assert (await report_of(shared_centre, call))["reporter_phone"] == number


@pytest.mark.parametrize("written", ["anonymous", "rahasia", "Restricted", "", None, 0, "unknown"])
async def test_who_shows_no_number_is_a_report_too(shared_centre: Centre, written: Any) -> None:
    call = await taken(
        shared_centre,
        {"event": "call.offered", "call_id": f"hidden-{next(CALLS)}", "ani": written},
    )
    assert (await report_of(shared_centre, call))["reporter_phone"] is None


@pytest.mark.parametrize(
    ("again", "other_number"),
    [("call.offered", True), ("call.offered", False), ("QueueCallerJoin", True), ("ringing", True)],
)
async def test_an_id_that_comes_back_after_days_is_a_new_call(
    shared_centre: Centre, again: str, *, other_number: bool
) -> None:
    key, first_number = f"c-77-{next(CALLS)}", f"0{next(NUMBERS)}"
    said = {"call_id": key, "ani": first_number}
    first = await taken(shared_centre, {"event": "call.offered", **said})
    for name in ("answered", "ended"):
        shared_centre.wait(5)
        await taken(shared_centre, {"event": f"call.{name}", **said})
    shared_centre.wait(timedelta(days=2).total_seconds())
    number = f"0{next(NUMBERS)}" if other_number else first_number
    second = await taken(shared_centre, {"event": again, "call_id": key, "ani": number})
    assert second["report_id"] != first["report_id"]
    shared_centre.wait(20)
    gone = await taken(shared_centre, {"event": "call.abandoned", "call_id": key, "ani": number})
    assert (gone["report_id"], gone["state"]) == (second["report_id"], "abandoned")
    assert f"+62{number[1:]}" in await owed(shared_centre)


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"event":"call.offered","call_id":"%s","ani":"08135%s"}',
        b'  \n{"event":"call.offered","call_id":"%s","ani":"08135%s"}\n',
        b'[{"event":"call.offered","call_id":"%s","ani":"08135%s"}]',
        b'\xef\xbb\xbf[{"event":"call.offered","call_id":"%s","ani":"08135%s"}]',
        b'{"event":"call.offered","call_id":"%s","ani":"08135%s","extra":{"a":[1,2]}}',
        b'{"event":"call.offered","call_id":"%s","ani":"08135%s","queue":null,"trunk":[]}',
        b'{"data":{"event":"call.offered","call_id":"%s","ani":"08135%s"}}',
    ],
)
async def test_what_stands_around_an_event_does_no_harm(shared_centre: Centre, body: bytes) -> None:
    key, digits = f"around-{next(CALLS)}".encode(), str(next(NUMBERS))[-7:].encode()
    await taken(shared_centre, body % (key, digits))
    assert await shared_centre.value(
        "SELECT count(*) FROM report WHERE reporter_phone = $1", f"+628135{digits.decode()}"
    )


@pytest.mark.parametrize(
    ("event", "hint", "method"),
    [
        (
            "answered",
            {"location_hint": {"kind": "aml", "lat": -7.4716, "lon": 112.4401, "accuracy_m": 25}},
            "aml",
        ),
        ("offered", {"location": {"latitude": "-7.4716", "longitude": "112.4401"}}, None),
        ("queued", {"location_hint": {"kind": "gps", "lat": -7.4716, "lng": 112.4401}}, "gps"),
        (
            "held",
            {"geo": {"type": "Point", "coordinates": [112.4401, -7.4716], "source": "gnss"}},
            "gps",
        ),
        (
            "something.unknown",
            {
                "location_hint": [
                    {"kind": "cell"},
                    {"kind": "wifi", "lat": -7.4716, "lon": 112.4401},
                ]
            },
            "aml",
        ),
        ("ended", {"location_hint": {"source": "AML", "lt": -7.4716, "lg": 112.4401}}, "aml"),
    ],
)
async def test_a_place_counts_whatever_event_brings_it(
    shared_centre: Centre, event: str, hint: dict[str, Any], method: str | None
) -> None:
    key, number = f"place-{next(CALLS)}", f"0{next(NUMBERS)}"
    await taken(shared_centre, {"event": "call.offered", "call_id": key, "ani": number})
    shared_centre.wait(3)
    call = await taken(shared_centre, {"event": event, "call_id": key, "ani": number, **hint})
    report = await report_of(shared_centre, call)
    assert (report["lat"], report["lon"]) == PIN
    assert method in {None, report["location_method"]}


@pytest.mark.parametrize(
    "hint",
    [
        {"lat": 0, "lon": 0},
        {"lat": 112.4401, "lon": -7.4716},
        {"lat": "utara", "lon": "timur"},
        {"lat": -7.4},
        "dekat pasar",
        7,
        [],
        {},
    ],
)
async def test_a_place_that_is_none_costs_the_call_nothing(
    shared_centre: Centre, hint: Any
) -> None:
    call = await taken(
        shared_centre,
        {
            "event": "call.offered",
            "call_id": f"nowhere-{next(CALLS)}",
            "ani": f"0{next(NUMBERS)}",
            "location_hint": hint,
        },
    )
    assert (await report_of(shared_centre, call))["lat"] is None


async def test_a_transfer_is_one_call(shared_centre: Centre) -> None:
    key, number = f"transfer-{next(CALLS)}", f"0{next(NUMBERS)}"
    first = await taken(shared_centre, {"event": "call.offered", "call_id": key, "ani": number})
    await taken(shared_centre, {"event": "call.answered", "call_id": key, "ani": number})
    for name in ("offered", "answered", "ended"):
        shared_centre.wait(2)
        leg = await taken(
            shared_centre,
            {"event": f"call.{name}", "call_id": f"{key}-b", "linked_id": key, "ani": "112"},
        )
        assert leg["report_id"] == first["report_id"]


async def test_one_leg_that_gives_up_does_not_undo_the_answer_of_another(
    shared_centre: Centre,
) -> None:
    key, number = f"legs-{next(CALLS)}", f"0{next(NUMBERS)}"
    said = {"call_id": key, "ani": number}
    await taken(shared_centre, {"event": "call.offered", **said})
    shared_centre.wait(3)
    await taken(shared_centre, {"event": "call.answered", **said, "leg_id": "A"})
    shared_centre.wait(1)
    last = await taken(shared_centre, {"event": "call.abandoned", **said, "leg_id": "B"})
    assert last["state"] == "answered"
    assert f"+62{number[1:]}" not in await owed(shared_centre)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"tolong", b'{"hello": 1}', b"[[]]"])
async def test_what_names_no_call_is_kept_for_a_person(shared_centre: Centre, body: bytes) -> None:
    refused = await tell(shared_centre, body)
    assert refused.status_code == 422
    kept = await shared_centre.value(
        "SELECT body FROM raw_message WHERE id = $1", refused.json()["kept"]
    )
    assert kept is not None
