"""What is looked into first, what is handed over, and who has the last word when it is over."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import fresh, watch


async def told(centre: Centre, incident_id: str, *kinds: str) -> list[str]:
    """Return the facts of these nouns about an incident, in the log's order."""
    log = await centre.read(f"/incidents/{incident_id}/events", who=Role.SUPERVISOR)
    return [entry["type"] for entry in log["items"] if entry["type"].split(".")[0] in kinds]


def running(incident: Any) -> list[str]:
    """Return the clocks that still run."""
    return [clock["metric"] for clock in incident["clocks"] if clock["verdict"] == "running"]


async def worked_through(centre: Centre, task: Any) -> None:
    """The agency takes it, goes, is there, and says that it is done."""
    await deeds.answer(centre, task, "acknowledge")
    for seconds, step in ((60, "en_route"), (300, "on_scene"), (1200, "completed")):
        centre.wait(seconds)
        await deeds.answer(centre, task, "progress", state=step)


async def test_a_silent_call_is_looked_into_before_it_is_believed(centre: Centre) -> None:
    incident = await deeds.incident(
        centre, "unknown", location=None, summary="Senyap, lalu terputus"
    )
    checked = await centre.do(
        f"/incidents/{incident['id']}/check", who=Role.CALL_TAKER, note="menelepon balik"
    )
    assert checked["state"] == "verifying"
    # Looking into it blocks nothing: the police are sent meanwhile.
    await deeds.order(centre, incident["id"], "polres-kota")
    assert (await centre.read(f"/incidents/{incident['id']}"))["state"] == "dispatched"
    again = await centre.ask("POST", f"/incidents/{incident['id']}/check", json={})
    assert (again.status_code, again.json()["code"]) == (409, "incident.illegal_transition")


async def test_what_is_found_out_makes_it_pending(centre: Centre) -> None:
    incident = await deeds.incident(centre, "unknown", location=None)
    await centre.do(f"/incidents/{incident['id']}/check")
    assert (await centre.do(f"/incidents/{incident['id']}/classify", type="medical"))[
        "state"
    ] == "pending"
    assert await told(centre, incident["id"], "incident") == [
        "incident.opened",
        "incident.verifying",
        "incident.classified",
    ]


async def test_a_broken_street_lamp_is_handed_over_with_its_ticket(centre: Centre) -> None:
    incident = await deeds.incident(centre, "fire", summary="Lampu jalan padam")
    offered = await deeds.order(centre, incident["id"], "pln-ulp-kota")
    async with watch(centre, Role.DISPATCHER) as desk:
        centre.wait(30)
        referred = await centre.do(
            f"/incidents/{incident['id']}/refer",
            to="SP4N-LAPOR!",
            ticket="7731902",
            note="bukan darurat",
        )
        assert (await desk.sync()).sections["incidents"] == {}
    assert (referred["state"], referred["disposition"], referred["referral"]) == (
        "referred",
        "referred",
        {"to": "SP4N-LAPOR!", "ticket": "7731902"},
    )
    # Nobody waits for anybody any more, and no clock runs.
    assert {task["id"]: task["state"] for task in referred["tasks"]} == {offered["id"]: "cancelled"}
    assert running(referred) == []
    # The report of response times leaves it out and says so.
    times = await centre.read("/response-times", who=Role.SUPERVISOR)
    assert (times["excluded"]["referred"], times["rows"]) == (1, [])

    # The other side refuses it: it is ours again, without the old ticket, and its clocks run on.
    back = await centre.do(f"/incidents/{incident['id']}/reopen", reason="ditolak dinas")
    assert (back["state"], back["referral"], back["closed_at"]) == ("reopened", None, None)
    assert "response" in running(back)


async def test_a_false_alarm_turns_everybody_back(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    driving, asked = (
        await deeds.order(centre, incident["id"]),
        await deeds.order(centre, incident["id"], "psc119-kota"),
    )
    await deeds.answer(centre, driving, "acknowledge")
    await deeds.answer(centre, driving, "progress", state="en_route")
    called_off = await centre.do(
        f"/incidents/{incident['id']}/cancel", reason="alarm palsu, pemilik rumah menelepon"
    )
    assert {task["id"]: task["state"] for task in called_off["tasks"]} == {
        driving["id"]: "aborted",
        asked["id"]: "cancelled",
    }
    # The crew is told why, by every channel its agency has.
    owed = (
        "SELECT payload ->> 'event' AS event, payload ->> 'reason' AS reason FROM outbox WHERE"
        " noun_id = $1 ORDER BY created_at, id"
    )
    assert (await centre.rows(owed, driving["id"]))[-1] == {
        "event": "task.aborted",
        "reason": "alarm palsu, pemilik rumah menelepon",
    }


async def test_the_fire_spreads_and_the_run_card_plans_for_more(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    first = await deeds.order(centre, incident["id"])
    before = {
        line["service"]
        for line in (await centre.read(f"/incidents/{incident['id']}/plan"))["lines"]
    }
    raised = await centre.do(
        f"/incidents/{incident['id']}/alarm", level=3, reason="merembet ke tiga rumah"
    )
    assert (raised["alarm_level"], [task["id"] for task in raised["tasks"]]) == (3, [first["id"]])
    after = {
        line["service"]
        for line in (await centre.read(f"/incidents/{incident['id']}/plan"))["lines"]
    }
    assert after - before == {"water", "disaster", "rescue"}
    refused = await centre.ask("POST", f"/incidents/{incident['id']}/alarm", json={"level": 6})
    assert refused.status_code == 422


async def test_a_supervisor_signs_off_what_was_closed(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    incident = f"/incidents/{task['incident_id']}"
    await deeds.answer(centre, task, "acknowledge")
    await centre.do(f"{incident}/close", disposition="handled")
    # The crew is still on its way back: too early.
    early = await centre.ask("POST", f"{incident}/verify", who=Role.SUPERVISOR, json={})
    assert (early.status_code, early.json()["code"], early.json()["agencies"]) == (
        409,
        "incident.orders_live",
        ["damkar-kota"],
    )
    await deeds.answer(centre, task, "progress", state="completed")
    # A dispatcher does not sign off the room's own work.
    assert (await centre.ask("POST", f"{incident}/verify", json={})).status_code == 403

    centre.wait(3600)
    signed = await centre.do(f"{incident}/verify", who=Role.SUPERVISOR, note="lengkap")
    assert (signed["state"], signed["verified_at"]) == ("verified", "2026-11-22T05:00:00Z")
    assert [one["state"] for one in signed["tasks"]] == ["verified"]
    again = await centre.ask("POST", f"{incident}/reopen", json={"reason": "lagi"})
    assert (again.status_code, again.json()["code"]) == (409, "incident.illegal_transition")
    # It is over and done with, and still counts in the report.
    times = await centre.read("/response-times", who=Role.SUPERVISOR)
    assert [row["n"] for row in times["rows"] if row["metric"] == "hand_over"] == [1]


async def test_the_fire_flares_up_again_and_damkar_is_sent_back(centre: Centre) -> None:
    first = await deeds.ordered(centre)
    await worked_through(centre, first)
    async with watch(centre, "damkar-kota") as agency, watch(centre, Role.DISPATCHER) as desk:
        # The owner calls: there is smoke again. The dispatcher does not agree that it is done.
        centre.wait(120)
        given_back = await centre.do(f"/tasks/{first['id']}/return", reason="masih berasap di atap")
        assert (given_back["state"], given_back["returned_at"]) == (
            "returned",
            "2026-11-22T04:28:00Z",
        )
        await agency.sync()
        await desk.sync()
        # The agency's inbox shows a new order that says why, delivered and taken like any other.
        [order] = (await centre.read("/portal/tasks", who="damkar-kota"))["items"]
        assert (order["replaces_task_id"], order["attempt"], order["note"]) == (
            first["id"],
            2,
            "masih berasap di atap",
        )
        assert order["reasons"][0]["code"] == "returned"
        for console in (agency, desk):
            [seen] = (await console.sync()).sections["incidents"].values()
            assert [task["state"] for task in seen["tasks"]] == ["returned", "delivered"]
    await worked_through(centre, order)
    assert (await centre.do(f"/tasks/{order['id']}/verify", note="padam"))["state"] == "verified"
    # The first arrival is still the incident's, and the second is no response to the call.
    incident = await centre.read(f"/incidents/{first['incident_id']}")
    assert incident["first_on_scene_at"] == "2026-11-22T04:06:00Z"
    times = {
        row["metric"]: row
        for row in (await centre.read("/response-times", who=Role.SUPERVISOR))["rows"]
    }
    assert {
        metric: (times[metric]["n"], times[metric]["median_s"])
        for metric in ("response", "full_response")
    } == {
        "response": (1, 360.0),
        "full_response": (1, 360.0),
    }
    assert times["hand_over"]["n"] == 2


async def test_what_was_returned_and_declined_goes_to_the_next(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    await worked_through(centre, task)
    await centre.do(f"/tasks/{task['id']}/return", reason="belum padam")
    [again] = (await centre.read("/portal/tasks", who="damkar-kota"))["items"]
    await deeds.answer(centre, again, "decline", cause="no_resource")
    [taken_over] = (await centre.read("/portal/tasks", who="damkar-kab"))["items"]
    assert (taken_over["attempt"], taken_over["note"]) == (3, "belum padam")


async def test_nothing_is_returned_of_an_incident_that_is_over(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    await worked_through(centre, task)
    await centre.do(f"/incidents/{task['incident_id']}/close", disposition="handled")
    refused = await centre.ask("POST", f"/tasks/{task['id']}/return", json={"reason": "belum"})
    assert (refused.status_code, refused.json()["code"]) == (409, "incident.not_open")
    # Nor does the agency judge its own work.
    assert (
        await centre.ask("POST", f"/tasks/{task['id']}/verify", who="damkar-kota", json={})
    ).status_code == 403
    assert (await fresh(centre, Role.DISPATCHER))["incidents"] == {}
