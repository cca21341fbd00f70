"""Personal data go when their time is over.

What a person needs, what is evidence, the figures and the log stay.
"""

from datetime import timedelta
from typing import Any

from dispatch.access.subject import Role
from dispatch.kernel.store.verify_log import verify_log
from dispatch.retention.erase import Erase
from dispatch.retention.erasure import ERASURES, Category
from main import ROOMS
from tests.support import deeds
from tests.support.centre import START, Centre

PERSONAL = "SELECT reporter_name, reporter_phone, text, address FROM report WHERE id = $1"
GONE = {"reporter_name": None, "reporter_phone": None, "text": "", "address": None}


async def erase(centre: Centre, *, days: float, batch: int = 500) -> dict[str, int]:
    """Let days pass since the beginning and erase what is due.

    Return how many rows of which category the log says were erased.
    """
    centre.clock.advance(
        seconds=(START + timedelta(days=days) - centre.clock.now()).total_seconds()
    )
    before, module = await centre.head(), Erase(ERASURES.of(ROOMS), batch=batch)
    while await module.run_once(centre.units, centre.clock.now()):
        pass
    rows = await centre.rows(
        "SELECT data::jsonb ->> 'category' AS category, sum((data::jsonb ->> 'rows')::int)::int AS"
        " n FROM event WHERE type = 'retention.erased' AND seq > $1 GROUP BY 1",
        before,
    )
    return {row["category"]: row["n"] for row in rows}


async def personal(centre: Centre, report: Any) -> dict[str, Any]:
    """Return what is left of the reporter."""
    [row] = await centre.rows(PERSONAL, report["id"])
    return row


async def closed_with_report(centre: Centre, **more: Any) -> tuple[Any, Any]:
    """A call was made, an incident opened from it, and it is over."""
    report = await deeds.report(centre, **more)
    incident = await deeds.incident(centre, report_id=report["id"])
    await centre.do(f"/incidents/{incident['id']}/close", disposition="handled")
    return report, incident


def test_every_category_has_something_that_erases_it() -> None:
    assert {erasure.category for erasure in ERASURES.of(ROOMS)} == set(Category)


async def test_nothing_is_erased_before_its_time(centre: Centre) -> None:
    report, _ = await closed_with_report(centre)
    assert await erase(centre, days=29.9) == {}
    assert (await personal(centre, report))["reporter_phone"] == "+6281234567890"


async def test_a_reporter_is_forgotten_after_a_year_and_the_figures_stay(centre: Centre) -> None:
    report, incident = await closed_with_report(centre)
    figures = await centre.read("/response-times", who=Role.SUPERVISOR)
    assert await erase(centre, days=364) == {"raw_message": 1}
    assert await erase(centre, days=366) == {"report": 1}
    assert await personal(centre, report) == GONE
    # A second look finds nothing: what is erased stays erased and is counted once.
    assert await erase(centre, days=366.1) == {}
    # Back to where the supervisor is still signed in.
    centre.clock.advance(seconds=-5 * 86_400)
    assert await centre.read("/response-times", who=Role.SUPERVISOR) == figures
    # The incident is an archive until the city's schedule says how long.
    assert (await centre.read(f"/incidents/{incident['id']}"))["summary"] == "Rumah terbakar"
    async with centre.units.reading() as reading:
        await verify_log(reading)


async def test_the_same_message_is_still_known_after_it_was_erased(centre: Centre) -> None:
    # A channel that sends a very old message again must not make a second report of it.
    report = await deeds.report(centre, external_id="kiriman-1")
    await centre.do(f"/reports/{report['id']}/discard", reason="information")
    await centre.units.pool.execute("UPDATE retention_rule SET keep_days = 1")
    assert (await erase(centre, days=2))["report"] == 1
    again = await deeds.report(centre, external_id="kiriman-1")
    assert (again["id"], again["duplicate"]) == (report["id"], True)


async def test_a_prank_is_forgotten_after_six_months(centre: Centre) -> None:
    prank, question = await deeds.report(centre), await deeds.report(centre)
    await centre.do(f"/reports/{prank['id']}/discard", reason="nuisance")
    await centre.do(f"/reports/{question['id']}/discard", reason="information")
    assert (await erase(centre, days=181))["nuisance"] == 1
    assert await personal(centre, prank) == GONE
    assert (await personal(centre, question))["reporter_name"] == "Bu Siti"


async def test_where_a_handset_was_becomes_about_a_kelurahan_after_a_month(centre: Centre) -> None:
    pin, _ = await closed_with_report(centre, location=deeds.HOUSE | {"method": "gps"})
    said, _ = await closed_with_report(centre)
    assert await erase(centre, days=31) == {"handset_location": 1}
    where = "SELECT lat, lon, accuracy_m, flags FROM report WHERE id = $1"
    [coarse] = await centre.rows(where, pin["id"])
    assert (coarse["lat"], coarse["lon"], coarse["accuracy_m"]) == (-7.47, 112.44, 800)
    assert "location.coarsened" in coarse["flags"]
    # What somebody said is where the emergency was, not where they were.
    assert (await centre.rows(where, said["id"]))[0]["lat"] == deeds.HOUSE["lat"]


async def test_what_waits_for_a_person_is_never_erased(centre: Centre) -> None:
    waiting = await deeds.report(centre)
    kept = await deeds.broken_message(centre)
    call = await deeds.ring(centre)
    await deeds.ring(centre, "abandoned", call)
    assert await erase(centre, days=4000) == {}
    assert (await personal(centre, waiting))["text"] != ""
    assert await centre.value("SELECT body FROM raw_message WHERE id = $1", kept) != b""
    assert await centre.value("SELECT number FROM call_back") == "+6281355512345"


async def test_an_open_incident_keeps_its_reports(centre: Centre) -> None:
    report = await deeds.report(centre, location=deeds.HOUSE | {"method": "gps"})
    await deeds.incident(centre, report_id=report["id"])
    assert await erase(centre, days=4000) == {}
    assert (await personal(centre, report))["reporter_name"] == "Bu Siti"


async def test_a_legal_hold_keeps_all_that_belongs_to_the_incident_until_it_is_released(
    centre: Centre,
) -> None:
    report, incident = await closed_with_report(centre)
    # The second caller's incident was merged into the one that is evidence now.
    twin_report = await deeds.report(centre)
    twin = await deeds.incident(centre, report_id=twin_report["id"])
    await centre.do(f"/incidents/{incident['id']}/reopen", reason="dua kejadian satu kebakaran")
    await centre.do(f"/incidents/{twin['id']}/merge", into=incident["id"])
    await centre.do(f"/incidents/{incident['id']}/close", disposition="handled")
    refused = await centre.ask(
        "POST", f"/incidents/{incident['id']}/hold", json={"reason": "saya mau"}
    )
    assert refused.status_code == 403
    held = await centre.do(
        f"/incidents/{incident['id']}/hold",
        who=Role.SUPERVISOR,
        reason="Penyidikan Polres, LP/12/2026",
    )
    assert held["held_at"] is not None
    await centre.units.pool.execute("UPDATE retention_rule SET keep_days = 10")
    assert await erase(centre, days=11) == {}
    assert (await personal(centre, twin_report))["reporter_name"] == "Bu Siti"

    released = await centre.do(
        f"/incidents/{incident['id']}/release", who=Role.SUPERVISOR, reason="putusan tetap"
    )
    assert released["held_at"] is None
    assert (await erase(centre, days=12))["report"] == 2
    assert await personal(centre, report) == await personal(centre, twin_report) == GONE
    said = [kind for kind in await centre.facts() if kind in {"incident.held", "incident.released"}]
    assert said == ["incident.held", "incident.released"]


async def test_a_caller_and_a_crew_are_forgotten_too(centre: Centre) -> None:
    call = await deeds.ring(centre)
    await deeds.ring(centre, "answered", call, agent_extension="201")
    await deeds.ring(centre, "recording_ready", call, recording_ref="rekaman/77.wav")
    [report] = (await centre.read("/reports"))["items"]
    await centre.do(f"/reports/{report['id']}/discard", reason="information")
    unit = await deeds.unit(centre)
    await centre.do(f"/units/{unit['id']}/position", who="damkar-kota", lat=-7.4722, lon=112.4338)
    assert (await erase(centre, days=91))["unit_position"] == 1
    found = await erase(centre, days=366)
    assert found == {"call": 4, "report": 1}
    [row] = await centre.rows("SELECT ani, recording_ref, built FROM call WHERE call_id = $1", call)
    assert (row["ani"], row["recording_ref"]) == (None, None)
    assert "81355512345" not in str(row["built"])
    assert await centre.rows("SELECT FROM call_event WHERE body <> ''") == []


async def test_it_goes_in_small_batches_and_says_each(centre: Centre) -> None:
    for _ in range(5):
        report = await deeds.report(centre)
        await centre.do(f"/reports/{report['id']}/discard", reason="information")
    await centre.units.pool.execute("DELETE FROM retention_rule WHERE category <> 'report'")
    before = await centre.head()
    assert await erase(centre, days=366, batch=2) == {"report": 5}
    assert (await centre.facts(before)).count("retention.erased") == 3


async def test_the_rules_are_dated_data_with_a_legal_basis(centre: Centre) -> None:
    shipped = (await centre.read("/retention/rules", who=Role.SUPERVISOR))["items"]
    assert {rule["category"] for rule in shipped} == set(Category)
    assert all(
        rule["legal_basis"] and rule["in_force"] and rule["confirmed_by"] is None
        for rule in shipped
    )
    new: dict[str, Any] = {
        "category": "report",
        "keep_days": 730,
        "valid_from": centre.at(0),
        "legal_basis": "Perwali 12/2026",
        "confirmed_by": "Bagian Hukum",
    }
    assert (
        await centre.ask("POST", "/retention/rules", who=Role.SUPERVISOR, json=new)
    ).status_code == 403
    made = await centre.do("/retention/rules", who=Role.ADMINISTRATOR, **new)
    assert made["in_force"]
    twice = await centre.ask("POST", "/retention/rules", who=Role.ADMINISTRATOR, json=new)
    assert (twice.status_code, twice.json()["code"]) == (409, "retention.rule_exists")
    report, _ = await closed_with_report(centre)
    assert "report" not in await erase(centre, days=729)
    assert (await erase(centre, days=731))["report"] == 1
    assert await personal(centre, report) == GONE


async def test_what_a_schedule_says_about_the_archive_is_done(centre: Centre) -> None:
    _, incident = await closed_with_report(centre)
    rule: dict[str, Any] = {
        "category": "incident",
        "keep_days": 20,
        "valid_from": centre.at(0),
        "legal_basis": "JRA Kota Mojokerto",
    }
    await centre.do("/retention/rules", who=Role.ADMINISTRATOR, **rule)
    assert await erase(centre, days=21) == {"incident": 1}
    assert await centre.value("SELECT summary FROM incident WHERE id = $1", incident["id"]) == ""
