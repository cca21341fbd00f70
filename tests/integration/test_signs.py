"""What is said of people and danger reaches the incident, its plan, and whoever stands by."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

FIRE, EMS = "damkar-kota", "psc119-kota"


async def signs(centre: Centre, incident: Any, *said: Any, **more: Any) -> Any:
    """A call taker enters what is so."""
    path = f"/incidents/{incident['id']}/signs"
    return await centre.do(path, who=Role.CALL_TAKER, signs=list(said), **more)


def codes(incident: Any) -> dict[str, int | None]:
    return {
        one["code"]: one["count"]
        for one in incident["signs"]
        if not one["code"].startswith("need.")
    }


async def plan(centre: Centre, incident: Any) -> Any:
    return await centre.read(f"/incidents/{incident['id']}/plan")


def steps(found: Any) -> set[tuple[str, str, str]]:
    return {(one["step"], one["service"], one["agency_id"]) for one in found["changes"]}


async def test_a_desk_counts_people_and_the_plan_follows(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    seen = await signs(centre, incident, {"code": "injured", "count": 4}, {"code": "trapped"})
    assert codes(seen) == {"injured": 4, "trapped": None}
    assert {one["by_desk"] for one in seen["signs"]} == {True}
    assert seen["signs"][0]["label"] == "korban luka"
    lines = {line["service"]: line for line in (await plan(centre, incident))["lines"]}
    assert (lines["ems"]["stand_by"], lines["ems"]["count"]) == (False, 2)
    assert lines["rescue"]["agency_id"] == FIRE


async def test_too_few_crews_are_said_with_the_reason_and_flagged(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    seen = await signs(centre, incident, {"code": "injured", "count": 4})
    assert "shortfall:ems" in seen["flags"]
    [short] = (await plan(centre, incident))["shortfalls"]
    assert (short["service"], short["needs"], short["found"]) == ("ems", 2, 1)
    assert short["reason"]["text"].startswith("Butuh 2 regu ambulans, pasti ada 1: hanya PSC 119")
    again = await signs(centre, incident, {"code": "injured", "count": 2})
    assert "shortfall:ems" not in again["flags"]


async def test_stand_by_becomes_go_when_a_sign_arrives_and_the_rest_is_proposed(
    centre: Centre,
) -> None:
    incident = await deeds.incident(centre)
    ready = await deeds.order(centre, incident["id"], EMS)
    await deeds.order(centre, incident["id"], FIRE, service="fire")
    seen = await signs(centre, incident, {"code": "trapped", "count": 1})
    [ambulance] = [task for task in seen["tasks"] if task["id"] == ready["id"]]
    assert ambulance["stand_by"] is False
    assert "plan_differs" in seen["flags"]
    found = await plan(centre, incident)
    assert ("order", "rescue", FIRE) in steps(found)
    assert "release" not in {one["step"] for one in found["changes"]}


async def test_the_flag_of_a_difference_goes_when_all_is_ordered(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    await deeds.order(centre, incident["id"], FIRE, service="fire")
    await signs(centre, incident, {"code": "trapped"})
    for change in (await plan(centre, incident))["changes"]:
        body = {name: change[name] for name in ("service", "count", "stand_by")}
        await deeds.order(centre, incident["id"], change["agency_id"], **body)
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert "plan_differs" not in seen["flags"]
    assert (await plan(centre, incident))["changes"] == []


async def test_what_a_desk_denies_counts_no_more(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    await signs(centre, incident, {"code": "weapon"}, {"code": "injured"})
    seen = await signs(centre, incident, not_so=["weapon"])
    assert codes(seen) == {"injured": None}
    assert {line["behind"] for line in (await plan(centre, incident))["lines"]} == {None}


async def test_with_a_weapon_police_go_first_and_others_wait(centre: Centre) -> None:
    incident = await deeds.incident(centre, "brawl")
    await signs(centre, incident, {"code": "weapon"}, {"code": "injured", "count": 1})
    lines = (await plan(centre, incident))["lines"]
    assert lines[0]["service"] == "police"
    assert {line["behind"] for line in lines if line["service"] == "ems"} == {"police"}


async def test_more_crews_are_asked_of_the_agency_that_has_the_order(centre: Centre) -> None:
    incident = await deeds.incident(centre, "medical")
    task = await deeds.order(centre, incident["id"], EMS)
    assert task["count"] == 1
    more = await centre.do(f"/tasks/{task['id']}/count", count=3, reason="enam luka")
    assert (more["count"], more["state"]) == (3, task["state"])
    query = "SELECT payload ->> 'event' AS event FROM outbox WHERE noun_id = $1 ORDER BY id"
    owed = [row["event"] for row in await centre.rows(query, task["id"])]
    assert owed == ["task.assigned", "task.reinforced"]


async def test_a_count_can_be_ordered_at_once(centre: Centre) -> None:
    incident = await deeds.incident(centre, "medical")
    assert (await deeds.order(centre, incident["id"], EMS, count=2))["count"] == 2


async def test_asking_another_agency_than_the_plan_keeps_the_reason(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    nearer = await deeds.order(
        centre, incident["id"], "damkar-kab", service="fire", override="nearer"
    )
    silent = await deeds.order(centre, incident["id"], "bpbd-kab", service="disaster")
    planned = await deeds.order(centre, incident["id"], FIRE, service="fire")
    given = [one["override_reason"] for one in (nearer, silent, planned)]
    assert given == ["nearer", "not_said", None]


async def test_a_further_type_brings_its_own_card(centre: Centre) -> None:
    incident = await deeds.incident(centre, "crash_injured")
    seen = await centre.do(
        f"/incidents/{incident['id']}/classify", type="crash_injured", also=["fallen_line"]
    )
    assert seen["also_types"] == ["fallen_line"]
    lines = {line["service"]: line for line in (await plan(centre, incident))["lines"]}
    assert lines["power"]["stand_by"] is False
    unknown = await centre.ask(
        "POST",
        f"/incidents/{incident['id']}/classify",
        json={"type": "fire", "also": ["meteor"]},
    )
    assert (unknown.status_code, unknown.json()["code"]) == (422, "incident.unknown_type")


async def test_signs_of_an_incident_that_is_over_stay(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    await centre.do(f"/incidents/{incident['id']}/cancel", reason="salah lapor")
    body = {"signs": [{"code": "trapped"}]}
    over = await centre.ask("POST", f"/incidents/{incident['id']}/signs", json=body)
    assert (over.status_code, over.json()["code"]) == (409, "incident.not_open")


async def test_the_second_caller_s_words_reach_signs_and_difference(centre: Centre) -> None:
    first = await deeds.report(centre, "Rumah terbakar di Jl. Majapahit, api besar")
    incident = await deeds.incident(centre, report_id=first["id"])
    await deeds.order(centre, incident["id"], FIRE, service="fire")
    ready = await deeds.order(centre, incident["id"], EMS, stand_by=True)
    centre.wait(60)
    second = await deeds.report(
        centre,
        "kebakaran Jl. Majapahit, ada dua anak terjebak di dalam rumah",
        reporter={"phone": "+6281299990000"},
    )
    await centre.do(f"/reports/{second['id']}/link", incident_id=incident["id"])
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert "trapped" in codes(seen)
    [trapped] = [one for one in seen["signs"] if one["code"] == "trapped"]
    assert (trapped["reports"], trapped["by_desk"]) == ([second["id"]], False)
    [ambulance] = [task for task in seen["tasks"] if task["id"] == ready["id"]]
    assert ambulance["stand_by"] is False
    assert ("order", "rescue", FIRE) in steps(await plan(centre, incident))

    await centre.do(f"/reports/{second['id']}/unlink")
    assert "trapped" not in codes(await centre.read(f"/incidents/{incident['id']}"))
