"""What a change of a task answers with."""

from tests.support import deeds
from tests.support.centre import Centre


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
