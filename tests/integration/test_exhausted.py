"""Everybody who could come was asked in vain: nobody else is asked, and everybody sees it."""

from typing import Any

from tests.support import deeds
from tests.support.centre import Centre

FLAG = "candidates_exhausted:fire"


async def silent_night(centre: Centre) -> Any:
    """A fire for which every fire brigade stays silent; returns the incident's id."""
    incident = await deeds.incident(centre)
    await deeds.order(centre, incident["id"], "damkar-kota")
    for _ in range(3):
        centre.wait(120)
        await centre.run("sla.sweep")
    return incident["id"]


async def seen(centre: Centre, incident_id: str) -> Any:
    return await centre.read(f"/incidents/{incident_id}")


async def test_only_fire_brigades_are_asked_for_a_fire_and_then_a_person(centre: Centre) -> None:
    incident = await seen(centre, await silent_night(centre))
    assert [(task["agency_id"], task["state"]) for task in incident["tasks"]] == [
        ("damkar-kota", "expired"),
        ("damkar-kab", "expired"),
    ]
    assert incident["flags"] == [FLAG]
    assert (await centre.facts()).count("task.candidates_exhausted") == 1


async def test_another_order_ends_the_call_for_a_person(centre: Centre) -> None:
    incident_id = await silent_night(centre)
    await deeds.order(centre, incident_id, "bpbd-kota", service="fire")
    assert (await seen(centre, incident_id))["flags"] == []


async def test_a_late_yes_ends_it_too(centre: Centre) -> None:
    incident_id = await silent_night(centre)
    late = (await seen(centre, incident_id))["tasks"][1]
    await deeds.answer(centre, late, "acknowledge", by="Danru")
    assert (await seen(centre, incident_id))["flags"] == []


async def test_an_order_for_something_else_does_not(centre: Centre) -> None:
    incident_id = await silent_night(centre)
    await deeds.order(centre, incident_id, "polres-kota", service="police")
    assert (await seen(centre, incident_id))["flags"] == [FLAG]
