"""What must not run dry unseen: alarms that only an action ends, and that climb until one does."""

from typing import Any

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre


async def standing(centre: Centre, kind: str = "") -> list[Any]:
    """Return the alarms that stand (of a kind), after the watch has looked."""
    await centre.run("alarms")
    found = (await centre.read("/alarms"))["items"]
    return [one for one in found if one["kind"].startswith(kind)]


async def named(centre: Centre) -> set[tuple[str, str]]:
    return {(one["kind"], one["detail"]) for one in await standing(centre)}


async def test_no_engine_is_coming_although_the_ambulance_stands_by(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    await deeds.order(centre, incident["id"], "psc119-kota", stand_by=True)
    centre.wait(59)
    assert ("need_unasked", "fire") not in await named(centre)
    centre.wait(1)
    assert ("need_unasked", "fire") in await named(centre)
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert "alarm:need_unasked:fire" in seen["flags"]
    assert seen["version"] == (await centre.read(f"/incidents/{incident['id']}"))["version"]
    [alarm] = await standing(centre, "need_unasked")
    assert "pemadam" in alarm["text"]

    task = await deeds.order(centre, incident["id"], "damkar-kota")
    assert await standing(centre, "need") == []
    await deeds.answer(centre, task, "acknowledge", by="Danru")
    seen = await centre.read(f"/incidents/{incident['id']}")
    assert not [flag for flag in seen["flags"] if flag.startswith("alarm:need")]


async def test_when_everybody_was_asked_in_vain_all_hands_are_called_by_and_by(
    centre: Centre,
) -> None:
    incident = await deeds.incident(centre)
    await deeds.order(centre, incident["id"], "damkar-kota")
    for _ in range(3):
        centre.wait(120)
        await centre.run("sla.sweep")
    assert len(await standing(centre, "need_exhausted")) == 1
    centre.wait(60)
    [alarm] = await standing(centre, "need_exhausted")
    assert (alarm["whom"], alarm["channel"]) == ("all_hands", "phone")
    called = await centre.rows(
        "SELECT data ->> 'whom' AS whom FROM event WHERE noun_id = $1 ORDER BY seq", alarm["id"]
    )
    assert [row["whom"] for row in called] == ["dispatcher", "supervisor", "all_hands"]
    await deeds.order(centre, incident["id"], "bpbd-kota", service="fire")
    assert await standing(centre, "need_exhausted") == []


async def test_an_action_that_fails_brings_the_alarm_back(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    centre.wait(61)
    assert await standing(centre, "need_unasked")
    task = await deeds.order(centre, incident["id"], "damkar-kota", service="fire")
    assert await standing(centre, "need") == []
    await centre.do(f"/tasks/{task['id']}/cancel", reason="salah")
    centre.wait(61)
    assert [one["detail"] for one in await standing(centre, "need_unasked")] == ["fire"]


async def test_who_is_at_it_quiets_an_alarm_and_does_not_end_it(centre: Centre) -> None:
    await deeds.incident(centre)
    centre.wait(61)
    [alarm] = await standing(centre, "need_unasked")
    taken = await centre.do(f"/alarms/{alarm['id']}/take")
    assert taken["taken_by"] is not None
    assert [one["id"] for one in await standing(centre, "need_unasked")] == [alarm["id"]]
    centre.wait(31)
    [again] = await standing(centre, "need_unasked")
    assert (again["id"], again["taken_by"]) == (alarm["id"], None)
    assert (await centre.facts()).count("alarm.climbed") == 1


async def test_a_waiting_report_about_a_life_calls_until_somebody_has_it(centre: Centre) -> None:
    report = await deeds.report(centre, "bapak saya tidak bernapas")
    centre.wait(31)
    [alarm] = await standing(centre, "waiting_report")
    assert (alarm["report_id"], alarm["whom"]) == (report["id"], "call_taker")
    await centre.do(f"/reports/{report['id']}/claim", who=Role.CALL_TAKER)
    assert await standing(centre, "waiting_report") == []


async def test_a_report_that_may_wait_calls_nobody(centre: Centre) -> None:
    await deeds.report(centre, "lampu jalan mati")
    centre.wait(600)
    assert await standing(centre) == []


async def test_a_cancel_that_nobody_has_heard_is_called_out(centre: Centre) -> None:
    task = await deeds.called_off(centre)
    centre.wait(61)
    [alarm] = await standing(centre, "recall_unheard")
    assert alarm["agency_id"] == "damkar-kota"
    await deeds.answer(centre, task, "acknowledge-recall", by="Danru")
    assert await standing(centre, "recall_unheard") == []


async def test_a_deadline_that_was_escalated_stays_until_it_is_met(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    centre.wait(120)
    await centre.run("sla.sweep")
    assert ("escalated", "processing") in await named(centre)
    await deeds.order(centre, incident["id"], "damkar-kota")
    assert ("escalated", "processing") not in await named(centre)


async def test_what_is_over_calls_nobody(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    centre.wait(61)
    assert await standing(centre)
    await centre.do(f"/incidents/{incident['id']}/cancel", reason="salah sambung")
    assert await standing(centre) == []


async def test_an_alarm_that_has_ended_cannot_be_taken(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    centre.wait(61)
    [alarm] = await standing(centre, "need_unasked")
    await deeds.order(centre, incident["id"], "damkar-kota")
    await standing(centre)
    late = await centre.ask("POST", f"/alarms/{alarm['id']}/take")
    nobody = await centre.ask("POST", f"/alarms/{incident['id']}/take")
    assert (late.json()["code"], nobody.json()["code"]) == ("alarm.ended", "alarm.not_found")


_EARLIER = """
INSERT INTO report (SELECT (r).* FROM (SELECT jsonb_populate_record(report, jsonb_build_object(
    'id', gen_random_uuid(), 'external_id', 'w' || week || '-' || n,
    'received_at', received_at - week * interval '7 days')) AS r
    FROM report, generate_series(1, 8) AS week, generate_series(1, 20) AS n) AS made)
"""


async def test_a_channel_that_falls_silent_at_an_hour_of_many_calls_calls_somebody(
    centre: Centre,
) -> None:
    body = {"channel": "112", "text": "halo"}
    await centre.do("/reports", who=Role.CALL_TAKER, **body)
    await centre.rows(_EARLIER)
    await centre.rows("DELETE FROM report WHERE external_id NOT LIKE 'w%'")
    centre.wait(600)
    await centre.run("silence_watch")
    [alarm] = await standing(centre, "channel_silent")
    assert (alarm["detail"], alarm["whom"]) == ("112", "supervisor")
    for _ in range(8):
        await centre.do("/reports", who=Role.CALL_TAKER, **body)
    await centre.run("silence_watch")
    assert await standing(centre, "channel_silent") == []


async def test_a_centre_at_whose_desks_nobody_is_signed_in_calls_all_hands(centre: Centre) -> None:
    await centre.run("empty_desk")
    assert await standing(centre, "desk_empty") == []
    left = centre.clock.now()
    await centre.rows(
        "UPDATE session SET revoked_at = $1 FROM person p WHERE p.id = person_id"
        " AND role IN ('call_taker', 'dispatcher', 'supervisor')",
        left,
    )
    centre.wait(59)
    await centre.run("empty_desk")
    await centre.run("alarms")
    assert (await centre.read("/alarms", who=Role.ADMINISTRATOR))["items"] == []
    centre.wait(1)
    await centre.run("alarms")
    [alarm] = (await centre.read("/alarms", who=Role.ADMINISTRATOR))["items"]
    assert (alarm["kind"], alarm["whom"], alarm["channel"]) == ("desk_empty", "all_hands", "phone")
    await centre.rows("UPDATE session SET revoked_at = NULL")
    await centre.run("empty_desk")
    assert await standing(centre, "desk_empty") == []


async def test_a_gauge_that_went_silent_is_on_the_ladder(centre: Centre) -> None:
    await centre.rows(
        "INSERT INTO gauge_state (station_id, level, heard_at, stale_at, silent, state, shown,"
        " version) SELECT id, 'UNKNOWN', $1, $1, true, '{}', '{}', 1 FROM gauge_station"
        " WHERE active AND lat IS NOT NULL ORDER BY id LIMIT 1",
        centre.clock.now(),
    )
    [alarm] = await standing(centre, "gauge_silent")
    assert alarm["channel"] == "board"
    await centre.rows("UPDATE gauge_state SET silent = false")
    assert await standing(centre, "gauge_silent") == []
