"""Clocks start and stop by the facts, and their verdicts follow from the true times."""

from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.incidents.classify import Classification, classify
from dispatch.incidents.close import cancel, close, reopen
from dispatch.incidents.lifecycle import Disposition
from dispatch.incidents.merge import count_report, get_pair, merge, unmerge
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.sla.metrics import Metric
from dispatch.sla.targets import NewTarget, set_target
from dispatch.tasks.answer import decline, lock_task
from dispatch.tasks.decline_cause import SaidCause
from dispatch.tasks.lifecycle import DeclineCause
from dispatch.tasks.record_answer import Answer
from tests.unit.sla.story import START, TARGETS, Story, open_story


async def close_incident(story: Story, incident_id: UUID) -> None:
    async with story.units.begin("test:1") as uow:
        await close(uow, await uow.get(Incident, incident_id), Disposition.HANDLED)


async def test_a_call_that_a_person_took_starts_and_ends_the_clocks_of_the_desk(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        await story.order(incident)
        triage, processing = (
            await story.clock_of(incident, "triage"),
            await story.clock_of(incident, "processing"),
        )
        assert (triage["verdict"], triage["times"]["stopped_at"]) == ("met", story.at(20))
        assert (
            processing["verdict"],
            processing["times"]["started_at"],
            processing["times"]["stopped_at"],
        ) == (
            "met",
            story.at(5),
            story.at(30),
        )
        response = await story.clock_of(incident, "response")
        assert (response["verdict"], response["target_s"], response["owner"]) == (
            "running",
            900,
            "everyone",
        )
        assert await story.facts() == ["sla.met triage", "sla.met processing"]


async def test_what_nobody_answered_has_no_clock_of_a_desk(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(answered=None, by_policy=True)
        await story.order(incident)
        assert not await story.has_clock(incident, "triage")
        assert not await story.has_clock(incident, "processing")
        assert await story.has_clock(incident, "response")


async def test_classifying_ends_the_triage_late_or_in_time(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(kind="unknown")
        assert (await story.clock_of(incident, "triage"))["verdict"] == "running"
        story.go_to(90)
        async with story.units.begin("test:1") as uow:
            await classify(uow, await uow.get(Incident, incident), Classification(type="fire"))
        assert (await story.clock_of(incident, "triage"))["verdict"] == "breached"


async def test_the_hand_over_runs_until_a_human_acknowledges(database_url: str) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open())
        clock = await story.clock_of(task, "hand_over")
        assert (clock["verdict"], clock["owner"], clock["target_s"]) == (
            "running",
            "agency:damkar",
            60,
        )
        story.go_to(80)
        await story.acknowledge(task, at=80)
        assert (await story.clock_of(task, "hand_over"))["verdict"] == "met"


async def test_the_first_arrival_ends_the_response_even_when_it_is_entered_second(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        task = await story.order(incident)
        story.go_to(1500)
        await story.acknowledge(task, at=60)
        late, early = [
            await story.send(await story.unit(name), task, at=70) for name in ("D1", "D2")
        ]
        await story.report(late, en_route=100, on_scene=1200)
        assert (await story.clock_of(incident, "response"))["verdict"] == "breached"
        await story.report(early, en_route=90, on_scene=600)
        clock = await story.clock_of(incident, "response")
        assert (clock["verdict"], clock["times"]["stopped_at"]) == ("met", story.at(600))
        assert (await story.row("incident", incident))["first_on_scene_at"] == story.at(600)
        assert (await story.row("task", task))["on_scene_at"] == story.at(600)
        assert [fact for fact in await story.facts() if fact.endswith("response")] == [
            "sla.breached response",
            "sla.corrected response",
        ]


async def test_the_clocks_of_the_crew_follow_each_unit(database_url: str) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open())
        await story.acknowledge(task, at=30)
        sent = await story.send(await story.unit(), task, at=30)
        story.go_to(500)
        await story.report(sent, en_route=130, on_scene=300)
        turnout, travel = (
            await story.clock_of(sent, "turnout"),
            await story.clock_of(sent, "travel"),
        )
        assert (turnout["verdict"], turnout["owner"]) == ("breached", "crew")
        assert travel["verdict"] == "met"
        assert not await story.has_clock(task, "agency_dispatch"), "there is no target for it"


async def test_another_type_brings_another_target_to_running_clocks(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        task = await story.order(incident)
        async with story.units.begin("test:1") as uow:
            await classify(uow, await uow.get(Incident, incident), Classification(type="animal"))
        hand_over, response = (
            await story.clock_of(task, "hand_over"),
            await story.clock_of(incident, "response"),
        )
        assert (hand_over["target_s"], hand_over["times"]["due_at"]) == (180, story.at(210))
        assert (response["target_s"], response["times"]["due_at"]) == (None, None)
        assert sorted(await story.facts("sla.retimed")) == [
            "sla.retimed hand_over",
            "sla.retimed response",
        ]


async def test_the_end_voids_what_still_runs_and_reopening_lets_it_run_on(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        task = await story.order(incident)
        await close_incident(story, incident)
        assert (await story.clock_of(incident, "response"))["verdict"] == "void"
        assert (await story.clock_of(task, "hand_over"))["verdict"] == "void"
        assert (await story.clock_of(incident, "triage"))["verdict"] == "met", (
            "a verdict that was reached stays"
        )
        async with story.units.begin("test:1") as uow:
            await reopen(uow, await uow.get(Incident, incident), reason="asap lagi")
        clock = await story.clock_of(incident, "response")
        assert (clock["verdict"], clock["times"]["wake_at"]) == ("running", story.at(720))


async def test_a_cancelled_and_a_merged_incident_owe_nothing(database_url: str) -> None:
    async with open_story(database_url) as story:
        called_off, twin, incident = [await story.open() for _ in range(3)]
        async with story.units.begin("test:1") as uow:
            await cancel(uow, await uow.get(Incident, called_off), reason="salah")
        async with story.units.begin("test:1") as uow:
            await merge(uow, *await get_pair(uow, twin, incident))
        assert (await story.clock_of(called_off, "response"))["verdict"] == "void"
        assert (await story.clock_of(twin, "response"))["verdict"] == "void"
        async with story.units.begin("test:1") as uow:
            await unmerge(uow, await uow.get(Incident, twin))
        assert (await story.clock_of(twin, "response"))["verdict"] == "running"


async def test_an_earlier_report_of_the_same_emergency_moves_the_start_of_the_response(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        async with story.units.begin("test:1") as uow:
            row = await uow.get(Incident, incident)
            await count_report(uow, row, report_id=None, reached_at=START - timedelta(seconds=100))
        times = (await story.clock_of(incident, "response"))["times"]
        assert (times["started_at"], times["due_at"], times["wake_at"]) == (
            story.at(-100),
            story.at(800),
            story.at(620),
        )


async def test_a_decline_ends_the_hand_over_without_a_verdict(database_url: str) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open())
        async with story.units.begin("test:1") as uow:
            await decline(
                uow,
                await lock_task(uow, task),
                SaidCause(cause=DeclineCause.NO_RESOURCE),
                Answer(by="Budi"),
            )
        assert (await story.clock_of(task, "hand_over"))["verdict"] == "void"


async def test_an_end_before_the_start_is_flagged_and_no_success(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open(answered=50)
        assert (await story.clock_of(incident, "triage"))["verdict"] == "void"
        assert await story.facts("sla.voided") == ["sla.voided triage"]


async def test_late_entry_is_judged_by_its_true_times_and_alarms_nobody(database_url: str) -> None:
    async with open_story(database_url) as story:
        story.go_to(3600)
        incident = await story.open()
        task = await story.order(incident)
        assert (await story.clock_of(incident, "response"))["live"] is False
        assert await story.sweep() == 0
        await story.acknowledge(task, at=600)
        assert (await story.clock_of(task, "hand_over"))["verdict"] == "breached"
        assert "sla.escalated hand_over" not in await story.facts()


async def test_without_targets_intervals_are_measured_and_not_judged(database_url: str) -> None:
    async with open_story(database_url, targets=()) as story:
        incident = await story.open()
        clock = await story.clock_of(incident, "triage")
        assert (clock["verdict"], clock["target_s"], clock["times"]["stopped_at"]) == (
            "void",
            None,
            story.at(20),
        )
        assert await story.facts() == []


async def test_a_new_target_ends_the_old_one_and_the_same_one_twice_is_refused(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        new = NewTarget(metric=Metric.RESPONSE, type="fire", value_s=600, valid_from=START)
        async with story.units.begin("test:1") as uow:
            await set_target(uow, new)
        rows = await story.units.pool.fetch(
            "SELECT value_s, valid_to FROM sla_target WHERE metric = 'response' ORDER BY valid_from"
        )
        assert [tuple(row) for row in rows] == [(900, START), (600, None)]
        with pytest.raises(Conflict, match=r"sla\.target_exists"):
            async with story.units.begin("test:1") as uow:
                await set_target(uow, new)


async def test_loading_the_same_targets_again_adds_nothing(database_url: str) -> None:
    async with open_story(database_url) as story:
        await story.set_targets(TARGETS)
        assert await story.units.pool.fetchval("SELECT count(*) FROM sla_target") == len(TARGETS)
