"""Telephone numbers are shown to those who need them, and the showing is written down."""

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import watch

HANDLINGS: tuple[tuple[str, dict[str, str]], ...] = (
    ("answer", {}),
    ("discard", {"reason": "nuisance"}),
    ("refer", {"to": "Call center 112 Sidoarjo"}),
)


@pytest.mark.parametrize(("verb", "body"), HANDLINGS)
async def test_handling_a_report_shows_its_number_only_to_those_who_call_back(
    centre: Centre, verb: str, body: dict[str, str]
) -> None:
    supervised, taken = await deeds.report(centre), await deeds.report(centre)
    masked = await centre.do(f"/reports/{supervised['id']}/{verb}", who=Role.SUPERVISOR, **body)
    shown = await centre.do(f"/reports/{taken['id']}/{verb}", who=Role.CALL_TAKER, **body)
    assert (masked["reporter"]["phone"], masked["reporter"]["name"]) == ("+62********890", None)
    assert shown["reporter"]["phone"] == "+6281234567890"
    notes = "SELECT noun_id FROM access_entry WHERE noun = 'report' ORDER BY at, id"
    assert [row["noun_id"] for row in await centre.rows(notes)] == [taken["id"]]


async def test_linking_masks_the_number_for_a_supervisor(centre: Centre) -> None:
    report, incident = await deeds.report(centre), await deeds.incident(centre)
    linked = await centre.do(
        f"/reports/{report['id']}/link", who=Role.SUPERVISOR, incident_id=incident["id"]
    )
    assert linked["reporter"]["phone"] == "+62********890"


async def test_a_number_in_the_summary_is_only_shown_in_the_incident_itself_to_those_who_call_back(
    centre: Centre,
) -> None:
    opened = await deeds.incident(centre, summary="Rumah terbakar, hubungi 081234567890")
    await deeds.order(centre, opened["id"], "damkar-kota")
    hidden = "Rumah terbakar, hubungi [nomor telepon]"
    assert (await centre.read(f"/incidents/{opened['id']}", who=Role.DISPATCHER))[
        "summary"
    ] == "Rumah terbakar, hubungi 081234567890"
    for who in ("damkar-kota", Role.SUPERVISOR):
        assert (await centre.read(f"/incidents/{opened['id']}", who=who))["summary"] == hidden
    for who in ("damkar-kota", Role.DISPATCHER):
        assert [
            item["summary"] for item in (await centre.read("/incidents", who=who))["items"]
        ] == [hidden]
        async with watch(centre, who) as board:
            assert board.picture.sections["incidents"][opened["id"]]["summary"] == hidden


async def test_seeing_a_number_in_a_summary_is_written_down_and_a_summary_without_one_is_not(
    centre: Centre,
) -> None:
    quoting, plain = (
        await deeds.incident(centre, summary="Hubungi 081234567890"),
        await deeds.incident(centre),
    )
    for who in (Role.CALL_TAKER, Role.SUPERVISOR):
        await centre.read(f"/incidents/{quoting['id']}", who=who)
        await centre.read(f"/incidents/{plain['id']}", who=who)
    seen = await centre.rows("SELECT verb, noun, noun_id FROM access_entry ORDER BY at, id")
    assert seen == [{"verb": "report.see_reporter", "noun": "incident", "noun_id": quoting["id"]}]


async def test_a_number_in_a_reports_words_is_only_shown_where_the_reporter_is(
    centre: Centre,
) -> None:
    report = await deeds.report(centre, text="Rumah terbakar, hubungi 081234567890")
    hidden = "Rumah terbakar, hubungi [nomor telepon]"
    assert (await centre.read(f"/reports/{report['id']}", who=Role.CALL_TAKER))[
        "text"
    ] == "Rumah terbakar, hubungi 081234567890"
    assert (await centre.read(f"/reports/{report['id']}", who=Role.SUPERVISOR))["text"] == hidden
    for who in (Role.SUPERVISOR, Role.DISPATCHER):
        assert [item["text"] for item in (await centre.read("/reports", who=who))["items"]] == [
            hidden
        ]
        async with watch(centre, who) as board:
            assert board.picture.sections["reports"][report["id"]]["text"] == hidden


async def test_an_agencys_inbox_shows_no_number_and_the_order_itself_does_once_it_is_taken(
    centre: Centre,
) -> None:
    opened = await deeds.incident(centre, summary="Hubungi 081234567890")
    task = await deeds.order(centre, opened["id"])
    await deeds.answer(centre, task, "acknowledge")
    [listed] = (await centre.read("/portal/tasks", who=task["agency_id"]))["items"]
    assert listed["incident"]["summary"] == "Hubungi [nomor telepon]"
    assert await centre.value("SELECT count(*) FROM access_entry") == 0
    assert (await centre.read(f"/portal/tasks/{task['id']}", who=task["agency_id"]))["incident"][
        "summary"
    ] == "Hubungi 081234567890"
    assert await centre.value("SELECT count(*) FROM access_entry WHERE verb = 'portal.read'") == 1


async def test_a_number_in_a_message_nobody_could_read_is_only_shown_with_the_whole_message(
    centre: Centre,
) -> None:
    cry = b'{"channel": "sms", "text": "tolong banjir, telepon 0812-3456-7890'
    kept = await deeds.broken_message(centre, cry)
    [listed] = (await centre.read("/raw-messages", who=Role.SUPERVISOR))["items"]
    async with watch(centre, Role.SUPERVISOR) as board:
        excerpts = {listed["excerpt"], board.picture.sections["attention"][kept]["excerpt"]}
    assert excerpts == {'{"channel": "sms", "text": "tolong banjir, telepon [nomor telepon]'}
    whole = await centre.read(f"/raw-messages/{kept}", who=Role.CALL_TAKER)
    assert whole["body"].encode() == cry
    assert (
        await centre.value(
            "SELECT count(*) FROM access_entry WHERE noun = 'raw_message' AND noun_id = $1", kept
        )
        == 1
    )
