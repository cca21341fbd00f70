"""Units on a real database: sent, moving, corrected.

The task and the incident follow the first of them.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.said_time import exactly
from dispatch.tasks.answer import lock_task
from dispatch.tasks.lifecycle import TaskState
from dispatch.tasks.progress import cancel, progress
from dispatch.tasks.record_answer import Answer
from dispatch.units.add_unit import NewUnit, add_unit, change_duty
from dispatch.units.correct_milestone import Correction, correct_milestone
from dispatch.units.milestones import Duty, Milestone, Stamp
from dispatch.units.models import Unit
from dispatch.units.report_position import Fix, report_position
from dispatch.units.repository import list_assignments, list_units, lock_assignment
from tests.unit.sla.story import SINCE, Story, open_story


async def on_task(story: Story) -> tuple[UUID, UUID]:
    """Return an incident and a task that damkar has taken at second 30."""
    incident = await story.open()
    task = await story.order(incident)
    await story.acknowledge(task, at=30)
    return incident, task


async def availability(story: Story, unit_id: UUID) -> str:
    async with story.units.reading() as reading:
        return str((await list_units(reading, [unit_id]))[0].availability)


async def correct(story: Story, assignment_id: UUID, name: Milestone, at: float) -> None:
    async with story.units.begin("person:kru") as uow:
        unit, task, assignment = await lock_assignment(uow, assignment_id)
        await correct_milestone(
            uow,
            unit,
            task,
            assignment,
            Correction(Stamp(name, story.at(at)), "tombol terlambat ditekan"),
        )


async def test_a_callsign_is_unique_within_its_agency(database_url: str) -> None:
    async with open_story(database_url) as story:
        known = await story.unit("D1")
        await story.unit("D1", "psc119")
        with pytest.raises(Conflict, match=r"unit\.exists") as refusal:
            await story.unit("D1")
        assert refusal.value.params["unit_id"] == known


async def test_a_unit_of_an_unknown_agency_is_refused(database_url: str) -> None:
    async with open_story(database_url) as story:
        with pytest.raises(Invalid, match=r"agency\.unknown"):
            async with story.units.begin("test:1") as uow:
                await add_unit(uow, NewUnit(agency_id="tidak-ada", callsign="X", kind="engine"))


async def test_the_first_unit_moves_the_task_and_the_second_does_not(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident, task = await on_task(story)
        first, second = [
            await story.send(await story.unit(name), task, at=at)
            for name, at in (("D1", 31), ("D2", 32))
        ]
        story.go_to(500)
        await story.report(first, en_route=60)
        await story.report(second, en_route=70, on_scene=200)
        await story.report(first, on_scene=240)
        row = await story.row("task", task)
        assert (row["state"], row["unit_assigned_at"], row["en_route_at"], row["on_scene_at"]) == (
            "on_scene",
            story.at(31),
            story.at(60),
            story.at(200),
        )
        assert (await story.row("incident", incident))["first_on_scene_at"] == story.at(200)
        assert (await story.facts("task."))[-3:] == [
            "task.unit_assigned",
            "task.en_route",
            "task.on_scene",
        ]


async def test_readiness_follows_the_stamps_and_is_never_written(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        unit = await story.unit()
        seen = [await availability(story, unit)]
        sent = await story.send(unit, task, at=31)
        story.go_to(900)
        seen.append(await availability(story, unit))
        for name, at in (("en_route", 60), ("on_scene", 200), ("clear", 800)):
            await story.report(sent, **{name: at})
            seen.append(await availability(story, unit))
        assert seen == ["available", "alerted", "en_route", "on_scene", "available"]


async def test_all_units_clear_proposes_that_the_task_is_done_and_no_more(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        one, other = [
            await story.send(await story.unit(name), task, at=31) for name in ("D1", "D2")
        ]
        story.go_to(900)
        proposals = []
        for assignment in (one, other):
            await story.report(assignment, clear=800)
            async with story.units.reading() as reading:
                proposals.append((await list_assignments(reading, task_id=task))[0].task_proposal)
        assert proposals == [None, "completed"]
        assert (await story.row("task", task))["state"] == "unit_assigned"


async def test_a_second_stamp_is_refused_and_an_exact_repetition_is_none(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=31)
        story.go_to(300)
        await story.report(sent, en_route=60)
        await story.report(sent, en_route=60)
        with pytest.raises(Conflict, match=r"unit\.milestone_set"):
            await story.report(sent, en_route=61)
        assert await story.facts("unit.milestone") == ["unit.milestone"]


async def test_an_impossible_order_is_kept_and_flagged(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=100)
        story.go_to(300)
        await story.report(sent, en_route=90, on_scene=90)
        row = await story.row("unit_assignment", sent)
        assert row["flags"] == ["impossible_order:alerted>en_route", "identical:en_route=on_scene"]


async def test_a_stamp_from_before_the_order_moves_nothing(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=10)
        story.go_to(300)
        await story.report(sent, on_scene=20)
        assert (await story.row("unit_assignment", sent))["flags"] == ["before_task"]
        assert (await story.row("task", task))["state"] == "acknowledged"


async def test_who_sends_a_unit_has_taken_the_order_at_a_time_nobody_told(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open())
        await story.send(await story.unit(), task, at=31)
        row = await story.row("task", task)
        assert (row["state"], row["acknowledged_at"]) == ("unit_assigned", None)
        assert row["unit_assigned_at"] == story.at(31)
        assert await story.facts("task.") == [
            "task.assigned",
            "task.acknowledged",
            "task.unit_assigned",
        ]


async def test_a_unit_goes_only_for_its_own_agency_and_for_a_live_order(database_url: str) -> None:
    async with open_story(database_url) as story:
        task = await story.order(await story.open())
        async with story.units.begin("test:1") as uow:
            await cancel(uow, await lock_task(uow, task), reason="padam")
        with pytest.raises(Conflict, match=r"task\.not_accepted"):
            await story.send(await story.unit(), task, at=31)
        task = await story.order(await story.open())
        await story.acknowledge(task, at=31)
        with pytest.raises(Conflict, match=r"unit\.other_agency"):
            await story.send(await story.unit("A1", "psc119"), task, at=31)


async def test_a_busy_or_off_duty_unit_is_sent_anyway_and_flagged(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, first = await on_task(story)
        _, second = await on_task(story)
        unit = await story.unit()
        await story.send(unit, first, at=31)
        async with story.units.begin("test:1") as uow:
            await change_duty(uow, await uow.get(Unit, unit), Duty.OFF_DUTY)
        again = await story.send(unit, second, at=32)
        assert (await story.row("unit_assignment", again))["flags"] == [
            "unit_busy",
            "unit_off_duty",
        ]


async def test_the_same_order_again_names_the_assignment_even_when_the_unit_is_clear(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        unit = await story.unit()
        sent = await story.send(unit, task, at=31)
        story.go_to(300)
        await story.report(sent, clear=200)
        with pytest.raises(Conflict, match=r"unit\.already_assigned") as refusal:
            await story.send(unit, task, at=31)
        assert refusal.value.params["assignment_id"] == sent
        assert await story.send(unit, task, at=250) != sent, "it may be sent again later"


async def test_a_correction_keeps_both_times_and_moves_everything_that_followed(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=30)
        story.go_to(1500)
        await story.report(sent, en_route=130, on_scene=1000)
        assert (await story.clock_of(incident, "response"))["verdict"] == "breached"
        await correct(story, sent, Milestone.ON_SCENE, 330)
        await correct(story, sent, Milestone.EN_ROUTE, 100)
        kept = await story.units.pool.fetch(
            "SELECT * FROM milestone_correction ORDER BY milestone DESC"
        )
        assert [
            (row["milestone"], row["old_at"], row["new_at"], row["entered_by"]) for row in kept
        ] == [
            ("on_scene", story.at(1000), story.at(330), "person:kru"),
            ("en_route", story.at(130), story.at(100), "person:kru"),
        ]
        assert (await story.row("incident", incident))["first_on_scene_at"] == story.at(330)
        assert [
            (await story.clock_of(scope, metric))["verdict"]
            for scope, metric in ((incident, "response"), (sent, "turnout"), (sent, "travel"))
        ] == ["met"] * 3


async def test_correcting_a_unit_leaves_what_the_agency_itself_had_said_earlier(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        incident, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=30)
        story.go_to(1500)
        async with story.units.begin("person:agency") as uow:
            await progress(
                uow,
                await lock_task(uow, task),
                TaskState.ON_SCENE,
                Answer(by="x", at=exactly(story.at(300))),
            )
        await story.report(sent, on_scene=600)
        await correct(story, sent, Milestone.ON_SCENE, 500)
        assert (await story.row("task", task))["on_scene_at"] == story.at(300)
        assert (await story.row("incident", incident))["first_on_scene_at"] == story.at(300)
        await correct(story, sent, Milestone.ON_SCENE, 250)
        assert (await story.row("incident", incident))["first_on_scene_at"] == story.at(250)


async def test_correcting_the_alert_judges_the_agencys_dispatch_again(database_url: str) -> None:
    async with open_story(database_url) as story:
        await story.set_targets([{"metric": "agency_dispatch", "value_s": 60, "valid_from": SINCE}])
        _, task = await on_task(story)
        story.go_to(1500)
        sent = await story.send(await story.unit(), task, at=300)
        assert (await story.clock_of(task, "agency_dispatch"))["verdict"] == "breached"
        await correct(story, sent, Milestone.ALERTED, 60)
        assert (await story.clock_of(task, "agency_dispatch"))["verdict"] == "met"


async def test_an_earlier_order_that_is_entered_later_is_the_first(database_url: str) -> None:
    async with open_story(database_url) as story:
        incident = await story.open()
        story.go_to(300)
        await story.order(incident, at=200)
        await story.order(incident, "psc119", at=60)
        assert (await story.row("incident", incident))["first_assigned_at"] == story.at(60)
        assert (await story.clock_of(incident, "processing"))["times"]["stopped_at"] == story.at(60)


async def test_an_incident_of_new_years_morning_is_numbered_in_the_new_year(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        story.go_to((datetime(2026, 12, 31, 17, 30, tzinfo=UTC) - story.at(0)).total_seconds())
        opened = await story.open(opened_at=story.clock.now())
        assert (await story.row("incident", opened))["number"].startswith("MJK-27-"), (
            "in Mojokerto it is half past midnight"
        )


async def test_what_was_never_stamped_is_reported_and_not_corrected(database_url: str) -> None:
    async with open_story(database_url) as story:
        _, task = await on_task(story)
        sent = await story.send(await story.unit(), task, at=30)
        with pytest.raises(Invalid, match=r"unit\.milestone_not_set"):
            await correct(story, sent, Milestone.ON_SCENE, 30)


async def test_positions_are_kept_and_only_good_ones_shown_and_none_is_in_the_log(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        unit = await story.unit()
        before = await story.facts("")
        fixes = [
            Fix(lat=-7.47, lon=112.43, at=exactly(story.at(10)), accuracy_m=8),
            Fix(lat=-7.60, lon=112.43, at=exactly(story.at(12))),
            Fix(lat=-7.4701, lon=112.43, at=exactly(story.at(20)), accuracy_m=900),
            Fix(lat=-7.4702, lon=112.43, at=exactly(story.at(5))),
            Fix(lat=-7.4710, lon=112.43, at=exactly(story.at(28))),
        ]
        problems = []
        for fix in fixes:
            async with story.units.begin("token:gps") as uow:
                problems.append(
                    (await report_position(uow, await uow.get(Unit, unit), fix)).problem
                )
        assert problems == [None, "too_fast", "inaccurate", "out_of_order", None]
        row = await story.row("unit", unit)
        assert (row["lat"], row["position_at"]) == (-7.4710, story.at(28))
        assert await story.units.pool.fetchval("SELECT count(*) FROM unit_position") == len(fixes)
        assert await story.facts("") == before


async def test_a_clock_that_is_ahead_or_lost_does_not_cost_the_position(database_url: str) -> None:
    async with open_story(database_url) as story:
        unit, now = await story.unit(), story.clock.now()
        for off in (timedelta(minutes=6), timedelta(days=-9900), timedelta(hours=7)):
            fix = Fix(lat=-7.47, lon=112.43, at=exactly(now + off))
            async with story.units.begin("token:gps") as uow:
                position = await report_position(uow, await uow.get(Unit, unit), fix)
            assert position.at == now
            assert position.flags in (["time_ahead"], ["time_hopeless"])


async def test_a_vehicle_that_began_in_another_city_is_found_again(database_url: str) -> None:
    async with open_story(database_url) as story:
        unit = await story.unit()
        places = [(-6.2, 106.8167), *[(-7.47 + step / 10_000, 112.43) for step in range(5)]]
        shown = []
        for lat, lon in places:
            story.clock.advance(seconds=15)
            async with story.units.begin("token:gps") as uow:
                unit_now = await uow.get(Unit, unit)
                shown.append((await report_position(uow, unit_now, Fix(lat=lat, lon=lon))).problem)
        assert shown == [None, "too_fast", "too_fast", None, None, None]
        assert (await story.row("unit", unit))["lat"] == places[-1][0]
