"""An order reaches no device of the agency.

The room sees it, and somebody picks up the telephone.
"""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import Console, watch


async def undelivered(console: Console) -> list[Any]:
    """Return what stands on the board as given up."""
    return list((await console.sync()).sections["undelivered"].values())


async def test_the_dispatcher_sees_whom_to_call_and_says_that_it_was_done(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as desk:
        task = await deeds.ordered(centre)
        assert await undelivered(desk) == []
        await deeds.lose_delivery(centre, "damkar-kota")
        [lost] = await undelivered(desk)
        assert (lost["task_id"], lost["notice"], lost["agency_name"]) == (
            task["id"],
            "task.assigned",
            "Damkar Kota Mojokerto",
        )
        assert lost["agency_contact"] is not None

        centre.wait(40)
        settled = await centre.do(
            f"/deliveries/{lost['id']}/settle", note="Komandan regu ditelepon, berangkat"
        )
        assert (settled["waits"], settled["handled_note"]) == (
            False,
            "Komandan regu ditelepon, berangkat",
        )
        assert await undelivered(desk) == []
    log = await centre.read(f"/incidents/{task['incident_id']}/events", who=Role.SUPERVISOR)
    [said] = [entry for entry in log["items"] if entry["type"] == "delivery.settled"]
    assert said["data"]["delivery_id"] == lost["id"]
    twice = await centre.ask("POST", f"/deliveries/{lost['id']}/settle", json={"note": "lagi"})
    assert (twice.status_code, twice.json()["code"]) == (409, "delivery.not_dead")


async def test_an_agency_that_answers_after_all_need_not_be_called(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as desk:
        task = await deeds.ordered(centre)
        await deeds.lose_delivery(centre, "damkar-kota")
        assert len(await undelivered(desk)) == 1
        await deeds.answer(centre, task, "acknowledge")
        assert await undelivered(desk) == []
    # It stays a dead letter for whoever looks after the agency's system.
    [kept] = (await centre.read("/deliveries", state="dead"))["items"]
    assert (kept["waits"], kept["task_state"]) == (False, "acknowledged")
    refused = await centre.ask("POST", f"/deliveries/{kept['id']}/resend")
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery.not_owed")


async def test_a_crew_that_must_turn_back_is_told_until_somebody_reached_it(centre: Centre) -> None:
    async with watch(centre, Role.SUPERVISOR) as room:
        task = await deeds.taken(centre)
        await deeds.lose_delivery(centre, "damkar-kota")
        await centre.do(f"/tasks/{task['id']}/cancel", reason="alarm palsu")
        await deeds.deliver(centre)
        [lost] = await undelivered(room)
        assert lost["notice"] == "task.aborted"
        # Closing the incident does not tell the crew.
        await centre.do(f"/incidents/{task['incident_id']}/close", disposition="unfounded")
        assert len(await undelivered(room)) == 1


async def test_it_is_sent_again_once_the_agencys_system_is_repaired(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as desk:
        await deeds.ordered(centre)
        await deeds.lose_delivery(centre, "damkar-kota")
        [lost] = await undelivered(desk)
        again = await centre.do(f"/deliveries/{lost['id']}/resend")
        assert (again["state"], again["waits"], len(again["tries"])) == ("due", False, 2)
        assert await undelivered(desk) == []
        # It was not repaired: the same notice stands there again, tried once more on each channel.
        await deeds.deliver(centre)
        centre.wait(61)
        await deeds.deliver(centre)
        [lost_again] = await undelivered(desk)
        assert lost_again["id"] == lost["id"]
    assert len((await centre.read(f"/deliveries/{lost['id']}"))["tries"]) == 4


async def test_only_the_room_sees_what_was_not_delivered_and_only_dispatchers_and_supervisors_act(
    centre: Centre,
) -> None:
    await deeds.ordered(centre)
    await deeds.lose_delivery(centre, "damkar-kota")
    [lost] = (await centre.read("/deliveries", who=Role.CALL_TAKER, state="dead"))["items"]
    assert (await centre.ask("GET", "/deliveries", who="damkar-kota")).status_code == 403
    assert (
        await centre.ask("POST", f"/deliveries/{lost['id']}/resend", who=Role.CALL_TAKER)
    ).status_code == 403
    assert (
        await centre.ask("POST", f"/deliveries/{lost['id']}/settle", json={"note": ""})
    ).status_code == 422
    assert (
        await centre.ask("POST", "/deliveries/00000000-0000-7000-8000-000000000000/resend")
    ).status_code == 404
