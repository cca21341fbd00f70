"""Two incidents turn out to be one emergency while units are on their way.

Whoever arrives first has arrived for both.
"""

from uuid import UUID

from dispatch.incidents.merge import get_pair, merge, unmerge
from dispatch.incidents.models import Incident
from dispatch.units.correct_milestone import Correction, correct_milestone
from dispatch.units.milestones import Milestone, Stamp
from dispatch.units.repository import lock_assignment
from tests.unit.sla.story import Story, open_story


async def join(story: Story, incident_id: UUID, into: UUID) -> None:
    async with story.units.begin("test:1") as uow:
        await merge(uow, *await get_pair(uow, incident_id, into))


async def part(story: Story, incident_id: UUID) -> None:
    async with story.units.begin("test:1") as uow:
        await unmerge(uow, await uow.get(Incident, incident_id))


async def on_the_way(story: Story, incident_id: UUID) -> UUID:
    """Return the assignment of a unit that is on its way to the incident since second 100."""
    task = await story.order(incident_id)
    await story.acknowledge(task, at=30)
    sent = await story.send(await story.unit(f"U-{task}"), task, at=30)
    story.go_to(100)
    await story.report(sent, en_route=100)
    return sent


async def response(story: Story, incident_id: UUID) -> tuple[str, object, object]:
    clock = await story.clock_of(incident_id, "response")
    return (
        clock["verdict"],
        clock["times"]["stopped_at"],
        (await story.row("incident", incident_id))["first_on_scene_at"],
    )


async def test_a_unit_of_the_merged_incident_arrives_for_the_one_that_stands(
    database_url: str,
) -> None:
    async with open_story(database_url) as story:
        twin, middle, stands = await story.open(), await story.open(), await story.open()
        sent = await on_the_way(story, twin)
        await join(story, twin, middle)
        await join(story, middle, stands)
        story.go_to(400)
        await story.report(sent, on_scene=400)
        assert await response(story, stands) == ("met", story.at(400), story.at(400))
        story.go_to(2000)
        await story.sweep()
        assert "sla.breached response" not in await story.facts()


async def test_who_was_there_before_the_merge_was_there_for_both(database_url: str) -> None:
    async with open_story(database_url) as story:
        twin, stands = await story.open(), await story.open()
        sent = await on_the_way(story, twin)
        story.go_to(400)
        await story.report(sent, on_scene=390)
        await join(story, twin, stands)
        assert await response(story, stands) == ("met", story.at(390), story.at(390))


async def test_taking_the_merge_back_takes_the_arrival_back_too(database_url: str) -> None:
    async with open_story(database_url) as story:
        twin, stands = await story.open(), await story.open()
        sent = await on_the_way(story, twin)
        await join(story, twin, stands)
        story.go_to(400)
        await story.report(sent, on_scene=400)
        await part(story, twin)
        assert await response(story, stands) == ("running", None, None)
        assert await response(story, twin) == ("met", story.at(400), story.at(400))
        story.go_to(2000)
        await story.sweep()
        assert (await story.clock_of(stands, "response"))["verdict"] == "breached"


async def test_ones_own_arrival_stays_when_the_merge_is_taken_back(database_url: str) -> None:
    async with open_story(database_url) as story:
        twin, stands = await story.open(), await story.open()
        theirs, ours = await on_the_way(story, twin), await on_the_way(story, stands)
        await join(story, twin, stands)
        story.go_to(600)
        await story.report(theirs, on_scene=400)
        await story.report(ours, on_scene=500)
        assert await response(story, stands) == ("met", story.at(400), story.at(400))
        await part(story, twin)
        assert await response(story, stands) == ("met", story.at(500), story.at(500))


async def test_a_corrected_arrival_moves_both(database_url: str) -> None:
    async with open_story(database_url) as story:
        twin, stands = await story.open(), await story.open()
        sent = await on_the_way(story, twin)
        await join(story, twin, stands)
        story.go_to(1500)
        await story.report(sent, on_scene=400)
        async with story.units.begin("test:1") as uow:
            unit, task, assignment = await lock_assignment(uow, sent)
            new = Correction(Stamp(Milestone.ON_SCENE, story.at(1400)), "salah tekan")
            await correct_milestone(uow, unit, task, assignment, new)
        assert await response(story, stands) == ("breached", story.at(1400), story.at(1400))


async def test_what_comes_back_without_an_order_waits_for_one_again(database_url: str) -> None:
    async with open_story(database_url) as story:
        twin, stands = await story.open(), await story.open()
        await story.order(twin)
        await join(story, twin, stands)
        await part(story, twin)
        assert (await story.row("incident", twin))["state"] == "pending", (
            "the merge took back the only order, so nobody is asked"
        )
