"""What agencies and vehicles say counts, whatever their clocks, words and receivers do."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLSIGNS = itertools.count(1)
HERE = {"lat": -7.4720, "lon": 112.4330}
JAKARTA = {"lat": -6.2000, "lon": 106.8167}


async def unit(centre: Centre) -> str:
    """Add a vehicle of its own."""
    made = await centre.do(
        "/units", agency_id="damkar-kota", callsign=f"Uji {next(CALLSIGNS)}", kind="engine"
    )
    return str(made["id"])


async def moved(centre: Centre, unit_id: str, seconds: float = 5, **members: Any) -> Any:
    """The vehicle sends where it is, some seconds later."""
    centre.wait(seconds)
    return await centre.do(f"/units/{unit_id}/position", **(HERE | members))


@pytest.mark.parametrize(
    ("members", "flags"),
    [
        (
            {"speed_mps": -1, "course": -1, "accuracy_m": 10},
            {"speed_mps_dropped", "course_dropped"},
        ),
        ({"accuracy_m": -1}, {"accuracy_m_dropped"}),
        ({"course": 361}, {"course_dropped"}),
        ({"speed_mps": "cepat"}, {"speed_mps_dropped"}),
        ({"speed_mps": None, "course": None, "accuracy_m": None}, set()),
        ({"course": 359.9, "speed_mps": 0}, set()),
        ({"accuracy_m": {"m": 3}}, {"accuracy_m_dropped"}),
        ({"at": "besok"}, {"time_unreadable", "time_hopeless"}),
        ({"at": 0}, {"time_hopeless"}),
        ({"at": None}, set()),
        ({"battery": 0.4, "satellites": []}, set()),
    ],
)
async def test_what_is_wrong_beside_a_position_costs_only_itself(
    shared_centre: Centre, members: dict[str, Any], flags: set[str]
) -> None:
    answer = await moved(shared_centre, await unit(shared_centre), **members)
    assert (answer["shown"], answer["problem"]) == (True, None)
    assert set(answer["flags"]) == flags


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 0, "lon": 0},
        {"lat": 112.433, "lon": -7.472},
        {"lat": 95, "lon": 500},
        {"lat": None, "lon": 112.4},
        {"lat": "utara", "lon": 112.4},
    ],
)
async def test_what_is_no_place_has_a_code_and_moves_nobody(
    shared_centre: Centre, place: dict[str, Any]
) -> None:
    unit_id = await unit(shared_centre)
    await moved(shared_centre, unit_id)
    answer = await shared_centre.ask("POST", f"/units/{unit_id}/position", json=place)
    [row] = await shared_centre.rows("SELECT lat, lon FROM unit WHERE id = $1", unit_id)
    assert answer.status_code == 422 or answer.json()["shown"] is False
    assert answer.status_code == 200 or answer.json()["code"]
    assert row == HERE


@pytest.mark.parametrize(
    "wrong", [JAKARTA, {"lat": -7.25, "lon": 112.75}, {"lat": -7.47, "lon": 113.5}]
)
async def test_a_wrong_first_fix_gives_way_to_those_that_agree(
    shared_centre: Centre, wrong: dict[str, float]
) -> None:
    unit_id = await unit(shared_centre)
    await moved(shared_centre, unit_id, **wrong)
    answers = [
        await moved(shared_centre, unit_id, lat=HERE["lat"] + step * 1e-5) for step in range(4)
    ]
    assert [answer["shown"] for answer in answers] == [False, False, True, True]


async def test_one_wrong_fix_of_a_followed_vehicle_is_passed_over(shared_centre: Centre) -> None:
    unit_id = await unit(shared_centre)
    good = [await moved(shared_centre, unit_id) for _ in range(3)]
    odd = [await moved(shared_centre, unit_id, **JAKARTA) for _ in range(2)]
    back = await moved(shared_centre, unit_id)
    assert [each["shown"] for each in (*good, *odd, back)] == [True] * 3 + [False] * 2 + [True]
    assert {each["problem"] for each in odd} == {"too_fast"}


@pytest.mark.parametrize(
    ("verb", "body", "state"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("acknowledge", {"note": None, "version": None}, "acknowledged"),
        ("decline", {}, "declined"),
        ("decline", {"cause": "other"}, "declined"),
        ("decline", {"cause": "other", "note": ""}, "declined"),
        ("decline", {"cause": "OTHER", "note": "ban bocor"}, "declined"),
        ("decline", {"cause": "unit sedang mogok"}, "declined"),
        ("decline", {"cause": None}, "declined"),
        ("progress", {"state": "on_scene"}, "on_scene"),
        ("progress", {"state": "ON SCENE"}, "on_scene"),
        ("progress", {"state": "En-Route"}, "en_route"),
    ],
)
@pytest.mark.parametrize("at", [None, -60, 45, -86_400, 7 * 3600])
async def test_an_answer_is_taken_whatever_its_words_and_its_clock(
    shared_centre: Centre, verb: str, body: dict[str, Any], state: str, at: float | None
) -> None:
    task = await deeds.ordered(shared_centre, "damkar-kota")
    now = shared_centre.wait(1)
    said = {} if at is None else {"at": (now.replace(microsecond=0)).isoformat()}
    moment = {} if at is None else {"at": shifted(said["at"], at)}
    answer = await deeds.answer(shared_centre, task, verb, **body, **moment)
    assert answer["state"] == state
    stamp = {"decline": "declined_at", "acknowledge": "acknowledged_at"}.get(verb, f"{state}_at")
    assert (stamp in answer["said"], "decline_cause" in answer["said"]) == (
        at is not None,
        body.get("cause") == "unit sedang mogok",
    )


def shifted(moment: str, seconds: float) -> str:
    """Return the moment some seconds later, as a telephone writes it."""
    return (datetime.fromisoformat(moment) + timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize("again", ["order", "release"])
async def test_an_ambulance_on_stand_by_is_sent_by_one_key(
    shared_centre: Centre, again: str
) -> None:
    incident = await deeds.incident(shared_centre)
    order = {"incident_id": incident["id"], "agency_id": "psc119-kota", "stand_by": True}
    task = await shared_centre.do("/tasks", **order)
    assert task["stand_by"] is True
    shared_centre.wait(30)
    path, body = {
        "order": ("/tasks", order | {"stand_by": False}),
        "release": (f"/tasks/{task['id']}/release", {}),
    }[again]
    gone = await shared_centre.do(path, **body)
    assert (gone["id"], gone["stand_by"]) == (task["id"], False)
    running = await shared_centre.rows(
        "SELECT started_at FROM sla_clock WHERE scope_id = $1 AND metric = 'hand_over'", task["id"]
    )
    assert [row["started_at"] for row in running] == [shared_centre.clock.now()]


@pytest.mark.parametrize("who", [Role.CALL_TAKER, Role.ADMINISTRATOR, "pln-ulp-kota"])
async def test_an_answer_of_somebody_else_is_none(shared_centre: Centre, who: str) -> None:
    task = await deeds.ordered(shared_centre, "damkar-kota")
    answer = await shared_centre.ask("POST", f"/tasks/{task['id']}/acknowledge", who=who, json={})
    assert answer.status_code in {403, 404}
    seen = await shared_centre.read(f"/tasks/{task['id']}")
    assert seen["acknowledged_at"] is None
