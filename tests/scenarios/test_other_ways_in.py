"""WhatsApp, the river, a caller who hung up, and a message that nobody could read."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre
from tests.support.console import watch


async def test_a_whatsapp_cry_for_help_in_javanese_with_a_pin(centre: Centre) -> None:
    words = {
        "type": "text",
        "text": {"body": "Tulung mas, omahe tanggaku kobong, ana simbah kejebak nang njero!"},
    }
    pin = {
        "type": "location",
        "location": {
            "latitude": -7.4716,
            "longitude": 112.4401,
            "name": "Omah",
            "address": "Jl. Majapahit 5",
        },
    }
    body = deeds.whatsapp(centre, words)
    async with watch(centre, Role.CALL_TAKER) as desk:
        assert (await deeds.deliver_whatsapp(centre, body)).json()["stored"] == 1
        # WhatsApp sends again what it was not sure of.
        assert (await deeds.deliver_whatsapp(centre, body)).json()["duplicate"] == 1
        centre.wait(5)
        assert (await deeds.deliver_whatsapp(centre, deeds.whatsapp(centre, pin))).json()[
            "stored"
        ] == 1
        picture = await desk.sync()
    # Words and pin are one conversation: sure, urgent and located, it opens one incident by itself.
    assert picture.sections["reports"] == {}
    [incident] = picture.sections["incidents"].values()
    [cry] = (await centre.read("/reports", channel="whatsapp"))["items"]
    assert (cry["proposal"]["type"], cry["proposal"]["priority"], cry["incident_id"]) == (
        "fire",
        1,
        incident["id"],
    )
    parts = await centre.read(f"/reports/{cry['id']}/parts")
    assert [
        (part["location"]["lat"], part["location"]["lon"]) for part in parts if part["location"]
    ] == [(-7.4716, 112.4401)]
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert (seen["type"], seen["area"]["code"][:5], seen["report_count"], seen["channel"]) == (
        "fire",
        "35.76",
        1,
        "whatsapp",
    )


async def river_rises(centre: Centre, *levels: float) -> list[str]:
    """Two minutes lie between two readings; returns the gauge's level after each."""
    found = []
    for level in levels:
        centre.wait(120)
        found.append(str((await deeds.gauge(centre, level))["level"]))
    return found


async def test_the_river_rises_to_awas_at_night(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as desk, watch(centre, "bpbd-kota") as bpbd:
        assert await river_rises(centre, 140, 145, 160, 165) == [
            "NORMAL",
            "NORMAL",
            "NORMAL",
            "WASPADA",
        ]
        assert await river_rises(centre, 185, 205, 210, 230) == [
            "WASPADA",
            "WASPADA",
            "SIAGA",
            "SIAGA",
        ]
        assert await river_rises(centre, 252, 258) == ["SIAGA", "AWAS"]
        await centre.run("gauge_alarms")
        picture = await desk.sync()
        assert picture.sections["gauges"][deeds.GAUGE]["level"] == "AWAS"
        [flood] = picture.sections["incidents"].values()
        assert (flood["type"], flood["priority"], flood["channel"], flood["state"]) == (
            "flood",
            1,
            "ews",
            "dispatched",
        )

        # The city's BPBD was ordered at once, without waiting for anybody at the desk.
        await bpbd.sync()
        [order] = (await centre.read("/portal/tasks", who="bpbd-kota"))["items"]
        assert order["incident_id"] in bpbd.picture.sections["incidents"]
        assert bpbd.picture.sections["gauges"][deeds.GAUGE]["level"] == "AWAS"

        # It stays at AWAS: no second alarm, and a reading sent again is no second reading.
        await river_rises(centre, 260, 262, 259)
        await centre.run("gauge_alarms")
        assert len((await desk.sync()).sections["incidents"]) == 1
        assert len((await centre.read("/reports", channel="ews"))["items"]) == 1


async def test_an_abandoned_call_is_called_back(centre: Centre) -> None:
    async with watch(centre, Role.CALL_TAKER) as desk:
        call = await deeds.ring(centre)
        centre.wait(12)
        await deeds.ring(centre, "abandoned", call)
        [owed] = (await desk.sync()).sections["call_backs"].values()
        assert (owed["number"], owed["state"], owed["due_at"]) == (
            "+62********345",
            "open",
            "2026-11-22T04:01:12Z",
        )

        # The number is shown to whoever calls back, and that is written down.
        shown = await centre.read(f"/call-backs/{owed['id']}", who=Role.CALL_TAKER)
        assert shown["number"] == "+6281355512345"
        assert (
            await centre.value(
                "SELECT count(*) FROM access_entry WHERE noun = 'call_back' AND noun_id = $1",
                owed["id"],
            )
            == 1
        )
        centre.wait(30)
        await centre.do(
            f"/call-backs/{owed['id']}/done",
            who=Role.CALL_TAKER,
            outcome="reached",
            note="salah pencet",
        )
        assert (await desk.sync()).sections["call_backs"] == {}
    again = await centre.ask(
        "POST", f"/call-backs/{owed['id']}/done", who=Role.CALL_TAKER, json={"outcome": "reached"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "call_back.done")


async def test_a_broken_message_is_read_by_a_person(centre: Centre) -> None:
    cry = b'{"channel": "sms", "text": "tolong banjir di Miji RT 3, ada bayi", "location": {"lat": '
    async with watch(centre, Role.CALL_TAKER) as desk:
        kept = await deeds.broken_message(centre, cry)
        [message] = (await desk.sync()).sections["attention"].values()
        assert (message["id"], message["problem"]) == (kept, "invalid.json")
        assert "banjir di Miji" in message["excerpt"]

        # A person reads it whole, makes a report of it, and it leaves the board.
        whole = await centre.read(f"/raw-messages/{kept}", who=Role.CALL_TAKER)
        assert whole["body"].encode() == cry
        report = await deeds.report(centre, "Banjir di Miji RT 3, ada bayi", location=None)
        assert (report["proposal"]["type"], [place["name"] for place in report["places"]]) == (
            "flood",
            ["Miji RT 3"],
        )
        await centre.do(
            f"/raw-messages/{kept}/settle", who=Role.CALL_TAKER, note=f"laporan {report['id']}"
        )
        assert (await desk.sync()).sections["attention"] == {}
    again = await centre.ask(
        "POST", f"/raw-messages/{kept}/settle", who=Role.CALL_TAKER, json={"note": "lagi"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "raw_message.settled")


async def plan_of(centre: Centre, incident: Any) -> Any:
    """Return the plan made last."""
    return await centre.read(f"/incidents/{incident['id']}/plan")


async def test_the_dispatcher_sends_on_an_unknown_place(centre: Centre) -> None:
    report = await deeds.report(centre, "Tolong ada orang pingsan", location=None)
    incident = await deeds.incident(
        centre,
        "medical",
        report_id=report["id"],
        location=None,
        summary="Pingsan, tidak tahu di mana",
    )
    assert (incident["location"], "location_unknown" in incident["flags"]) == (None, True)

    # Nothing blocks: the plan names who would come to most places, and the order goes out.
    ems = next(
        line for line in (await plan_of(centre, incident))["lines"] if line["service"] == "ems"
    )
    assert ems["agency_id"] == "psc119-kota"
    task = await deeds.order(centre, incident["id"], "psc119-kota")
    assert (await deeds.answer(centre, task, "acknowledge"))["state"] == "acknowledged"

    # The place becomes known while they roll.
    located = await centre.do(f"/incidents/{incident['id']}/locate", location=deeds.HOUSE)
    assert (located["area"]["code"][:5], located["flags"], located["state"]) == (
        "35.76",
        [],
        "in_progress",
    )
    assert (await plan_of(centre, incident))["flags"] == []


async def test_a_call_that_begins_with_an_unknown_event_opens_the_form(
    centre: Centre,
) -> None:
    call = await centre.do(
        "/cti/events", who=CHANNEL, event="call.teleported", call_id="baru-1", at=centre.at(0)
    )
    flags = await centre.value("SELECT flags FROM report WHERE id = $1", call["report_id"])
    assert "cti.unknown_event" in flags
    assert (
        await centre.value("SELECT count(*) FROM call_event WHERE call_id = 'baru-1' AND NOT known")
        == 1
    )
