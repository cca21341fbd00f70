"""Night: everybody who could put the fire out stays silent, and the room is called until it acts.

Meanwhile an ambulance stands by; a second caller says that somebody is trapped, and it goes.
"""

from typing import Any

from tests.support import deeds
from tests.support.centre import Centre

NIGHT_S = 15 * 3600
TRAPPED = "rumah terbakar jl majapahit 5, ada orang terjebak di dalam, luka bakar"


async def alarms(centre: Centre) -> dict[tuple[str, str], Any]:
    """Return what rings, after the watch has looked."""
    await centre.run("alarms")
    return {(one["kind"], one["detail"]): one for one in (await centre.read("/alarms"))["items"]}


async def minutes_of_silence(centre: Centre, minutes: int) -> None:
    """Nobody answers."""
    for _ in range(minutes):
        centre.wait(60)
        await centre.run("sla.sweep")
        await centre.run("alarms")


async def called(centre: Centre, alarm_id: str) -> list[str]:
    """Return whom an alarm called, one after the other, each once."""
    rows = await centre.rows(
        "SELECT data ->> 'whom' AS whom FROM event WHERE noun_id = $1"
        " AND data ->> 'whom' IS NOT NULL ORDER BY seq",
        alarm_id,
    )
    return list(dict.fromkeys(row["whom"] for row in rows))


async def test_when_all_candidates_expire_at_night_the_room_is_called_until_it_acts(
    centre: Centre,
) -> None:
    centre.wait(NIGHT_S)
    fire = await deeds.incident(centre)
    await deeds.order(centre, fire["id"], "damkar-kota")
    ready = await deeds.order(centre, fire["id"], "psc119-kota", stand_by=True)
    await deeds.answer(centre, ready, "acknowledge", by="Perawat jaga")
    await minutes_of_silence(centre, 7)

    ringing = await alarms(centre)
    dry = ringing["need_exhausted", "fire"]
    assert await called(centre, dry["id"]) == ["dispatcher", "supervisor", "all_hands"]
    assert ("need_unasked", "ems") not in ringing, "an ambulance only stands by for this plan"
    seen = await centre.read(f"/incidents/{fire['id']}")
    assert {"candidates_exhausted:fire", "alarm:need_exhausted:fire"} <= set(seen["flags"])

    # Another is asked: somebody is left, but for seven minutes nobody has come.
    task = await deeds.order(centre, fire["id"], "bpbd-kota", service="fire")
    still = {kind for kind, detail in await alarms(centre) if detail == "fire"}
    assert still == {"need_unanswered"}
    # The dispatcher reaches them by telephone and answers for them.
    await centre.do(
        f"/tasks/{task['id']}/acknowledge", by="Komandan jaga", on_behalf="lewat telepon"
    )
    assert not [detail for _, detail in await alarms(centre) if detail == "fire"]
    seen = await centre.read(f"/incidents/{fire['id']}")
    assert not {flag for flag in seen["flags"] if "fire" in flag}


async def test_the_second_caller_says_trapped_and_whoever_stands_by_goes(centre: Centre) -> None:
    fire = await deeds.incident(centre)
    engine = await deeds.order(centre, fire["id"], "damkar-kota", service="fire")
    await deeds.answer(centre, engine, "acknowledge", by="Danru")
    ready = await deeds.order(centre, fire["id"], "psc119-kota", stand_by=True)
    await deeds.answer(centre, ready, "acknowledge", by="Perawat jaga")
    centre.wait(120)
    second = await deeds.report(centre, TRAPPED, reporter={"phone": "+6281299900011"})
    await centre.do(f"/reports/{second['id']}/link", incident_id=fire["id"])

    seen = await centre.read(f"/incidents/{fire['id']}")
    [ambulance] = [task for task in seen["tasks"] if task["id"] == ready["id"]]
    assert (ambulance["stand_by"], ambulance["state"]) == (False, "assigned")
    assert "plan_differs" in seen["flags"], "the rescue team is for the dispatcher to send"
    centre.wait(61)
    assert ("need_unasked", "rescue") in await alarms(centre)
    await deeds.order(centre, fire["id"], "damkar-kota", service="rescue")
    assert ("need_unasked", "rescue") not in await alarms(centre)
    plan = await centre.read(f"/incidents/{fire['id']}/plan")
    assert "rescue" not in {one["service"] for one in plan["changes"]}


async def test_whoever_is_called_off_from_a_fire_that_is_out_is_not_missed(centre: Centre) -> None:
    fire = await deeds.incident(centre)
    first = await deeds.order(centre, fire["id"], "damkar-kota", service="fire")
    await deeds.answer(centre, first, "acknowledge", by="Danru")
    await deeds.answer(centre, first, "progress", state="on_scene")
    second = await deeds.order(centre, fire["id"], "damkar-kab", service="fire")
    await deeds.answer(centre, second, "acknowledge", by="Danru")
    centre.wait(30)
    for task in (second, first):
        await centre.do(f"/tasks/{task['id']}/cancel", reason="sudah padam")
    centre.wait(300)
    assert not [kind for kind, _ in await alarms(centre) if kind.startswith("need")]
