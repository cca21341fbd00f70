"""Whoever calls 112 is shown to those who must call back, and every look is written down.

The log for ever holds nobody.
"""

import re
from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.contract.board_actions import ACTIONS
from tests.support import deeds
from tests.support.centre import CHANNEL, DESKS, Centre
from tests.support.console import fresh, watch

NAME, PHONE, MASKED = "Bu Siti", "+6281234567890", "+62********890"
SEEING, OTHERS = (Role.CALL_TAKER, Role.DISPATCHER), (Role.SUPERVISOR, Role.ADMINISTRATOR)


async def looks(centre: Centre) -> list[dict[str, Any]]:
    """Return who looked at what."""
    query = """
    SELECT p.username, e.verb, e.noun, e.noun_id FROM access_entry e LEFT JOIN person p
        ON e.actor = 'person:' || p.id ORDER BY e.at, e.id
    """
    return await centre.rows(query)


@pytest.mark.parametrize("who", DESKS)
async def test_lists_and_the_board_mask_the_caller_for_everybody(centre: Centre, who: str) -> None:
    report = await deeds.report(centre)
    [listed] = (await centre.read("/reports", who=who))["items"]
    shown = (await fresh(centre, who))["reports"][report["id"]]
    assert (
        listed["reporter"]
        == shown["reporter"]
        == {
            "name": None,
            "phone": MASKED,
            "anonymous": False,
        }
    )
    assert await looks(centre) == []


@pytest.mark.parametrize("who", SEEING)
async def test_call_takers_and_dispatchers_see_the_caller_and_it_is_written_down(
    centre: Centre, who: str
) -> None:
    report = await deeds.report(centre)
    assert (await centre.read(f"/reports/{report['id']}", who=who))["reporter"] == {
        "name": NAME,
        "phone": PHONE,
        "anonymous": False,
    }
    assert await looks(centre) == [
        {"username": who, "verb": "report.see_reporter", "noun": "report", "noun_id": report["id"]}
    ]


@pytest.mark.parametrize("who", OTHERS)
async def test_supervisors_and_administrators_do_not_need_the_number(
    centre: Centre, who: str
) -> None:
    report = await deeds.report(centre)
    assert (await centre.read(f"/reports/{report['id']}", who=who))["reporter"]["phone"] == MASKED
    assert await looks(centre) == []


@pytest.mark.parametrize("verb", ["answer", "discard", "refer", "link"])
async def test_handling_a_report_shows_the_caller_only_to_those_who_may_see(
    centre: Centre, verb: str
) -> None:
    report, incident = await deeds.report(centre), await deeds.incident(centre)
    body = {"reason": "nuisance", "to": "Dinas", "incident_id": incident["id"]}
    handled = await centre.do(f"/reports/{report['id']}/{verb}", who=Role.SUPERVISOR, **body)
    assert handled["reporter"] == {"name": None, "phone": MASKED, "anonymous": False}


async def test_a_channel_gets_back_no_more_than_a_masked_number(centre: Centre) -> None:
    body: dict[str, Any] = {
        "channel": "sms",
        "external_id": "1",
        "text": "tolong",
        "reporter": {"name": NAME, "phone": PHONE},
    }
    for _ in range(2):
        assert (await centre.do("/reports", who=CHANNEL, **body))["reporter"]["phone"] == MASKED


async def test_who_wants_no_name_has_none(centre: Centre) -> None:
    reporter = {"name": NAME, "phone": PHONE, "anonymous": True}
    report = await deeds.report(centre, reporter=reporter)
    assert (await centre.read(f"/reports/{report['id']}", who=Role.CALL_TAKER))["reporter"][
        "name"
    ] is None


async def test_an_agency_sees_the_caller_once_a_human_there_has_taken_the_order(
    centre: Centre,
) -> None:
    report = await deeds.report(centre)
    task = await deeds.order(centre, (await deeds.incident(centre, report_id=report["id"]))["id"])
    before = await centre.ask("GET", f"/portal/tasks/{task['id']}", who="damkar-kota")
    assert before.json()["reporters"] is None
    assert PHONE not in before.text
    await deeds.answer(centre, task, "acknowledge")
    after = await centre.read(f"/portal/tasks/{task['id']}", who="damkar-kota")
    assert after["reporters"] == [{"name": NAME, "phone": PHONE}]
    assert [look["username"] for look in await looks(centre)] == ["damkar-kota"]
    for path in (
        "/portal/tasks",
        "/tasks",
        "/incidents",
        f"/incidents/{task['incident_id']}",
        f"/incidents/{task['incident_id']}/events",
    ):
        assert PHONE not in (await centre.ask("GET", path, who="damkar-kota")).text


async def test_no_frame_of_the_board_holds_a_number(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as desk, watch(centre, "damkar-kota") as agency:
        for act, _fact in ACTIONS.values():
            assert [step async for step in act(centre)] == [None]
        await desk.sync()
        await agency.sync()
    assert len(desk.frames) > len(ACTIONS)
    # The excerpt of an unreadable message and the words of a report are what they are; numbers of
    # callers have fields of their own.
    assert re.findall(r"\+62\d{6,}", str(desk.frames) + str(agency.frames)) == []


async def test_the_log_names_no_caller(centre: Centre) -> None:
    for act, _fact in ACTIONS.values():
        assert [step async for step in act(centre)] == [None]
    log = str(await centre.rows("SELECT * FROM event"))
    assert len(set(await centre.facts())) > 35
    for secret in (
        NAME,
        PHONE,
        PHONE[1:],
        "6281355512345",
        "Mbah Karto",
        "6281333344455",
        "Rumah terbakar",
    ):
        assert secret not in log


async def test_a_raw_message_is_read_whole_by_those_who_settle_it_and_that_is_written_down(
    centre: Centre,
) -> None:
    kept = await deeds.broken_message(centre)
    await centre.read(f"/raw-messages/{kept}", who=Role.CALL_TAKER)
    assert [(look["username"], look["noun"], look["noun_id"]) for look in await looks(centre)] == [
        ("call_taker", "raw_message", kept)
    ]
    refused = await centre.ask("GET", f"/raw-messages/{kept}", who=Role.ADMINISTRATOR)
    assert refused.status_code == 403


async def test_no_account_has_a_password_that_one_could_guess(centre: Centre) -> None:
    assert (
        await centre.value(
            "SELECT count(*) FROM person WHERE password_hash NOT LIKE '$argon2id$%' AND"
            " password_hash <> 'none'"
        )
        == 0
    )
    for name in ("admin", "administrator", "penerima", "pengendali", "pengawas", "root"):
        for password in (name, "admin", "password", "tanggap112", "112", "kata-sandi-demo", ""):
            answer = await centre.client.post(
                "/sessions", json={"username": name, "password": password}
            )
            assert answer.status_code == 401
