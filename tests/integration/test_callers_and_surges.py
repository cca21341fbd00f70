"""What a desk sees while it rings: the number's history, and a storm of calls as one line."""

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre

NUMBER = "+6281277778888"


async def test_a_number_brings_its_history_and_open_incident(centre: Centre) -> None:
    first = await deeds.report(centre, "tes tes haha", reporter={"phone": NUMBER})
    await centre.do(f"/reports/{first['id']}/discard", reason="nuisance")
    centre.wait(600)
    second = await deeds.report(centre, reporter={"phone": NUMBER})
    incident = await deeds.incident(centre, report_id=second["id"])

    known = await centre.do("/reports/caller", who=Role.CALL_TAKER, number="0812-7777-8888")
    assert known["number"] == NUMBER
    assert [one["report_id"] for one in known["contacts"]] == [second["id"], first["id"]]
    assert known["open_incidents"] == [incident["id"]]
    assert known["nuisance"] == 0.25
    urgent = await centre.do("/reports/caller", number=NUMBER, priority=1)
    assert urgent["nuisance"] == 0.0
    refused = await centre.ask("POST", "/reports/caller", who="damkar-kota", json={"number": "1"})
    assert refused.status_code == 403


async def test_who_dials_a_reporter_is_on_record(centre: Centre) -> None:
    report = await deeds.report(centre, reporter={"phone": NUMBER})
    head = await centre.head()
    told = await centre.do(f"/reports/{report['id']}/dial", who=Role.CALL_TAKER)
    assert told == {"number": NUMBER}
    [fact] = await centre.rows("SELECT type, noun_id, data FROM event WHERE seq > $1", head)
    assert (fact["type"], str(fact["noun_id"])) == ("report.dialled", report["id"])
    assert NUMBER not in str(fact["data"])
    for who in ("damkar-kota", Role.SUPERVISOR):
        refused = await centre.ask("POST", f"/reports/{report['id']}/dial", who=who, json={})
        assert refused.status_code == 403
    silent = await deeds.report(centre, reporter={"name": "Bu Siti"})
    answer = await centre.ask("POST", f"/reports/{silent['id']}/dial", who=Role.CALL_TAKER, json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "report.no_number")


async def test_like_reports_fold_and_the_odd_one_is_listed(centre: Centre) -> None:
    first = await deeds.report(centre, "Rumah terbakar di Jl. Majapahit, api besar")
    incident = await deeds.incident(centre, report_id=first["id"])
    like = await deeds.report(
        centre, "rumah terbakar Jl. Majapahit api besar", reporter={"phone": "+628121110001"}
    )
    odd = await deeds.report(
        centre,
        "rumah terbakar Jl. Majapahit api besar, dua orang terjebak di dalam",
        reporter={"phone": "+628121110002"},
    )
    scores = [one["candidates"][0]["score"] for one in (like, odd)]
    assert min(scores) >= 0.85, scores
    [surge] = (await centre.read("/reports/surges"))["items"]
    assert (surge["incident_id"], surge["count"]) == (incident["id"], 2)
    assert surge["like"] == [like["id"]]
    [strange] = surge["odd"]
    assert strange["report_id"] == odd["id"]
    assert "trapped" in strange["adds"]
