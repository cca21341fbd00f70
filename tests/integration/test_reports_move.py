"""A report moves to the right incident, and two desks that handle one report do not block."""

import asyncio
from uuid import UUID

from dispatch.access.subject import Role
from dispatch.incidents.models import Incident
from intake.reports.models import Report
from tests.support import deeds
from tests.support.centre import Centre

WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def link(centre: Centre, report_id: str, incident_id: str) -> None:
    await centre.do(f"/reports/{report_id}/link", who=Role.CALL_TAKER, incident_id=incident_id)


async def test_the_incident_that_a_report_leaves_counts_and_times_without_it(
    centre: Centre,
) -> None:
    early = await deeds.report(centre, received_at=centre.at(-300))
    wrong = await deeds.incident(centre, report_id=(await deeds.report(centre))["id"])
    right = await deeds.incident(centre, location=deeds.MARKET)
    await link(centre, early["id"], wrong["id"])
    moved = await centre.read(f"/incidents/{wrong['id']}")
    assert (moved["report_count"], moved["reached_at"]) == (2, early["received_at"])

    await link(centre, early["id"], right["id"])
    left, joined = (
        await centre.read(f"/incidents/{wrong['id']}"),
        await centre.read(f"/incidents/{right['id']}"),
    )
    assert (left["report_count"], left["reached_at"]) == (1, wrong["reached_at"])
    assert (joined["report_count"], joined["reached_at"]) == (1, early["received_at"])
    started = {c["metric"]: c["started_at"] for c in left["clocks"]}
    assert started["response"] == wrong["reached_at"]


async def test_an_earlier_call_that_was_answered_at_once_brings_its_answer_along(
    centre: Centre,
) -> None:
    early = await deeds.report(centre, received_at=centre.at(-600), answered_at=centre.at(-596))
    incident = await deeds.incident(centre, report_id=(await deeds.report(centre))["id"])
    await link(centre, early["id"], incident["id"])
    assert (await centre.read(f"/incidents/{incident['id']}"))[
        "answered_at"
    ] == "2026-11-22T03:50:04Z"
    [answer] = [
        row
        for row in (await centre.read("/response-times", who=Role.SUPERVISOR))["rows"]
        if row["metric"] == "answer"
    ]
    assert answer["median_s"] == 4
    await link(centre, early["id"], (await deeds.incident(centre, location=deeds.MARKET))["id"])
    assert (await centre.read(f"/incidents/{incident['id']}"))["answered_at"] == incident[
        "answered_at"
    ]


async def test_answering_a_report_waits_for_whoever_has_its_incident_and_nobody_is_turned_away(
    centre: Centre,
) -> None:
    report = await deeds.report(centre, open=True, text="Kebakaran rumah, api besar")
    async with centre.units.begin("system:test") as uow:
        await uow.get(Incident, UUID(report["incident_id"]))
        answering = asyncio.create_task(
            centre.do(f"/reports/{report['id']}/answer", who=Role.CALL_TAKER)
        )
        async with asyncio.timeout(5):
            while not await centre.value(WAITS):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)
        # Linking takes the incident first and then the report.
        await uow.get(Report, UUID(report["id"]))
    assert (await answering)["answered_at"] is not None


async def test_a_report_that_came_between_two_incidents_stays_when_they_are_told_apart(
    centre: Centre,
) -> None:
    first, between, second = [
        await deeds.report(centre, received_at=centre.at(seconds)) for seconds in (-300, -200, -100)
    ]
    early, late = [
        await deeds.incident(centre, report_id=one["id"], location=deeds.MARKET)
        for one in (first, second)
    ]
    await centre.do(f"/incidents/{early['id']}/merge", into=late["id"])
    await link(centre, between["id"], late["id"])
    await centre.do(f"/incidents/{early['id']}/unmerge")
    stays = await centre.read(f"/incidents/{late['id']}")
    assert (stays["report_count"], stays["reached_at"]) == (2, between["received_at"])
    started = {clock["metric"]: clock["started_at"] for clock in stays["clocks"]}
    assert started["response"] == between["received_at"]
