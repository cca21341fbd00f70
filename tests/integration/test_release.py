"""Stand-by, then go: one verb, the agency is told, and its deadline begins."""

from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

EMS = "psc119-kota"


async def standing_by(centre: Centre) -> Any:
    """The ambulance was asked to be ready for a fire."""
    incident = await deeds.incident(centre)
    return await deeds.order(centre, incident["id"], EMS, service="ems")


async def hand_over(centre: Centre, task: Any) -> Any:
    [clock] = [
        clock
        for clock in (await centre.read(f"/incidents/{task['incident_id']}"))["clocks"]
        if (clock["metric"], clock["scope_id"]) == ("hand_over", task["id"])
    ]
    return clock


async def owed(centre: Centre, task: Any) -> list[str]:
    query = (
        "SELECT payload ->> 'event' AS event FROM outbox WHERE noun_id = $1 ORDER BY created_at, id"
    )
    return [row["event"] for row in await centre.rows(query, task["id"])]


async def test_an_ambulance_on_stand_by_is_sent_by_one_verb(centre: Centre) -> None:
    task = await standing_by(centre)
    assert task["stand_by"] is True
    centre.wait(100)
    gone = await centre.do(f"/tasks/{task['id']}/release", reason="ada korban")
    assert (gone["stand_by"], gone["state"]) == (False, "assigned")
    assert gone["released_at"] == centre.at(100).replace("+00:00", "Z")
    assert gone["assigned_at"] == task["assigned_at"]
    clock = await hand_over(centre, task)
    assert (clock["started_at"], clock["verdict"]) == (gone["released_at"], "running")
    assert await owed(centre, task) == ["task.assigned", "task.released"]
    [shown] = (await centre.read("/portal/tasks", who=EMS))["items"]
    assert (shown["stand_by"], shown["released_at"]) == (False, gone["released_at"])


async def test_whoever_had_heard_stand_by_must_hear_go(centre: Centre) -> None:
    task = await standing_by(centre)
    await deeds.answer(centre, task, "acknowledge")
    centre.wait(100)
    gone = await centre.do(f"/tasks/{task['id']}/release")
    assert (gone["state"], gone["acknowledged_at"], gone["delivered_at"]) == (
        "assigned",
        None,
        None,
    )
    # The page that reads it proves that the news arrived, not the old order.
    await centre.read("/portal/tasks", who=EMS)
    centre.wait(10)
    taken = await deeds.answer(centre, task, "acknowledge")
    assert taken["state"] == "acknowledged"
    assert (await hand_over(centre, task))["verdict"] == "met"


async def test_silence_after_the_release_asks_the_next(centre: Centre) -> None:
    task = await standing_by(centre)
    plan = await centre.read(f"/incidents/{task['incident_id']}/plan")
    [line] = [line for line in plan["lines"] if line["service"] == "ems"]
    await deeds.answer(centre, task, "acknowledge")
    centre.wait(30)
    await centre.do(f"/tasks/{task['id']}/release")
    centre.wait(120)
    await centre.run("sla.sweep")
    tasks = (await centre.read(f"/incidents/{task['incident_id']}"))["tasks"]
    assert [(one["agency_id"], one["state"], one["attempt"], one["stand_by"]) for one in tasks] == [
        (EMS, "expired", 1, False),
        *[(agency, "assigned", 2, False) for agency in line["candidates"][1:2]],
    ]


async def test_a_second_order_that_says_go_releases(centre: Centre) -> None:
    task = await standing_by(centre)
    again = await deeds.order(
        centre, task["incident_id"], EMS, stand_by=False, note="ada korban luka"
    )
    assert (again["id"], again["stand_by"]) == (task["id"], False)


async def test_an_order_by_a_line_that_says_go_releases_whoever_stands_by(centre: Centre) -> None:
    incident = await deeds.incident(centre, "medical", priority=1)
    ready = await deeds.order(centre, incident["id"], EMS, service="ems", stand_by=True)
    gone = await deeds.order(centre, incident["id"], EMS, service="ems")
    assert (gone["id"], gone["stand_by"]) == (ready["id"], False)


@pytest.mark.parametrize("more", [{}, {"stand_by": True}, {"stand_by": None}])
async def test_the_same_order_twice_sends_nobody(centre: Centre, more: Any) -> None:
    task = await standing_by(centre)
    body = {"incident_id": task["incident_id"], "agency_id": EMS, "service": "ems", **more}
    refused = await centre.ask("POST", "/tasks", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "task.exists")
    assert (await centre.read(f"/tasks/{task['id']}"))["stand_by"] is True


async def test_the_dispatcher_chooses_stand_by_or_go_whatever_the_plan_says(
    centre: Centre,
) -> None:
    incident = await deeds.incident(centre)
    go = await deeds.order(centre, incident["id"], EMS, stand_by=False)
    ready = await deeds.order(centre, incident["id"], "damkar-kota", stand_by=True)
    assert (go["stand_by"], ready["stand_by"]) == (False, True)


async def test_pressing_release_twice_changes_nothing(centre: Centre) -> None:
    task = await standing_by(centre)
    first = await centre.do(f"/tasks/{task['id']}/release")
    centre.wait(5)
    assert await centre.do(f"/tasks/{task['id']}/release") == first


async def test_whoever_left_already_is_not_asked_again(centre: Centre) -> None:
    task = await standing_by(centre)
    left = await deeds.answer(centre, task, "progress", state="en_route")
    gone = await centre.do(f"/tasks/{task['id']}/release")
    assert (gone["state"], gone["stand_by"]) == ("en_route", False)
    assert gone["en_route_at"] == left["en_route_at"]


async def test_what_is_over_is_not_released_and_agencies_do_not_release(centre: Centre) -> None:
    task = await standing_by(centre)
    own = await centre.ask("POST", f"/tasks/{task['id']}/release", who=EMS)
    assert own.status_code == 403
    await deeds.answer(centre, task, "decline", cause="no_resource")
    over = await centre.ask("POST", f"/tasks/{task['id']}/release", who=Role.DISPATCHER)
    assert (over.status_code, over.json()["code"]) == (409, "task.not_live")
