"""An order or a recall that reached a machine and no human rings on, and ends with a person."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from agencies.delivery.deliver import Deliver
from dispatch.kernel.host.settings import Settings
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaClock
from dispatch.tasks.answer import lock_task
from dispatch.tasks.recall import acknowledge_recall
from dispatch.tasks.record_answer import Answer as Said
from tests.support.agency_endpoint import AgencyEndpoint, Answer
from tests.support.orders import START, City, open_city

FAILED = Answer(500)


@pytest.fixture
async def city(database_url: str) -> AsyncIterator[City]:
    async with open_city(database_url) as opened:
        yield opened


@pytest.fixture
async def module() -> AsyncIterator[Deliver]:
    opened = Deliver(
        Settings(outbox_allow_private=True, outbox_timeout_s=3, public_url="https://112.example")
    )
    yield opened
    await opened.close()


async def with_target(city: City, task_id: UUID, target_s: float = 60) -> None:
    """Let the city promise that a human answers within `target_s`."""
    async with city.units.begin("system:test") as uow:
        uow.add(
            SlaClock(
                scope_id=task_id,
                metric=Metric.HAND_OVER,
                owner="damkar",
                started_at=START,
                target_s=target_s,
                due_at=START + timedelta(seconds=target_s),
            )
        )


async def test_the_second_channel_opens_within_a_third_of_the_target(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint(default=FAILED) as old, AgencyEndpoint() as new:
        await city.reach("damkar", old.url, rank=1)
        await city.reach("damkar", new.url, rank=2)
        task_id = await city.order("damkar")
        await with_target(city, task_id)
        for _ in range(21):
            await city.deliver(module)
            city.clock.advance(seconds=1)
    assert len(new.received) == 1
    assert (await city.task(task_id))["delivered_at"] == START + timedelta(seconds=20)


async def test_an_order_that_no_human_answers_rings_on_the_next_channel(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as system, AgencyEndpoint() as duty:
        await city.reach("damkar", system.url, rank=1)
        await city.reach("damkar", duty.url, rank=2)
        task_id, answered = await city.order("damkar"), await city.order("damkar")
        await with_target(city, task_id)
        await with_target(city, answered)
        await city.deliver(module)
        await city.acknowledge(answered)
        city.clock.advance(seconds=20)
        await city.deliver(module)
    assert (len(system.received), len(duty.received)) == (2, 1)
    assert await city.owed(task_id) == await city.owed(answered) == ["done"]


async def called_off(city: City, module: Deliver) -> UUID:
    task_id = await city.order("damkar")
    await with_target(city, task_id)
    await city.deliver(module)
    await city.acknowledge(task_id)
    await city.take_back(task_id, "sudah padam")
    await city.deliver(module)
    return task_id


async def test_a_recall_that_no_human_hears_ends_with_a_person_who_calls(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as system, AgencyEndpoint() as duty:
        await city.reach("damkar", system.url, rank=1)
        await city.reach("damkar", duty.url, rank=2)
        task_id = await called_off(city, module)
        for _ in range(5):
            city.clock.advance(seconds=20)
            await city.deliver(module)
    assert [got.json["event"] for got in duty.received] == ["task.aborted"]
    assert await city.owed(task_id) == ["done", "dead"]


async def test_a_recall_on_the_page_alone_ends_with_a_person_who_calls(
    city: City, module: Deliver
) -> None:
    await city.reach("damkar", kind="portal")
    task_id = await called_off(city, module)
    assert await city.owed(task_id) == ["done", "due"]
    city.clock.advance(seconds=60)
    await city.deliver(module)
    [told] = await city.facts("task.delivery_exhausted", task_id)
    assert (told["notice"], told["error"]) == ("task.aborted", "not_confirmed")


async def test_a_recall_that_was_heard_rings_no_more(city: City, module: Deliver) -> None:
    await city.reach("damkar", kind="portal")
    task_id = await called_off(city, module)
    async with city.units.begin("person:test") as uow:
        await acknowledge_recall(uow, await lock_task(uow, task_id), Said(by="Komandan Budi"))
    city.clock.advance(seconds=60)
    await city.deliver(module)
    assert await city.owed(task_id) == ["done", "done"]
