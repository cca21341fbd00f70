"""A caller reports a house fire, damkar does not acknowledge in time.

The next is asked and the supervisor sees the breach.
"""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import Console, watch

CLOSE = {"disposition": "handled", "note": "padam, dua mobil"}


def the_incident(console: Console) -> Any:
    """Return the one incident that the console shows."""
    [incident] = console.picture.sections["incidents"].values()
    return incident


def states(incident: Any, service: str) -> list[tuple[str, str, int]]:
    """Return agency, state and attempt of the orders for a service."""
    return [
        (task["agency_id"], task["state"], task["attempt"])
        for task in incident["tasks"]
        if task["service"] == service
    ]


def verdicts(incident: Any) -> list[tuple[str, str, str]]:
    """Return the clocks as metric, owner and verdict."""
    return sorted(
        (clock["metric"], clock["owner"], clock["verdict"]) for clock in incident["clocks"]
    )


async def answered_call(centre: Centre, desk: Console) -> Any:
    """11:00:00 the telephone rings.

    11:00:04 a call taker answers; the report stands on the board.
    """
    call = await deeds.ring(centre)
    centre.wait(4)
    await deeds.ring(centre, "answered", call, agent_extension="201")
    [report] = (await desk.sync()).sections["reports"].values()
    assert (report["channel"], report["call_id"], report["reporter"]["phone"]) == (
        "cti",
        call,
        "+62********345",
    )
    assert report["answered_at"] == "2026-11-22T04:00:04Z"
    return report


async def opened_and_ordered(centre: Centre, report: Any) -> tuple[Any, Any]:
    """11:00:34 typed and located; 11:00:44 the dispatcher follows the plan."""
    centre.wait(30)
    incident = await deeds.incident(
        centre, report_id=report["id"], summary="Rumah terbakar, ada orang terjebak"
    )
    plan = await centre.read(f"/incidents/{incident['id']}/plan")
    fire = next(line for line in plan["lines"] if line["service"] == "fire")
    assert (
        fire["candidates"][:2] == [fire["agency_id"], "damkar-kab"] == ["damkar-kota", "damkar-kab"]
    )
    assert {line["agency_id"] for line in plan["lines"]} >= {
        "damkar-kota",
        "pln-ulp-kota",
        "psc119-kota",
        "polres-kota",
    }
    centre.wait(10)
    return incident, await deeds.order(centre, incident["id"])


async def test_damkar_does_not_acknowledge_the_next_is_asked_and_the_supervisor_sees_the_breach(
    centre: Centre,
) -> None:
    async with (
        watch(centre, Role.SUPERVISOR) as supervisor,
        watch(centre, "damkar-kab") as neighbour,
    ):
        incident, first = await opened_and_ordered(centre, await answered_call(centre, supervisor))

        # Damkar's page is open, nobody presses the button. After 48 seconds the room is warned.
        [order] = (await centre.read("/portal/tasks", who="damkar-kota"))["items"]
        assert (order["id"], order["state"]) == (first["id"], "delivered")
        centre.wait(48)
        await centre.run("sla.sweep")
        await supervisor.sync()
        assert states(the_incident(supervisor), "fire") == [("damkar-kota", "delivered", 1)]
        assert neighbour.picture.sections["incidents"] == {}

        # After 60 the order passes to the neighbour, and the supervisor sees whose breach it was.
        centre.wait(12)
        await centre.run("sla.sweep")
        await supervisor.sync()
        await neighbour.sync()
        seen = the_incident(supervisor)
        assert states(seen, "fire") == [
            ("damkar-kota", "expired", 1),
            ("damkar-kab", "assigned", 2),
        ]
        assert ("hand_over", "agency:damkar-kota", "breached") in verdicts(seen)
        [breach] = (await centre.read("/sla/clocks", who=Role.SUPERVISOR, verdict="breached"))[
            "items"
        ]
        assert (breach["scope_id"], breach["breached_at"]) == (first["id"], "2026-11-22T04:01:44Z")
        assert the_incident(neighbour)["id"] == incident["id"]

        # The neighbour's own client takes it and goes through with it.
        [second] = (await centre.read("/portal/tasks", who="damkar-kab"))["items"]
        await work_through(centre, second)
        await centre.do(f"/incidents/{incident['id']}/close", **CLOSE)
        assert (await supervisor.sync()).sections["incidents"] == {}

    await check_the_story_told_afterwards(centre, incident["id"])


async def test_when_everybody_stays_silent_a_person_must_act(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    task = await deeds.order(centre, incident["id"])
    asked = [
        task["agency_id"],
        *(await centre.value("SELECT candidates FROM task WHERE id = $1", task["id"])),
    ]
    for _ in asked:
        centre.wait(61)
        await centre.run("sla.sweep")
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert [task["agency_id"] for task in seen["tasks"]] == asked
    assert {task["state"] for task in seen["tasks"]} == {"expired"}
    told = (
        "SELECT data::jsonb ->> 'to' AS who FROM event WHERE type = 'sla.escalated' AND data::jsonb"
        " ->> 'metric' = 'hand_over' ORDER BY seq"
    )
    assert [row["who"] for row in await centre.rows(told)] == ["next_candidate"] * (
        len(asked) - 1
    ) + ["supervisor"]
    assert (await centre.facts()).count("task.candidates_exhausted") == 1


async def work_through(centre: Centre, task: Any) -> None:
    """11:01:54 taken, 11:02:54 on the way, 11:07:54 there, 11:37:54 done."""
    centre.wait(10)
    taken = await deeds.answer(centre, task, "acknowledge", version=task["version"])
    assert taken["acknowledged_by"] == "Petugas damkar-kab"
    for seconds, step in ((60, "en_route"), (300, "on_scene"), (1800, "completed")):
        centre.wait(seconds)
        await deeds.answer(centre, task, "progress", state=step)


async def check_the_story_told_afterwards(centre: Centre, incident_id: str) -> None:
    """Clocks and log tell it in order."""
    closed = await centre.read(f"/incidents/{incident_id}", who=Role.SUPERVISOR)
    assert (closed["state"], closed["reached_at"], closed["first_on_scene_at"]) == (
        "closed",
        "2026-11-22T04:00:00Z",
        "2026-11-22T04:07:54Z",
    )
    assert [
        (clock["metric"], clock["owner"], clock["verdict"])
        for clock in closed["clocks"]
        if clock["target_s"]
    ] == [
        ("answer", "call_takers", "met"),
        ("response", "everyone", "met"),
        ("processing", "dispatcher", "met"),
        ("triage", "call_taker", "met"),
        ("hand_over", "agency:damkar-kota", "breached"),
        ("hand_over", "agency:damkar-kab", "met"),
    ]
    log = await centre.read(f"/incidents/{incident_id}/events", who=Role.SUPERVISOR)
    told = [entry["type"] for entry in log["items"] if not entry["type"].startswith("sla.met")]
    assert told == [
        "incident.opened",
        "report.linked",
        "plan.made",
        "task.assigned",
        "incident.dispatched",
        "task.delivered",
        "sla.warned",
        "sla.breached",
        "task.expired",
        "sla.escalated",
        "task.assigned",
        "task.delivered",
        "task.acknowledged",
        "incident.in_progress",
        "task.en_route",
        "task.on_scene",
        "task.completed",
        "incident.closed",
    ]
    assert [entry["seq"] for entry in log["items"]] == sorted(
        entry["seq"] for entry in log["items"]
    )
