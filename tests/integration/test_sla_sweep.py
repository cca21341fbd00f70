"""The sweep says everything that is due exactly once, whatever happens to it."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest

from dispatch.kernel.errors import Unavailable
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.unit_of_work import Reaction, Reactions, UnitOfWork, Units
from dispatch.sla.events import SlaBreached
from dispatch.sla.sweep import Sweep
from tests.support.city import SHIPPED
from tests.unit.sla.story import Story, open_story

ALARMS = ("sla.warned", "sla.breached", "sla.escalated")


async def alarms(story: Story, scope_id: UUID) -> list[str]:
    query = "SELECT type FROM event WHERE noun_id = $1 AND type = ANY($2) ORDER BY seq"
    return [row["type"] for row in await story.units.pool.fetch(query, scope_id, list(ALARMS))]


def fail_for(scope_id: UUID) -> Reaction:
    """A reaction that cannot cope with one clock."""

    async def react(_: UnitOfWork, event: SlaBreached) -> None:
        if event.noun_id == scope_id:
            raise RuntimeError("sakit")

    return react


async def test_warning_breach_and_escalation_come_once_each_at_their_moment(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(answered=None)
        for seconds, expected in ((719, 0), (720, 1), (721, 1), (900, 3), (901, 3), (5000, 3)):
            story.go_to(seconds)
            await story.sweep()
            assert await alarms(story, incident) == list(ALARMS[:expected]), seconds
        times = (await story.clock_of(incident, "response"))["times"]
        assert (times["warned_at"], times["breached_at"], times["escalated_at"]) == (
            story.at(720),
            story.at(900),
            story.at(900),
        )


async def test_after_an_outage_nothing_is_lost_and_nothing_said_twice(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(answered=None)
        story.go_to(2000)
        await asyncio.gather(
            *(Sweep(story.policies).run_once(story.units, story.clock.now()) for _ in range(4))
        )
        await story.sweep()
        assert await alarms(story, incident) == list(ALARMS)
        times = (await story.clock_of(incident, "response"))["times"]
        assert (times["breached_at"], times["escalated_at"]) == (story.at(900), story.at(2000)), (
            "true time, and when it was told"
        )


async def test_many_clocks_are_taken_in_batches(database_url: str) -> None:
    async with open_story(database_url) as story:
        incidents = [await story.open(answered=None) for _ in range(25)]
        story.go_to(1000)
        assert await story.sweep(batch=4) == 25
        counted = Counter(
            [kind for incident in incidents for kind in await alarms(story, incident)]
        )
        assert counted == {"sla.warned": 25, "sla.breached": 25, "sla.escalated": 25}


async def test_an_arrival_that_is_entered_after_the_alarm_takes_the_verdict_back(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(answered=None)
        task = await story.order(incident)
        await story.acknowledge(task, at=30)
        sent = await story.send(await story.unit(), task, at=30)
        story.go_to(1000)
        await story.sweep()
        assert (await story.clock_of(incident, "response"))["verdict"] == "breached"
        await story.report(sent, en_route=90, on_scene=800)
        assert (await story.clock_of(incident, "response"))["verdict"] == "met"
        assert "sla.corrected response" in await story.facts()


async def test_an_agency_on_stand_by_does_not_lose_its_task_by_silence(database_url: str) -> None:
    async with open_story(database_url) as story:
        task = await story.order(
            await story.open(answered=None), stand_by=True, candidates=("damkar-tetangga",)
        )
        story.go_to(120)
        await story.sweep()
        assert (await story.row("task", task))["state"] == "assigned"
        assert (
            await story.units.pool.fetchval(
                "SELECT data::jsonb ->> 'to' FROM event WHERE type = 'sla.escalated'"
            )
            == "supervisor"
        )


async def test_a_clock_of_an_incident_that_somebody_is_changing_waits_and_stops_no_other(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        busy, free = await story.open(answered=None), await story.open(answered=None)
        story.go_to(1000)
        async with story.units.pool.acquire() as holder, holder.transaction():
            await holder.execute("SELECT 1 FROM incident WHERE id = $1 FOR UPDATE", busy)
            await story.sweep()
            assert (await alarms(story, busy), len(await alarms(story, free))) == ([], 3)
        await story.sweep()
        assert len(await alarms(story, busy)) == 3


async def test_one_clock_that_cannot_be_handled_does_not_silence_the_others(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        sick, healthy = await story.open(answered=None), await story.open(answered=None)
        table: Reactions = {SlaBreached: [fail_for(sick)]}
        units = Units(story.units.pool, story.clock, table, story.units.wake, SHIPPED)
        story.go_to(1000)
        with pytest.raises(RuntimeError, match="sakit"):
            await Sweep(story.policies).run_once(units, story.clock.now())
        assert (await story.clock_of(healthy, "response"))["verdict"] == "breached"
        assert (await story.clock_of(sick, "response"))["verdict"] == "running"


async def test_a_storage_that_takes_no_writes_is_asked_once_and_not_for_each_clock(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_story(database_url) as story:
        for _ in range(3):
            await story.open(answered=None)
        story.go_to(1000)
        story.units.pool.breaker.set(Standing.FULL)
        with pytest.raises(Unavailable):
            await story.sweep()
        assert [record for record in caplog.records if record.name == "dispatch.sla.sweep"] == []
        story.units.pool.breaker.set(Standing.WELL)
        assert await story.sweep() == 3
