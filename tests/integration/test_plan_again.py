"""A plan is made again when the city has changed since the first."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre


def first_for_fire(plan: Any) -> str:
    return str(next(line for line in plan["lines"] if line["service"] == "fire")["agency_id"])


async def test_planning_again_answers_with_the_new_plan_in_words(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    before = await centre.read(f"/incidents/{incident['id']}/plan")
    task = await deeds.order(centre, incident["id"], first_for_fire(before))
    centre.wait(60)
    again = await centre.do(f"/incidents/{incident['id']}/plan", who=Role.CALL_TAKER)
    assert again["id"] != before["id"]
    assert again["lines"] == before["lines"]
    assert await centre.read(f"/incidents/{incident['id']}/plan") == again
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert [(given["id"], given["state"]) for given in seen["tasks"]] == [(task["id"], "assigned")]


async def test_only_desks_plan_and_only_what_is_open(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    refused = await centre.ask("POST", f"/incidents/{task['incident_id']}/plan", who="damkar-kota")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    await centre.do(f"/incidents/{task['incident_id']}/cancel", reason="salah lapor")
    over = await centre.ask("POST", f"/incidents/{task['incident_id']}/plan")
    assert (over.status_code, over.json()["code"]) == (409, "incident.not_open")
