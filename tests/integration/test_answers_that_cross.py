"""What happens when answers, expiry and the next candidate cross each other."""

from uuid import UUID

from dispatch.tasks.answer import decline, lock_task
from dispatch.tasks.decline_cause import SaidCause
from dispatch.tasks.lifecycle import DeclineCause
from dispatch.tasks.record_answer import Answer
from tests.unit.sla.story import Story, open_story


async def refuse(story: Story, task_id: UUID) -> None:
    async with story.units.begin("person:agency") as uow:
        await decline(
            uow,
            await lock_task(uow, task_id),
            SaidCause(cause=DeclineCause.NO_RESOURCE),
            Answer(by="Komandan Budi"),
        )


async def orders(story: Story) -> list[tuple[str, str]]:
    rows = await story.units.pool.fetch("SELECT agency_id, state FROM task ORDER BY id")
    return [(row["agency_id"], row["state"]) for row in rows]


async def test_a_refusal_after_the_time_was_up_does_not_ask_a_third_while_the_second_still_thinks(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        first = await story.order(await story.open(), candidates=("damkar-tetangga", "psc119"))
        story.go_to(90)
        await story.sweep()
        await refuse(story, first)
        assert await orders(story) == [("damkar", "declined"), ("damkar-tetangga", "assigned")]


async def test_when_the_second_refuses_too_the_third_is_asked(database_url: str) -> None:
    async with open_story(database_url) as story:
        first = await story.order(await story.open(), candidates=("damkar-tetangga", "psc119"))
        story.go_to(90)
        await story.sweep()
        await refuse(story, first)
        second = await story.units.pool.fetchval(
            "SELECT id FROM task WHERE replaces_task_id = $1", first
        )
        await refuse(story, second)
        assert await orders(story) == [
            ("damkar", "declined"),
            ("damkar-tetangga", "declined"),
            ("psc119", "assigned"),
        ]


async def test_nobody_else_is_asked_once_the_first_has_taken_it_late(database_url: str) -> None:
    async with open_story(database_url) as story:
        first = await story.order(await story.open(), candidates=("damkar-tetangga", "psc119"))
        story.go_to(90)
        await story.sweep()
        second = await story.units.pool.fetchval(
            "SELECT id FROM task WHERE replaces_task_id = $1", first
        )
        story.go_to(100)
        await story.acknowledge(first, at=100)
        await refuse(story, second)
        assert await orders(story) == [("damkar", "acknowledged"), ("damkar-tetangga", "declined")]
        # It cannot come after all: now the third is needed.
        await refuse(story, first)
        assert await orders(story) == [
            ("damkar", "declined"),
            ("damkar-tetangga", "declined"),
            ("psc119", "assigned"),
        ]


async def test_an_agency_that_went_out_of_service_meanwhile_is_passed_over(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        first = await story.order(await story.open(), candidates=("damkar-tetangga", "psc119"))
        await story.units.pool.execute(
            "UPDATE agency SET active = false WHERE id = 'damkar-tetangga'"
        )
        await refuse(story, first)
        assert await orders(story) == [("damkar", "declined"), ("psc119", "assigned")]
