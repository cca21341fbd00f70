"""A report is a document: typed words arrive as they are typed, decisions can be taken back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre


async def typed(centre: Centre, report: Any, text: str, **more: Any) -> Any:
    return await centre.do(
        f"/reports/{report['id']}", who=Role.CALL_TAKER, method="PATCH", text=text, **more
    )


async def everything_said(centre: Centre, report_id: str) -> str:
    [row] = await centre.rows("SELECT text FROM report WHERE id = $1", report_id)
    parts = await centre.rows(
        "SELECT text FROM report_part WHERE report_id = $1 ORDER BY place", report_id
    )
    return "\n".join([row["text"], *(part["text"] for part in parts)])


async def test_words_are_stored_while_they_are_typed_and_proposed_anew(centre: Centre) -> None:
    report = await deeds.report(centre, text="", location=None)
    for words in ("keb", "kebakaran rumah", "kebakaran rumah di Jl. Niaga 15"):
        report = await typed(centre, report, words)
    assert report["text"] == "kebakaran rumah di Jl. Niaga 15"
    assert report["proposal"]["type"] == "fire"
    assert report["location"]["lat"] == pytest.approx(-7.4667, abs=0.001)
    assert await centre.value("SELECT count(*) FROM report_part") == 0


async def test_replaced_words_are_kept(centre: Centre) -> None:
    report = await deeds.report(centre, text="dua anak terjebak di lantai dua")
    await typed(centre, report, "salah sambung")
    assert "dua anak terjebak di lantai dua" in await everything_said(centre, report["id"])


@pytest.mark.parametrize("verb", ["link", "discard", "refer"])
async def test_words_reach_a_report_that_was_settled_too(centre: Centre, verb: str) -> None:
    report, incident = await deeds.report(centre), await deeds.incident(centre)
    bodies = {
        "link": {"incident_id": incident["id"]},
        "discard": {"reason": "information"},
        "refer": {"to": "SIGAP"},
    }
    await centre.do(f"/reports/{report['id']}/{verb}", **bodies[verb])
    await typed(centre, report, f"{report['text']} dan masih ada orang di dalam")
    assert "masih ada orang di dalam" in await everything_said(centre, report["id"])


async def test_two_people_writing_at_once_lose_nothing(centre: Centre) -> None:
    report = await deeds.report(centre, text="asap")
    await typed(centre, report, "asap dari toko", version=report["version"])
    answer = await centre.ask(
        "PATCH",
        f"/reports/{report['id']}",
        json={"text": "asap, ada ledakan", "version": report["version"]},
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "conflict.stale_version")
    assert problem["current"]["text"] == "asap dari toko"
    assert "ada ledakan" in await everything_said(centre, report["id"])


async def test_every_decision_can_be_taken_back(centre: Centre) -> None:
    incident = await deeds.incident(centre)
    report = await deeds.report(centre)
    path = f"/reports/{report['id']}"
    await centre.do(f"{path}/link", incident_id=incident["id"])
    assert (await centre.do(f"{path}/unlink"))["state"] == "triaged"
    counted = await centre.read(f"/incidents/{incident['id']}")
    assert counted["report_count"] == incident["report_count"]
    for verb, body in (("discard", {"reason": "nuisance"}), ("refer", {"to": "SIGAP"})):
        await centre.do(f"{path}/{verb}", **body)
        assert (await centre.do(f"{path}/restore"))["state"] == "triaged"
    for verb in ("unlink", "restore"):
        assert (await centre.ask("POST", f"{path}/{verb}", json={})).status_code == 409


async def test_a_claimed_report_is_taken_over_only_knowingly(centre: Centre) -> None:
    report = await deeds.report(centre)
    path = f"/reports/{report['id']}/claim"
    mine = await centre.do(path, who=Role.CALL_TAKER)
    assert mine["claimed_name"] == f"Petugas {Role.CALL_TAKER}"
    refused = await centre.ask("POST", path, json={})
    assert (refused.status_code, refused.json()["name"]) == (409, mine["claimed_name"])
    assert (await centre.do(path, take_over=True))["claimed_name"] == f"Petugas {Role.DISPATCHER}"
    released = await centre.do(f"/reports/{report['id']}/release")
    assert released["claimed_name"] is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), max_size=6
    )
)
async def test_every_typed_text_is_found_again(centre: Centre, texts: list[str]) -> None:
    report = await deeds.report(centre, text="awal", location=None)
    for text in texts:
        await typed(centre, report, text)
    said = await everything_said(centre, report["id"])
    assert all(text in said for text in ("awal", *texts))
