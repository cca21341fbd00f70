"""A house is on fire, and the fire service does not answer."""

from datetime import datetime

from tests.unit.sla.story import open_story


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{clock}+00:00")


async def test_who_does_not_answer_is_followed_by_the_next_and_the_supervisor_sees_it(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        # At 12:00:30 damkar is asked, its neighbour stands in the plan behind it.
        incident = await story.open()
        first = await story.order(incident, candidates=("damkar-tetangga",))

        # 48 seconds later the desk is warned, nobody else yet.
        story.go_to(78)
        await story.sweep()
        assert (await story.facts())[-1] == "sla.warned hand_over"

        # At 60 seconds the time is up: damkar's offer expires, the neighbour is asked in the same
        # transaction.
        story.go_to(90)
        await story.sweep()
        assert (await story.row("task", first))["state"] == "expired"
        second = await story.units.pool.fetchrow(
            "SELECT * FROM task WHERE replaces_task_id = $1", first
        )
        assert second is not None
        assert (second["agency_id"], second["state"], second["attempt"]) == (
            "damkar-tetangga",
            "assigned",
            2,
        )

        # The supervisor sees whose breach it was and what was done about it.
        breach = await story.clock_of(first, "hand_over")
        assert (breach["verdict"], breach["owner"], breach["breached_at"]) == (
            "breached",
            "agency:damkar",
            at("05:01:30"),
        )
        assert [
            fact
            for fact in await story.facts("")
            if not fact.startswith(("incident", "plan", "sla.met"))
        ] == [
            "task.assigned",
            "sla.warned hand_over",
            "sla.breached hand_over",
            "task.expired",
            "sla.escalated hand_over",
            "task.assigned",
        ]

        # The neighbour takes it in its own time, and its own clock says so.
        story.go_to(100)
        await story.acknowledge(second["id"], at=100)
        assert (await story.clock_of(second["id"], "hand_over"))["verdict"] == "met"
        assert (await story.row("incident", incident))["state"] == "in_progress"

        # Damkar answers at last: still an answer, and still a breach.
        story.go_to(200)
        await story.acknowledge(first, at=200)
        late = await story.clock_of(first, "hand_over")
        assert (late["verdict"], late["stopped_at"]) == ("breached", at("05:03:20"))


async def test_when_nobody_is_left_to_ask_a_person_must_act(database_url: str) -> None:
    async with open_story(database_url) as story:
        await story.order(await story.open())
        story.go_to(90)
        await story.sweep()
        assert "task.candidates_exhausted" in await story.facts("task.")
        assert (
            await story.units.pool.fetchval(
                "SELECT data::jsonb ->> 'to' FROM event WHERE type = 'sla.escalated'"
            )
            == "supervisor"
        )


async def test_a_human_who_had_answered_in_time_is_believed_although_the_next_was_asked_already(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open(), candidates=("damkar-tetangga",))
        story.go_to(95)
        await story.sweep()
        # The agency's radio log says 12:01:20; the dispatcher enters it afterwards.
        await story.acknowledge(task, at=80)
        assert (await story.clock_of(task, "hand_over"))["verdict"] == "met"
        assert (await story.facts())[-1] == "sla.corrected hand_over"
