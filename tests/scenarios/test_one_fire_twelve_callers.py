"""The same fire reported by twelve people is one incident.

Two that were taken for one are separated again.
"""

import asyncio
import random
from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import fresh, watch

WORDS = (
    "Rumah terbakar di Jl. Majapahit, api besar",
    "Kebakaran! rumah di Jl Majapahit kobong",
    "Omah kobong nang Jl. Majapahit, cepet pak",
    "Ada kebakaran rumah dekat Jl. Majapahit",
)


def told_by(place: int) -> dict[str, Any]:
    """Return what the caller with this number says, from within sixty metres of the fire."""
    dice = random.Random(place)
    near = {
        "lat": -7.4716 + dice.uniform(-0.0004, 0.0004),
        "lon": 112.4401 + dice.uniform(-0.0004, 0.0004),
        "accuracy_m": 40,
    }
    reporter = {"name": f"Warga {place}", "phone": f"+62812000000{place:02d}"}
    return {"text": WORDS[place % len(WORDS)], "location": near, "reporter": reporter}


async def test_the_same_fire_reported_by_twelve_people_is_one_incident(centre: Centre) -> None:
    first = await deeds.report(centre, **told_by(0))
    incident = await deeds.incident(centre, report_id=first["id"])
    centre.wait(45)

    # Eleven more call at once. Each is a report of its own, and each is shown which incident it
    # probably belongs to.
    more = await asyncio.gather(*(deeds.report(centre, **told_by(place)) for place in range(1, 12)))
    assert {report["candidates"][0]["incident_id"] for report in more} == {incident["id"]}
    assert {report["state"] for report in more} == {"triaged"}
    for report in more:
        await centre.do(
            f"/reports/{report['id']}/link", who=Role.CALL_TAKER, incident_id=incident["id"]
        )

    async with watch(centre, Role.DISPATCHER) as desk:
        [seen] = desk.picture.sections["incidents"].values()
        assert (seen["report_count"], seen["reached_at"]) == (12, "2026-11-22T04:00:00Z")
        assert desk.picture.sections["reports"] == {}
    assert len((await centre.read("/reports", incident_id=incident["id"]))["items"]) == 12


async def test_a_report_that_opened_an_incident_opens_no_second(centre: Centre) -> None:
    report = await deeds.report(centre)
    incident = await deeds.incident(centre, report_id=report["id"])
    again = await centre.ask(
        "POST", "/incidents", who=Role.CALL_TAKER, json={"type": "fire", "report_id": report["id"]}
    )
    assert (again.status_code, again.json()["code"], again.json()["incident_id"]) == (
        409,
        "report.already_linked",
        incident["id"],
    )


async def test_merge_and_take_back(centre: Centre) -> None:
    kept, other = (
        await deeds.incident(centre),
        await deeds.incident(centre, location=deeds.MARKET, reached_at=centre.at(-30)),
    )
    offered, accepted = (
        await deeds.order(centre, other["id"]),
        await deeds.order(centre, other["id"], "psc119-kota"),
    )
    await deeds.answer(centre, accepted, "acknowledge")
    before = (
        await centre.read(f"/incidents/{kept['id']}"),
        await centre.read(f"/incidents/{other['id']}"),
    )

    centre.wait(20)
    merged = await centre.do(
        f"/incidents/{other['id']}/merge", into=kept["id"], reason="api yang sama"
    )
    assert (merged["state"], merged["merged_into"]) == ("merged", kept["id"])
    # What nobody had taken is taken back; whoever is on the way goes on; the earlier alarm counts.
    assert {task["id"]: task["state"] for task in merged["tasks"]} == {
        offered["id"]: "cancelled",
        accepted["id"]: "acknowledged",
    }
    assert set((await fresh(centre, Role.DISPATCHER))["incidents"]) == {kept["id"]}
    assert (await centre.read(f"/incidents/{kept['id']}"))["reached_at"] == before[1]["reached_at"]

    centre.wait(20)
    back = await centre.do(f"/incidents/{other['id']}/unmerge")
    assert (back["state"], back["merged_into"]) == (before[1]["state"], None)
    assert set((await fresh(centre, Role.DISPATCHER))["incidents"]) == {kept["id"], other["id"]}
    again = await centre.ask("POST", f"/incidents/{other['id']}/unmerge", json={})
    assert (again.status_code, again.json()["code"]) == (409, "incident.not_merged")
    now = await centre.read(f"/incidents/{kept['id']}")
    assert (now["report_count"], now["reached_at"]) == (
        before[0]["report_count"],
        before[0]["reached_at"],
    )
