"""Two dispatchers, one incident: who decides on the older picture overwrites nothing."""

from typing import Any

import pytest

from tests.support import deeds
from tests.support.centre import Centre

BEHIND = "conflict.stale_version"
# What the second one does, as the path after the incident's and the members beside the version.
ACTS: dict[str, dict[str, Any]] = {
    "classify": {"type": "flood", "priority": 2},
    "locate": {"location": deeds.MARKET},
    "close": {"disposition": "unfounded", "note": "tidak ada api"},
    "cancel": {"reason": "salah lapor"},
    "refer": {"to": "SP4N-LAPOR!"},
    "alarm": {"level": 3},
    "signs": {"signs": [{"code": "trapped"}]},
}
ELSEWHERE = {**deeds.HOUSE, "lat": -7.4700}


async def attempt(centre: Centre, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await centre.ask("POST", path, json=body)
    return answer.status_code, answer.json()


async def look(centre: Centre, incident_id: str) -> Any:
    return await centre.read(f"/incidents/{incident_id}")


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_on_an_older_picture_says_both_versions(centre: Centre, act: str) -> None:
    incident = await deeds.incident(centre)
    seen = (await look(centre, incident["id"]))["version"]
    now = await centre.do(f"/incidents/{incident['id']}/locate", location=ELSEWHERE)
    body = {**ACTS[act], "version": seen}
    status, problem = await attempt(centre, f"/incidents/{incident['id']}/{act}", body)
    assert (status, problem["code"]) == (409, BEHIND)
    assert (problem["seen"], problem["version"]) == (seen, now["version"])
    after = await look(centre, incident["id"])
    assert {name: after[name] for name in ("state", "version", "type", "location")} == {
        name: now[name] for name in ("state", "version", "type", "location")
    }
    again = {**ACTS[act], "version": now["version"]}
    status, _ = await attempt(centre, f"/incidents/{incident['id']}/{act}", again)
    assert status == 200


async def test_an_order_on_a_picture_without_the_colleagues_order_is_not_given(
    centre: Centre,
) -> None:
    incident = await deeds.incident(centre)
    await deeds.order(centre, incident["id"], "psc119-kota")
    seen = (await look(centre, incident["id"]))["version"]
    await deeds.order(centre, incident["id"], "damkar-kota")
    mine = {"incident_id": incident["id"], "agency_id": "polres-kota", "version": seen}
    status, problem = await attempt(centre, "/tasks", mine)
    assert (status, problem["code"], problem["seen"]) == (409, BEHIND, seen)
    status, _ = await attempt(centre, "/tasks", mine | {"version": problem["version"]})
    assert status == 201


@pytest.mark.parametrize("changed", ["version", "into_version"])
async def test_a_merge_looks_at_both(centre: Centre, changed: str) -> None:
    twin, kept = await deeds.incident(centre), await deeds.incident(centre)
    versions = {
        "version": (await look(centre, twin["id"]))["version"],
        "into_version": (await look(centre, kept["id"]))["version"],
    }
    moved = twin if changed == "version" else kept
    await centre.do(f"/incidents/{moved['id']}/locate", location=ELSEWHERE)
    status, problem = await attempt(
        centre, f"/incidents/{twin['id']}/merge", {"into": kept["id"], **versions}
    )
    assert (status, problem["code"], problem["seen"]) == (409, BEHIND, versions[changed])
    assert (await look(centre, twin["id"]))["state"] != "merged"
