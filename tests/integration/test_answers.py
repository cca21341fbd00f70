"""A citizen who reports is told so, once, on the channel he used; and nobody else is."""

from typing import Any

import pytest

from dispatch.access.subject import Role
from dispatch.transports.sending import SendFailed
from intake.answers.ticket import ticket_of
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.citizens import Desk, lend_ways

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIRE = "kebakaran besar di Jl. Gajah Mada 151, ada orang terjebak"
ANSWER = "SELECT * FROM citizen_answer WHERE address_key <> '' ORDER BY at DESC, id DESC LIMIT 1"
# What a process leaves behind that died between its lease and its record.
DIED = "UPDATE outbox SET claimed_until = $1 WHERE state = 'due' AND kind = 'citizen_answer'"
SETTLE = """
UPDATE report SET state = 'discarded', discard_reason = 'test' WHERE reporter_phone = $1
"""
_NUMBERS = iter(range(81_200_000_000, 81_299_999_999))


@pytest.fixture
def desk(shared_centre: Centre) -> Desk:
    """The centre with its answers, run by hand."""
    desk = Desk(shared_centre)
    lend_ways(shared_centre, desk.outside)
    return desk


@pytest.fixture
def number() -> str:
    """A number that nobody has used before."""
    return f"+62{next(_NUMBERS)}"


async def test_a_report_is_answered_with_its_ticket_and_link(desk: Desk, number: str) -> None:
    rule: dict[str, Any] = {
        "channel": "sms",
        "valid_from": "2026-02-01T00:00:00+07:00",
        "cost": 350,
    }
    await desk.centre.do("/answers/rules", who=Role.ADMINISTRATOR, **rule)
    await desk.says(number, FIRE)
    await desk.run()
    [report] = await desk.centre.rows("SELECT id FROM report WHERE reporter_phone = $1", number)
    [text] = desk.outside.to(number)
    assert ticket_of(report["id"]) in text
    assert "https://112.test/status/" in text
    assert text.startswith("112: laporan Anda kami terima.")
    [row] = await desk.centre.rows(ANSWER)
    assert (row["outcome"], row["reference"], row["cost"]) == ("sent", "ref-1", row["parts"] * 350)
    assert "/status/" not in row["text"], "a secret link is nobody's to read"
    assert number not in str(row)
    assert await desk.centre.value("SELECT state FROM outbox WHERE id = $1", row["id"]) == "done"


async def test_however_often_it_comes_it_is_answered_once(desk: Desk, number: str) -> None:
    for _ in range(3):
        await desk.says(number, FIRE, key=f"sama-{number}")
        await desk.run()
    await desk.says(number, "masih menyala, tolong cepat")
    await desk.run()
    assert len(desk.outside.to(number)) == 1


async def test_a_storm_of_one_number_is_no_storm_of_answers(desk: Desk, number: str) -> None:
    for count in range(6):
        await desk.says(number, f"lampu jalan mati di RT {count} Meri")
        desk.centre.wait(700)
        await desk.centre.units.pool.execute(SETTLE, number)
    await desk.run()
    assert len(desk.outside.to(number)) == 3


async def test_english_is_answered_in_english(desk: Desk, number: str) -> None:
    await desk.says(number, "There is a fire in the house near the market, please help")
    await desk.run()
    assert desk.outside.to(number)[0].startswith("112: we have your report.")


async def test_who_wants_none_is_told_once_and_still_heard(desk: Desk, number: str) -> None:
    await desk.says(number, "STOP")
    await desk.run()
    assert "berhenti" in desk.outside.to(number)[0]
    desk.centre.wait(1_200)
    await desk.says(number, FIRE)
    await desk.run()
    assert len(desk.outside.to(number)) == 1
    found = "SELECT count(*) FROM report WHERE reporter_phone = $1"
    assert await desk.centre.value(found, number) == 2
    await desk.says(number, "mulai")
    await desk.run()
    assert "menyala lagi" in desk.outside.to(number)[1]
    assert await desk.centre.value("SELECT count(*) FROM answer_opt_out") == 0


async def test_a_gateway_that_fails_is_tried_again(desk: Desk, number: str) -> None:
    desk.outside.failures = [SendFailed("status 503")]
    await desk.says(number, FIRE)
    await desk.run()
    assert desk.outside.to(number) == []
    desk.centre.wait(6)
    await desk.run()
    assert len(desk.outside.to(number)) == 1


async def test_whoever_asks_us_to_wait_is_not_asked_sooner(desk: Desk, number: str) -> None:
    desk.outside.failures = [SendFailed("status 429", retry_after_s=30.0)]
    await desk.says(number, FIRE)
    await desk.run()
    desk.centre.wait(29)
    await desk.run()
    assert desk.outside.to(number) == []
    desk.centre.wait(2)
    await desk.run()
    assert len(desk.outside.to(number)) == 1


@pytest.mark.parametrize(("is_idempotent", "outcome"), [(False, "unclear"), (True, "sent")])
async def test_over_whose_try_a_process_died_is_sent_again_only_under_a_key(
    desk: Desk, number: str, outcome: str, *, is_idempotent: bool
) -> None:
    desk.outside.is_idempotent = is_idempotent
    desk.outside.failures = [SendFailed("status 503")]
    await desk.says(number, FIRE)
    await desk.run()
    await desk.centre.units.pool.execute(DIED, desk.centre.clock.now())
    desk.centre.wait(6)
    await desk.run()
    [row] = await desk.centre.rows(ANSWER)
    assert row["outcome"] == outcome
    assert len(desk.outside.to(number)) == int(is_idempotent)
    assert set(desk.outside.keys) == {str(row["id"])}


async def test_what_is_unclear_under_a_key_is_asked_again(desk: Desk, number: str) -> None:
    desk.outside.is_idempotent = True
    desk.outside.failures = [SendFailed("ReadTimeout", unclear=True)]
    await desk.says(number, FIRE)
    await desk.run()
    desk.centre.wait(6)
    await desk.run()
    assert len(desk.outside.to(number)) == 1


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (SendFailed("ReadTimeout", unclear=True), "unclear"),
        (SendFailed("status 400", permanent=True), "failed"),
    ],
)
async def test_what_may_have_left_or_never_can_is_not_sent_again(
    desk: Desk, number: str, failure: SendFailed, state: str
) -> None:
    desk.outside.failures = [failure]
    await desk.says(number, FIRE)
    for _ in range(3):
        await desk.run()
        desk.centre.wait(60)
    [row] = await desk.centre.rows(ANSWER)
    assert (row["outcome"], row["error"]) == (state, failure.error)
    assert desk.outside.to(number) == []


async def test_the_end_is_told(desk: Desk, number: str) -> None:
    await desk.says(number, FIRE)
    await desk.run()
    [report] = await desk.centre.rows("SELECT * FROM report WHERE reporter_phone = $1", number)
    about = {"type": "fire", "report_id": str(report["id"])}
    opened = await desk.centre.do("/incidents", who=Role.CALL_TAKER, **about)
    over = {"who": Role.SUPERVISOR, "disposition": "handled"}
    await desk.centre.do(f"/incidents/{opened['id']}/close", **over)
    await desk.run()
    assert "selesai" in desk.outside.to(number)[-1]
    assert ticket_of(report["id"]) in desk.outside.to(number)[-1]


async def wrote(desk: Desk, number: str) -> str:
    """Let somebody report something small; return the report's id."""
    await desk.says(number, "lampu jalan mati di Meri")
    query = "SELECT id FROM report WHERE reporter_phone = $1"
    return str(await desk.centre.value(query, number))


async def test_the_desk_writes_and_the_answer_joins_the_report(desk: Desk, number: str) -> None:
    report_id = await wrote(desk, number)
    told = await desk.centre.do(
        f"/reports/{report_id}/tell", who=Role.CALL_TAKER, text="Di gang berapa, Bu? {ticket}"
    )
    assert told["outcome"] == "owed"
    await desk.run()
    assert any(": Di gang berapa, Bu? {ticket}" in text for text in desk.outside.to(number))
    desk.centre.wait(3 * 3_600)
    await desk.says(number, "gang 2, dekat musala")
    parts = await desk.centre.read(f"/reports/{report_id}/parts")
    assert [part["text"] for part in parts][-1] == "gang 2, dekat musala"
    kept = await desk.centre.read(f"/reports/{report_id}/told")
    assert "desk" in {item["kind"] for item in kept["items"]}


async def test_what_was_written_stands_in_the_incidents_conversation(
    desk: Desk, number: str
) -> None:
    report_id = await wrote(desk, number)
    about = {"type": "fire", "report_id": report_id}
    opened = await desk.centre.do("/incidents", who=Role.CALL_TAKER, **about)
    words = {"text": "Petugas menuju ke sana"}
    await desk.centre.do(f"/reports/{report_id}/tell", who=Role.DISPATCHER, **words)
    talk = await desk.centre.read(f"/incidents/{opened['id']}/conversation")
    told = [item for item in talk["items"] if item["kind"] == "told"]
    assert [item["text"] for item in told] == ["Petugas menuju ke sana"]


async def test_without_a_way_back_the_desk_is_told(desk: Desk, number: str) -> None:
    body: dict[str, Any] = {
        "channel": "112",
        "text": "api",
        "reporter": {"name": "Warga"},
        "external_id": number,
    }
    report = await desk.centre.do("/reports", who=Role.CALL_TAKER, **body)
    path = f"/reports/{report['id']}/tell"
    refused = await desk.centre.ask("POST", path, who=Role.CALL_TAKER, json={"text": "Halo"})
    assert (refused.status_code, refused.json()["code"]) == (409, "answer.no_way_back")


async def test_who_hung_up_is_texted_once(desk: Desk) -> None:
    call = await deeds.ring(desk.centre)
    await deeds.ring(desk.centre, "abandoned", call)
    [owed] = (await desk.centre.read("/call-backs"))["items"][-1:]
    for _ in range(2):
        await desk.centre.do(f"/call-backs/{owed['id']}/text", who=Role.CALL_TAKER)
        await desk.run()
    assert sum("terputus" in text for _, text in desk.outside.sent) == 1
    kept = "SELECT count(*) FROM outbox WHERE kind = 'citizen_answer' AND payload ? 'to'"
    assert await desk.centre.value(kept) == 0
