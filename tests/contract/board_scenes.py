"""Everything that can happen on the board.

Each action prepares, yields, and then acts: the old picture is taken at the `yield`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.citizens import Outside, lend_ways

Action: TypeAlias = Callable[[Centre], AsyncIterator[None]]
Prepare: TypeAlias = Callable[[Centre], Awaitable[Any]]
Act: TypeAlias = Callable[[Centre, Any], Awaitable[Any]]
PROGRESS = ("unit_assigned", "en_route", "on_scene", "completed")
MILESTONES = (
    "acknowledged",
    "en_route",
    "staging",
    "on_scene",
    "at_patient",
    "to_destination",
    "at_destination",
    "clear",
    "home",
)


def action(prepare: Prepare, act: Act) -> Action:
    """Make an action of its two halves."""

    async def run(centre: Centre) -> AsyncIterator[None]:
        prepared = await prepare(centre)
        yield
        centre.wait(3)
        await act(centre, prepared)

    return run


async def nothing(_: Centre) -> None:
    """Need nothing before."""


def on_report(verb: str, **body: Any) -> Action:
    """Do something to a waiting report."""
    return action(
        deeds.report,
        lambda centre, report: centre.do(
            f"/reports/{report['id']}/{verb}", who=Role.CALL_TAKER, **body
        ),
    )


def on_incident(verb: str, **body: Any) -> Action:
    """Do something to an incident to which damkar was ordered."""
    return action(
        deeds.ordered,
        lambda centre, task: centre.do(f"/incidents/{task['incident_id']}/{verb}", **body),
    )


def on_task(prepare: Prepare, verb: str, **body: Any) -> Action:
    """Let the agency answer."""
    return action(prepare, lambda centre, task: deeds.answer(centre, task, verb, **body))


async def report_and_incident(centre: Centre) -> tuple[Any, Any]:
    """A report waits beside an incident."""
    return await deeds.report(centre), await deeds.ordered(centre)


async def two_incidents(centre: Centre) -> tuple[Any, Any]:
    """Two incidents with an order each."""
    return await deeds.ordered(centre), await deeds.ordered(centre, "psc119-kota", "medical")


async def merged(centre: Centre) -> Any:
    """One incident was merged into another."""
    one, other = await two_incidents(centre)
    await merge(centre, (one, other))
    return one


async def merged_on_the_way(centre: Centre) -> Any:
    """The agency had taken the order of the one that was merged."""
    taken, other = await deeds.taken(centre), await deeds.ordered(centre, "psc119-kota", "medical")
    await merge(centre, (taken, other))
    return taken


async def merge(centre: Centre, pair: tuple[Any, Any]) -> None:
    """The dispatcher sees that both are one."""
    await centre.do(
        f"/incidents/{pair[0]['incident_id']}/merge", into=pair[1]["incident_id"], reason="sama"
    )


async def note_and_read(centre: Centre, task: Any) -> None:
    """The dispatcher writes a note, having read what there was."""
    path = f"/incidents/{task['incident_id']}"
    await centre.do(f"{path}/seen", method="PUT")
    await centre.do(f"{path}/notes", text="pintu belakang terkunci")


async def closed(centre: Centre) -> Any:
    """An incident was closed."""
    task = await deeds.ordered(centre)
    await centre.do(f"/incidents/{task['incident_id']}/close", disposition="unfounded")
    return task


async def done(centre: Centre) -> Any:
    """An agency says that its work is done."""
    task = await deeds.taken(centre)
    await deeds.answer(centre, task, "progress", state="completed")
    return task


async def over(centre: Centre) -> Any:
    """The work is done and the incident closed."""
    task = await done(centre)
    await centre.do(f"/incidents/{task['incident_id']}/close", disposition="handled")
    return task


async def held(centre: Centre) -> Any:
    """An incident is evidence."""
    task = await deeds.ordered(centre)
    await centre.do(
        f"/incidents/{task['incident_id']}/hold", who=Role.SUPERVISOR, reason="LP/12/2026"
    )
    return task


async def given_up(centre: Centre) -> str:
    """An order could not be delivered; returns what was given up."""
    task = await deeds.ordered(centre)
    await deeds.lose_delivery(centre, task["agency_id"])
    [lost] = (await centre.read("/deliveries", state="dead", task_id=task["id"]))["items"]
    return str(lost["id"])


async def give_up(centre: Centre, task: Any) -> None:
    """The agency's system cannot be reached."""
    await deeds.lose_delivery(centre, task["agency_id"])


async def given_up_order(centre: Centre) -> Any:
    """An order could not be delivered."""
    task = await deeds.ordered(centre)
    await deeds.lose_delivery(centre, task["agency_id"])
    return task


async def seconds_of_silence(centre: Centre, seconds: float) -> None:
    """Nobody answers for so long; the sweep looks."""
    centre.wait(seconds)
    await centre.run("sla.sweep")


async def ringing(centre: Centre) -> str:
    """A telephone rings."""
    return await deeds.ring(centre)


async def hung_up(centre: Centre) -> str:
    """A caller went before anybody answered; returns the call-back that is owed."""
    await deeds.ring(centre, "abandoned", await deeds.ring(centre))
    return str((await centre.read("/call-backs"))["items"][0]["id"])


async def rising(centre: Centre) -> None:
    """The river is at rest."""
    await deeds.gauge(centre, 140)
    centre.wait(60)
    await deeds.gauge(centre, 145)


async def rise(centre: Centre, _: Any) -> None:
    """It rises over the first threshold, twice in a row."""
    for level in (152, 156):
        await deeds.gauge(centre, level)
        centre.wait(60)


async def awas(centre: Centre, _: Any) -> None:
    """It rises to the highest level, which is a report and an order."""
    for level in (165, 185, 205, 225, 245, 255, 260):
        centre.wait(120)
        await deeds.gauge(centre, level)
    await centre.run("gauge_alarms")


async def fall_silent(centre: Centre, _: Any) -> None:
    """The gauge says nothing for half an hour."""
    centre.wait(1800)
    await centre.run("stale_stations")


async def still_send(centre: Centre, _: Any) -> None:
    """Nothing changes, and the gauge says so after ten minutes."""
    centre.wait(600)
    await deeds.gauge(centre, 146)


async def rise_fast(centre: Centre, _: Any) -> None:
    """The water comes quickly."""
    for level in (160, 178):
        centre.wait(90)
        await deeds.gauge(centre, level)


async def silent(centre: Centre) -> None:
    """The gauge had fallen silent."""
    await rising(centre)
    await fall_silent(centre, None)


async def beside_a_silent_gauge(centre: Centre) -> None:
    """An incident near the river, of which nothing is known."""
    await silent(centre)
    await centre.floods()
    near = {"lat": -7.4720, "lon": 112.4600, "accuracy_m": 50, "method": "pin"}
    await deeds.incident(centre, "medical", location=near)


async def flood(centre: Centre, _: Any) -> None:
    """The river stands at its highest level, and plans follow it."""
    for level in (280, 282):
        centre.wait(600)
        await deeds.gauge(centre, level)
    await centre.floods()
    await centre.run("flood_plans")


async def patch_agency(centre: Centre, **change: Any) -> Any:
    """An administrator changes an agency."""
    return await centre.do("/agencies/dlh-kota", who=Role.ADMINISTRATOR, method="PATCH", **change)


async def milestone(centre: Centre, assignment: Any, name: str) -> Any:
    """The crew presses a button."""
    return await centre.do(
        f"/unit-assignments/{assignment['id']}/milestones",
        who="damkar-kota",
        milestones=[{"name": name}],
    )


async def correct(centre: Centre, assignment: Any) -> Any:
    """The button was pressed late."""
    body = {"milestone": "alerted", "at": centre.at(-20), "reason": "tombol terlambat ditekan"}
    return await centre.do(
        f"/unit-assignments/{assignment['id']}/corrections", who="damkar-kota", **body
    )


def whatsapp_with_pin(centre: Centre) -> Awaitable[Any]:
    """A neighbour sends a pin."""
    pin = {
        "type": "location",
        "location": {
            "latitude": -7.4716,
            "longitude": 112.4401,
            "name": "Rumah",
            "address": "Jl. Majapahit",
        },
    }
    return deeds.deliver_whatsapp(centre, deeds.whatsapp(centre, pin))


async def answered_and_ended(centre: Centre, call_id: str) -> None:
    """An agent answers, and they talk."""
    await deeds.ring(centre, "answered", call_id)
    centre.wait(40)
    await deeds.ring(centre, "ended", call_id)


async def answered_first(centre: Centre) -> str:
    """The answer of a call overtook its arrival."""
    return await deeds.ring(centre, "answered", agent_extension="201")


async def called_again(centre: Centre, _: str) -> None:
    """The caller tries again and gets through."""
    again = await deeds.ring(centre)
    centre.wait(2)
    await deeds.ring(centre, "answered", again)


# name -> (action, a fact that must be in the log afterwards)


async def claimed(centre: Centre) -> Any:
    """A call taker has a report in hand."""
    report = await deeds.report(centre)
    return await centre.do(f"/reports/{report['id']}/claim", who=Role.CALL_TAKER)


async def discarded(centre: Centre) -> Any:
    """A report was taken for a prank."""
    report = await deeds.report(centre)
    return await centre.do(f"/reports/{report['id']}/discard", reason="nuisance")


async def write_on(centre: Centre, report: Any) -> None:
    """The call taker types on."""
    text = f"{report['text']}, dua anak di dalam"
    await centre.do(f"/reports/{report['id']}", who=Role.CALL_TAKER, method="PATCH", text=text)


async def standing_by(centre: Centre) -> Any:
    """The ambulance was told to stand by."""
    incident = await deeds.incident(centre)
    return await deeds.order(centre, incident["id"], "psc119-kota", stand_by=True)


async def opened_by_policy(centre: Centre) -> Any:
    """A written report opened its incident before anybody had looked at it."""
    apart = {"lat": -7.4869, "lon": 112.4190, "accuracy_m": 30}
    return await deeds.report(centre, "Rumah terbakar di Surodinawan", location=apart, open=True)


async def tell_where(centre: Centre, call_id: str) -> None:
    """The telephone network learns where the caller stands."""
    hint = {"kind": "aml", "lat": -7.4701, "lon": 112.4336, "accuracy_m": 25}
    await deeds.ring(centre, "answered", call_id, location_hint=hint)


async def begun_conversation(centre: Centre) -> Any:
    """Somebody wrote a few words that nobody can place."""
    words = {"type": "text", "text": {"body": "tolong mas"}}
    return await deeds.deliver_whatsapp(centre, deeds.whatsapp(centre, words))


async def overdue(centre: Centre) -> Any:
    """There is a fire for which nobody was asked in time."""
    incident = await deeds.incident(centre)
    centre.wait(61)
    return incident


async def alarmed(centre: Centre) -> Any:
    """The alarm of a fire for which nobody was asked stands."""
    incident = await overdue(centre)
    # Those of the whole night come first, a batch at a time.
    before = -1
    while before != (before := await centre.value("SELECT count(*) FROM alarm")):
        await centre.run("alarms")
    return next(
        one
        for one in (await centre.read("/alarms"))["items"]
        if (one["incident_id"], one["kind"]) == (incident["id"], "need_unasked")
    )


async def alarm_left_alone(centre: Centre, _: Any) -> None:
    """Nobody does what an alarm asks for."""
    centre.wait(61)
    await centre.run("alarms")


async def alarm_obeyed(centre: Centre, alarm: Any) -> None:
    """What an alarm asks for is done."""
    await deeds.order(centre, alarm["incident_id"], "damkar-kota", service="fire")
    await centre.run("alarms")


async def tell_reporter(centre: Centre, report: Any) -> None:
    """The desk writes to the reporter."""
    lend_ways(centre, Outside())
    await centre.do(f"/reports/{report['id']}/tell", who=Role.CALL_TAKER, text="Di gang berapa?")


async def text_back(centre: Centre, owed: str) -> None:
    """The desk texts the one who hung up."""
    lend_ways(centre, Outside())
    await centre.do(f"/call-backs/{owed}/text", who=Role.CALL_TAKER)
