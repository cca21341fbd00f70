"""Call-backs: whom one is owed to, what ends it, and what an exchange's odd words do to a call.

Each test is another caller, so one city serves them all.
"""

import itertools
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.access.subject import Role
from intake.calls.schemas import CallBackOutcome
from tests.support.centre import CHANNEL, Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(6281600000001)


async def tell(centre: Centre, body: dict[str, Any]) -> dict[str, Any]:
    centre.wait(2)
    answer = await centre.ask("POST", "/cti/events", who=CHANNEL, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def missed(centre: Centre, **more: Any) -> tuple[str, dict[str, Any]]:
    """Somebody rings and goes; return his number and his call."""
    number = f"+{next(NUMBERS)}"
    call = f"c-{number}"
    await tell(centre, {"event": "call.offered", "call_id": call, "ani": number} | more)
    return number, await tell(centre, {"event": "call.abandoned", "call_id": call})


async def owed(centre: Centre, number: str) -> list[dict[str, Any]]:
    return await centre.rows("SELECT * FROM call_back WHERE number = $1 ORDER BY id", number)


@pytest.mark.parametrize("outcome", list(CallBackOutcome))
async def test_every_outcome_ends_a_call_back_once(
    shared_centre: Centre, outcome: CallBackOutcome
) -> None:
    number, call = await missed(shared_centre)
    [row] = await owed(shared_centre, number)
    assert (call["state"], row["state"], row["due_at"] - row["abandoned_at"]) == (
        "abandoned",
        "open",
        timedelta(minutes=1),
    )
    path = f"/call-backs/{row['id']}/done"
    said = {"outcome": outcome, "note": "sudah padam"}
    done = await shared_centre.ask("POST", path, who=Role.CALL_TAKER, json=said)
    again = await shared_centre.ask("POST", path, who=Role.CALL_TAKER, json=said)
    assert (done.status_code, again.status_code) == (200, 409)
    assert again.json()["code"] == "call_back.done"
    [row] = await owed(shared_centre, number)
    assert (row["state"], row["outcome"], row["note"]) == ("done", outcome, "sudah padam")


async def test_who_dials_a_missed_call_hears_its_number_and_is_on_record(
    shared_centre: Centre,
) -> None:
    number, _ = await missed(shared_centre)
    [row] = await owed(shared_centre, number)
    path, head = f"/call-backs/{row['id']}/dial", await shared_centre.head()
    assert await shared_centre.do(path, who=Role.CALL_TAKER) == {"number": number}
    [fact] = await shared_centre.rows("SELECT type, data FROM event WHERE seq > $1", head)
    assert fact["type"] == "call_back.dialled"
    # The exchange's own id of the call, and no number of ours.
    assert set(json.loads(fact["data"])) == {"call_id"}
    for who in ("damkar-kota", Role.SUPERVISOR):
        refused = await shared_centre.ask("POST", path, who=who, json={})
        assert refused.status_code == 403
    nobody = await shared_centre.ask(
        "POST", f"/call-backs/{uuid4()}/dial", who=Role.CALL_TAKER, json={}
    )
    assert (nobody.status_code, nobody.json()["code"]) == (404, "call_back.not_found")


@pytest.mark.parametrize(
    "events",
    [
        [{"event": "MissedCall"}],
        [{"event": "QueueCallerAbandon"}],
        [{"event": "Hangup", "Cause": 16}],
        [{"event": "ringing", "leg_id": "pos01"}, {"event": "noanswer", "leg_id": "pos01"}],
        [{"event": "call.ended"}, {"event": "call.ended"}],
    ],
)
async def test_whoever_goes_unanswered_is_called_back_once(
    shared_centre: Centre, events: list[dict[str, Any]]
) -> None:
    number = f"+{next(NUMBERS)}"
    shared = {"call_id": f"c-{number}", "ani": number}
    for event in ({"event": "incoming_call"}, *events):
        await tell(shared_centre, shared | event)
    assert [row["state"] for row in await owed(shared_centre, number)] == ["open"]


@pytest.mark.parametrize(
    "caller",
    [
        {"ani": "anonymous"},
        {"ani": "sip:anonymous@anonymous.invalid"},
        {"ani": None, "ani_withheld": True},
        {"ani": "1500-123"},
        {},
    ],
)
async def test_whom_nobody_can_ring_is_shown_but_owed_nothing(
    shared_centre: Centre, caller: dict[str, Any]
) -> None:
    call = f"c-{next(NUMBERS)}"
    await tell(shared_centre, {"event": "call.offered", "call_id": call} | caller)
    gone = await tell(shared_centre, {"event": "call.abandoned", "call_id": call})
    assert (gone["state"], gone["ani"]) == ("abandoned", None)
    rows = await shared_centre.rows("SELECT 1 FROM call_back WHERE call_id = $1::uuid", gone["id"])
    assert rows == []
    [report] = await shared_centre.rows("SELECT flags FROM report WHERE external_id = $1", call)
    assert "cti.no_number" in report["flags"]


async def test_who_rings_again_and_gets_through_is_owed_nothing(shared_centre: Centre) -> None:
    number, _ = await missed(shared_centre)
    again = {"call_id": f"again-{number}", "caller": {"number": number}}
    await tell(shared_centre, {"event": "call.offered"} | again)
    assert [row["state"] for row in await owed(shared_centre, number)] == ["open"]
    await tell(shared_centre, {"event": "call.answered", "call_id": f"again-{number}"})
    assert [row["outcome"] for row in await owed(shared_centre, number)] == ["called_again"]


async def test_an_answer_that_is_told_late_takes_the_call_back_away(shared_centre: Centre) -> None:
    number = f"+{next(NUMBERS)}"
    start = shared_centre.clock.now()
    stamps = {name: (start + timedelta(seconds=s)).isoformat() for name, s in (("o", 0), ("a", 3))}
    base = {"call_id": f"c-{number}", "ani": number}
    await tell(shared_centre, base | {"event": "call.offered", "offered_at": stamps["o"]})
    shared_centre.wait(20)
    await tell(shared_centre, base | {"event": "call.ended"})
    assert [row["state"] for row in await owed(shared_centre, number)] == ["open"]
    late = await tell(shared_centre, base | {"event": "call.answered", "answered_at": stamps["a"]})
    assert late["state"] == "ended"
    assert [row["outcome"] for row in await owed(shared_centre, number)] == ["not_needed"]


@pytest.mark.parametrize(
    "where",
    [
        {"location_hint": {"kind": "aml", "lat": -7.4716, "lon": 112.4401, "accuracy_m": 25}},
        {"location": "-7.4716,112.4401"},
        {"data": {"latitude": "-7.4716", "longitude": "112.4401"}},
    ],
)
@pytest.mark.parametrize("name", ["answered", "held", "parked"])
async def test_a_place_told_during_the_call_is_the_reports(
    shared_centre: Centre, name: str, where: dict[str, Any]
) -> None:
    number = f"+{next(NUMBERS)}"
    base = {"call_id": f"c-{number}", "ani": number}
    await tell(shared_centre, base | {"event": "call.offered"})
    await tell(shared_centre, base | {"event": f"call.{name}"} | where)
    [report] = await shared_centre.rows("SELECT * FROM report WHERE reporter_phone = $1", number)
    assert (report["lat"], report["lon"]) == (-7.4716, 112.4401)
