"""What agencies answer, and that every answer counts.

Whatever the clock, the order or the words.
"""

from typing import Any

import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import Centre


async def facts_of(centre: Centre, task: Any) -> list[str]:
    rows = await centre.rows("SELECT type FROM event WHERE noun_id = $1 ORDER BY seq", task["id"])
    return [row["type"] for row in rows]


async def last_fact(centre: Centre, task: Any, kind: str) -> Any:
    query = "SELECT data::jsonb AS data FROM event WHERE noun_id = $1 AND type = $2 ORDER BY seq"
    return (await centre.rows(query, task["id"], kind))[-1]["data"]


async def test_every_answer_names_the_agency(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    answers = [
        task,
        await deeds.answer(centre, task, "seen"),
        await deeds.answer(centre, task, "acknowledge"),
    ]
    answers.append(await deeds.answer(centre, task, "progress", state="en_route"))
    answers.append(await centre.do(f"/tasks/{task['id']}/cancel", reason="cukup"))
    name = (await centre.read("/agencies/damkar-kota"))["name"]
    assert [answer["agency_name"] for answer in answers] == [name] * 5


@pytest.mark.parametrize(
    ("at", "counts", "flag"),
    [
        (-60, 0, "time_too_early"),
        (90, 30, "time_ahead"),
        (-7200, 30, "time_hopeless"),
        (25200, 30, "time_hopeless"),
    ],
)
@pytest.mark.parametrize(
    ("verb", "body", "stamp"),
    [
        ("acknowledge", {}, "acknowledged_at"),
        ("decline", {"cause": "no_resource"}, "declined_at"),
        ("progress", {"state": "on_scene"}, "on_scene_at"),
        ("seen", {}, "seen_at"),
    ],
)
async def test_a_clock_that_is_off_is_put_right_and_flagged(
    centre: Centre, verb: str, body: Any, stamp: str, at: float, counts: float, flag: str
) -> None:
    task = await deeds.ordered(centre)
    centre.wait(30)
    answer = await deeds.answer(centre, task, verb, **body, at=centre.at(at))
    assert answer[stamp] == centre.at(counts).replace("+00:00", "Z")
    assert answer["flags"] == [flag]
    assert answer["said"] == {stamp: centre.at(at)}
    kind = f"task.{answer['state']}"
    assert (await last_fact(centre, task, kind))["said_at"] == centre.at(at)


async def test_a_time_without_zone_is_read_on_the_citys_clock(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    centre.wait(60)
    answer = await deeds.answer(centre, task, "acknowledge", at="2026-11-22T11:00:30")
    assert answer["acknowledged_at"] == "2026-11-22T04:00:30Z"
    assert answer["flags"] == ["time_without_zone"]


async def test_being_there_implies_having_taken_it_and_the_times_stay_unknown(
    centre: Centre,
) -> None:
    task = await deeds.ordered(centre)
    centre.wait(400)
    there = await deeds.answer(centre, task, "progress", state="on_scene")
    assert there["state"] == "on_scene"
    assert there["implied"] == ["acknowledged", "unit_assigned", "en_route"]
    assert [there[f"{step}_at"] for step in there["implied"]] == [None] * 3
    told = [fact for fact in await facts_of(centre, task) if fact.startswith("task.")]
    assert told == ["task.assigned", "task.acknowledged", "task.on_scene"]
    assert (await last_fact(centre, task, "task.acknowledged"))["implied"] is True
    incident = await centre.read(f"/incidents/{task['incident_id']}")
    assert incident["state"] == "in_progress"
    # Nobody can say whether the hand-over was in time.
    verdicts = {clock["metric"]: clock["verdict"] for clock in incident["clocks"]}
    assert verdicts["hand_over"] == "void"


async def test_a_step_told_afterwards_fills_its_time_and_the_clock_judges_it(
    centre: Centre,
) -> None:
    task = await deeds.ordered(centre)
    centre.wait(400)
    await deeds.answer(centre, task, "progress", state="on_scene")
    await deeds.answer(centre, task, "acknowledge", at=centre.at(20))
    await deeds.answer(centre, task, "progress", state="en_route", at=centre.at(90))
    told = await deeds.answer(centre, task, "progress", state="unit_assigned", at=centre.at(40))
    assert told["state"] == "on_scene"
    assert told["implied"] == []
    assert [
        told[f"{step}_at"][11:19] for step in ("acknowledged", "unit_assigned", "en_route")
    ] == [
        "04:00:20",
        "04:00:40",
        "04:01:30",
    ]
    incident = await centre.read(f"/incidents/{task['incident_id']}")
    verdicts = {clock["metric"]: clock["verdict"] for clock in incident["clocks"]}
    assert verdicts["hand_over"] == "met"


async def test_a_step_told_afterwards_without_a_time_was_before_the_next_one(
    centre: Centre,
) -> None:
    task = await deeds.taken(centre)
    centre.wait(300)
    await deeds.answer(centre, task, "progress", state="on_scene")
    centre.wait(100)
    told = await deeds.answer(centre, task, "progress", state="en_route")
    assert told["en_route_at"] == told["on_scene_at"]


async def test_a_step_before_one_that_was_told_too_late_is_kept_and_flagged(
    centre: Centre,
) -> None:
    task = await deeds.taken(centre)
    centre.wait(300)
    await deeds.answer(centre, task, "progress", state="en_route")
    there = await deeds.answer(centre, task, "progress", state="on_scene", at=centre.at(200))
    assert there["on_scene_at"] == "2026-11-22T04:03:20Z"
    assert there["flags"] == ["steps_out_of_order"]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("acknowledge", {}),
        ("decline", {"cause": "unsafe"}),
        ("progress", {"state": "en_route"}),
        ("progress", {"state": "completed"}),
    ],
)
async def test_the_same_answer_twice_is_one_answer(centre: Centre, verb: str, body: Any) -> None:
    task = await deeds.ordered(centre)
    first = await deeds.answer(centre, task, verb, **body, version=task["version"])
    before = await centre.head()
    centre.wait(10)
    again = await deeds.answer(centre, task, verb, **body, version=task["version"])
    assert again == first
    assert await centre.head() == before


async def test_who_comes_after_the_time_was_up_has_taken_it(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    centre.wait(120)
    await centre.run("sla.sweep")
    assert (await centre.read(f"/tasks/{task['id']}"))["state"] == "expired"
    gone = await deeds.answer(centre, task, "progress", state="en_route")
    assert (gone["state"], gone["implied"]) == ("en_route", ["acknowledged", "unit_assigned"])
    assert (await last_fact(centre, task, "task.acknowledged"))["late"] is True


async def test_declining_for_another_cause_needs_no_note(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    refused = await deeds.answer(centre, task, "decline", cause="other", note="")
    assert (refused["state"], refused["decline_cause"]) == ("declined", "other")
    assert refused["flags"] == ["decline_without_note"]


async def test_a_cause_nobody_knows_is_kept_in_its_own_words(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    refused = await deeds.answer(centre, task, "decline", cause="mobil mogok")
    assert (refused["decline_cause"], refused["note"]) == ("other", "mobil mogok")
    assert refused["said"] == {"decline_cause": "mobil mogok"}
    assert refused["flags"] == ["decline_cause_unknown"]


@pytest.mark.parametrize("body", [{}, {"cause": None}, {"cause": ""}])
async def test_no_cause_is_a_refusal_all_the_same(centre: Centre, body: Any) -> None:
    refused = await deeds.answer(centre, await deeds.ordered(centre), "decline", **body)
    assert refused["state"] == "declined"
    assert refused["flags"] == ["decline_cause_missing", "decline_without_note"]


@pytest.mark.parametrize("word", ["On-Scene", "ON SCENE", " on_scene "])
async def test_a_step_is_known_however_it_is_written(centre: Centre, word: str) -> None:
    there = await deeds.answer(centre, await deeds.taken(centre), "progress", state=word)
    assert there["state"] == "on_scene"


async def test_the_desk_answers_for_an_agency_it_reached_by_telephone(centre: Centre) -> None:
    task = await deeds.ordered(centre)
    body = {"by": "Pak Danru", "on_behalf": "lewat telepon 0321-330113"}
    taken = await centre.do(f"/tasks/{task['id']}/acknowledge", who=Role.DISPATCHER, **body)
    assert (taken["acknowledged_by"], taken["on_behalf"]) == (body["by"], body["on_behalf"])
    assert taken["flags"] == ["on_behalf"]
    fact = await last_fact(centre, task, "task.acknowledged")
    assert (fact["by"], fact["on_behalf"]) == (body["by"], body["on_behalf"])
    unexplained = await centre.do(
        f"/tasks/{task['id']}/progress", who=Role.DISPATCHER, state="en_route"
    )
    assert unexplained["flags"] == ["on_behalf", "on_behalf_unexplained"]


async def test_completed_too_early_is_taken_back(centre: Centre) -> None:
    task = await deeds.taken(centre)
    there = await deeds.answer(centre, task, "progress", state="on_scene")
    await deeds.answer(centre, task, "progress", state="completed")
    goes_on = await deeds.answer(centre, task, "resume", note="salah tekan")
    assert (goes_on["state"], goes_on["completed_at"]) == ("on_scene", None)
    assert goes_on["on_scene_at"] == there["on_scene_at"]
    assert (await last_fact(centre, task, "task.resumed"))["reason"] == "salah tekan"
    again = await deeds.answer(centre, task, "progress", state="completed")
    assert again["state"] == "completed"


async def test_what_the_centre_has_agreed_to_is_not_taken_back(centre: Centre) -> None:
    task = await deeds.taken(centre)
    await deeds.answer(centre, task, "progress", state="completed")
    await centre.do(f"/tasks/{task['id']}/verify")
    refused = await centre.ask("POST", f"/tasks/{task['id']}/resume", who=task["agency_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "task.illegal_transition")
