"""Answering a report whose incident a policy had opened before any human saw it."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

FIRE = "Tolong kebakaran rumah di Jl. Majapahit, ada orang terjebak di dalam, api besar sekali"


async def figure(centre: Centre, metric: str) -> Any:
    rows = (await centre.read("/response-times", who=Role.SUPERVISOR))["rows"]
    return next((row for row in rows if row["metric"] == metric), None)


async def clocks(centre: Centre, incident_id: str) -> dict[str, Any]:
    seen = await centre.read(f"/incidents/{incident_id}")
    return {clock["metric"]: clock for clock in seen["clocks"]}


async def test_the_incident_learns_when_a_human_answered_and_its_desk_is_timed_from_there(
    centre: Centre,
) -> None:
    report = await deeds.report(centre, FIRE, open=True)
    incident_id = report["incident_id"]
    assert (await centre.read(f"/incidents/{incident_id}"))["answered_at"] is None
    centre.wait(5)
    await centre.do(f"/reports/{report['id']}/answer", who=Role.CALL_TAKER)
    centre.wait(20)
    await deeds.order(centre, incident_id)

    assert (await centre.read(f"/incidents/{incident_id}"))["answered_at"] == "2026-11-22T04:00:05Z"
    processing = (await clocks(centre, incident_id))["processing"]
    assert (processing["started_at"], processing["stopped_at"]) == (
        "2026-11-22T04:00:05Z",
        "2026-11-22T04:00:25Z",
    )
    assert processing["verdict"] == "met"
    assert (
        (await figure(centre, "answer"))["median_s"],
        (await figure(centre, "processing"))["median_s"],
    ) == (5, 20)

    # A second answer does not move the first.
    other = await deeds.report(centre, FIRE)
    await centre.do(f"/reports/{other['id']}/link", who=Role.CALL_TAKER, incident_id=incident_id)
    assert (await centre.read(f"/incidents/{incident_id}"))["answered_at"] == "2026-11-22T04:00:05Z"


async def test_what_a_policy_sent_before_anybody_answered_was_not_processed_by_a_desk(
    centre: Centre,
) -> None:
    report = await deeds.report(centre, FIRE, open=True)
    centre.wait(10)
    await deeds.order(centre, report["incident_id"])
    centre.wait(10)
    await centre.do(f"/reports/{report['id']}/answer", who=Role.CALL_TAKER)
    assert "processing" not in await clocks(centre, report["incident_id"])
    assert (await figure(centre, "processing") or {"n": 0})["n"] == 0
    assert (await figure(centre, "answer"))["median_s"] == 20
