"""Orders leave the building.

Delivered once in effect, tried again, passed on, and given up out loud.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from agencies.delivery.deliver import Deliver
from agencies.delivery.directory import Patience
from dispatch.kernel.host.settings import Settings
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


async def test_an_order_reaches_the_agencys_system(city: City, module: Deliver) -> None:
    async with AgencyEndpoint(Answer(200, b'{"reference": "DMK-1"}')) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar", summary="Rumah terbakar, hubungi 081234567890")
        await city.deliver(module)
    task = await city.task(task_id)
    assert (task["state"], task["delivered_at"]) == ("delivered", START)
    assert await city.owed(task_id) == ["done"]
    assert await city.tries(task_id) == [("webhook", "delivered", None)]
    assert await city.facts("task.delivered", task_id) == [{"by": "webhook"}]
    assert await city.units.pool.fetchval("SELECT receipt FROM delivery") == "DMK-1"
    [got] = damkar.received
    assert b"81234567890" not in got.body
    assert f"https://112.example/api/v1/tasks/{task_id}/acknowledge".encode() in got.body


async def test_it_is_tried_again_after_a_pause_as_the_same_delivery(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint(FAILED, FAILED) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        for pause_s in (0, 0.5, 1, 1, 2):
            city.clock.advance(seconds=pause_s)
            await city.deliver(module)
    assert [outcome for _, outcome, _ in await city.tries(task_id)] == [
        "failed",
        "failed",
        "delivered",
    ]
    assert len({got.delivery for got in damkar.received}) == 1
    assert len({got.headers["x-tanggap-timestamp"] for got in damkar.received}) == 3
    failed = {"by": "webhook", "error": "http_500", "final": False}
    assert await city.facts("task.delivery_failed", task_id) == [failed, failed]
    assert (await city.task(task_id))["state"] == "delivered"


async def test_a_silent_system_is_tried_again(city: City, module: Deliver) -> None:
    async with AgencyEndpoint(Answer(delay_s=5)) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await city.deliver(module)
        city.clock.advance(seconds=2)
        await city.deliver(module)
    assert await city.tries(task_id) == [
        ("webhook", "failed", "timeout"),
        ("webhook", "delivered", None),
    ]


async def test_the_last_try_leaves_a_dead_letter_and_says_so(city: City, module: Deliver) -> None:
    async with AgencyEndpoint(default=FAILED) as damkar:
        await city.reach("damkar", damkar.url, patience=Patience(tries=3))
        task_id = await city.order("damkar")
        for _ in range(5):
            await city.deliver(module)
            city.clock.advance(seconds=60)
    assert len(damkar.received) == 3
    assert await city.owed(task_id) == ["dead"]
    assert [fact["final"] for fact in await city.facts("task.delivery_failed", task_id)] == [
        False,
        False,
        True,
    ]
    assert await city.facts("task.delivery_exhausted", task_id) == [
        {"notice": "task.assigned", "channels": ["webhook"], "error": "webhook: http_500"}
    ]
    # The order stands: the hand-over clock and the agency's page do not depend on the delivery.
    assert (await city.task(task_id))["state"] == "assigned"


async def test_a_dead_letter_that_is_sent_again_is_tried_as_if_for_the_first_time(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint(FAILED, FAILED, FAILED) as damkar:
        await city.reach("damkar", damkar.url, patience=Patience(tries=2))
        task_id = await city.order("damkar")
        for _ in range(3):
            await city.deliver(module)
            city.clock.advance(seconds=60)
        assert await city.owed(task_id) == ["dead"]
        await city.send_again(task_id)
        await city.deliver(module)
        assert await city.owed(task_id) == ["due"]
        city.clock.advance(seconds=60)
        await city.deliver(module)
    assert await city.owed(task_id) == ["done"]
    assert [outcome for _, outcome, _ in await city.tries(task_id)] == [
        "failed",
        "failed",
        "failed",
        "delivered",
    ]
    # The agency knows it for the same notice.
    assert len({got.delivery for got in damkar.received}) == 1
    assert len(await city.facts("delivery.resent", task_id)) == 1


async def test_an_agency_is_told_that_its_work_is_not_accepted_and_asked_again(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await city.deliver(module)
        await city.acknowledge(task_id)
        await city.finish_and_return(task_id, "masih berasap")
        await city.deliver(module)
    told = {
        (got.json["event"], got.json["reason"]): got.json["task"] for got in damkar.received[1:]
    }
    assert set(told) == {("task.returned", "masih berasap"), ("task.assigned", None)}
    again = told["task.assigned", None]
    assert isinstance(again, dict)
    assert (again["replaces_task_id"], again["note"], again["attempt"]) == (
        str(task_id),
        "masih berasap",
        2,
    )


async def test_gone_for_good_goes_to_the_next_channel_at_once(city: City, module: Deliver) -> None:
    async with AgencyEndpoint(default=Answer(410)) as old, AgencyEndpoint() as new:
        await city.reach("damkar", old.url, rank=1)
        await city.reach("damkar", new.url, rank=2)
        task_id = await city.order("damkar")
        await city.deliver(module)
    assert (len(old.received), len(new.received)) == (1, 1)
    assert old.received[0].delivery == new.received[0].delivery
    assert await city.facts("task.delivery_failed", task_id) == [
        {"by": "webhook", "error": "http_410", "final": True}
    ]
    assert (await city.task(task_id))["state"] == "delivered"


async def test_the_hand_over_target_ends_a_channel(city: City, module: Deliver) -> None:
    async with AgencyEndpoint(default=FAILED) as old, AgencyEndpoint() as new:
        await city.reach("damkar", old.url, rank=1, patience=Patience(give_up_s=10))
        await city.reach("damkar", new.url, rank=2)
        task_id = await city.order("damkar")
        for _ in range(11):
            await city.deliver(module)
            city.clock.advance(seconds=1)
    assert len(new.received) == 1
    assert (await city.task(task_id))["delivered_at"] == START + timedelta(seconds=10)


async def test_a_slow_agency_does_not_delay_another(city: City, module: Deliver) -> None:
    release = asyncio.Event()
    async with AgencyEndpoint(default=Answer(hold=release)) as slow, AgencyEndpoint() as quick:
        await city.reach("slow", slow.url)
        await city.reach("quick", quick.url)
        held = [await city.order("slow") for _ in range(20)]
        task_id = await city.order("quick")
        async with asyncio.timeout(5):
            while not quick.received:
                await module.run_once(city.units, city.clock.now())
                await asyncio.sleep(0.01)
        assert len(slow.received) <= 8
        release.set()
        await module.idle()
        city.clock.advance(seconds=60)
        await city.deliver(module)
    assert (await city.task(task_id))["delivered_at"] == START
    assert [(await city.task(one))["state"] for one in held] == ["delivered"] * 20


async def test_a_crash_between_sending_and_recording_sends_again_as_the_same_delivery(
    city: City, module: Deliver
) -> None:
    never = asyncio.Event()
    async with AgencyEndpoint(Answer(hold=never)) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await module.run_once(city.units, city.clock.now())
        await asyncio.wait_for(damkar.arrived.wait(), 5)
        await module.close()
        assert (await city.owed(task_id), await city.tries(task_id)) == (["due"], [])
        survivor = Deliver(Settings(outbox_allow_private=True, outbox_timeout_s=3))
        await city.deliver(survivor)
        assert len(damkar.received) == 1  # the claim of the dead one still holds
        city.clock.advance(seconds=24)
        await city.deliver(survivor)
        await survivor.close()
    assert len(damkar.received) == 2
    assert len({got.delivery for got in damkar.received}) == 1
    assert await city.facts("task.delivered", task_id) == [{"by": "webhook"}]


async def test_two_workers_send_each_order_once(city: City, module: Deliver) -> None:
    other = Deliver(Settings(outbox_allow_private=True))
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", damkar.url)
        tasks = {str(await city.order("damkar")) for _ in range(30)}
        await asyncio.gather(
            city.deliver(module), city.deliver(other), city.deliver(module), city.deliver(other)
        )
        await city.deliver(module)
    await other.close()
    assert len(damkar.received) == 30
    assert {got.json["links"]["task"].rpartition("/")[2] for got in damkar.received} == tasks  # type: ignore[index]  # JSON of ours


async def test_an_order_that_was_answered_meanwhile_is_not_sent(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await city.acknowledge(task_id)
        await city.deliver(module)
    assert (damkar.received, await city.owed(task_id)) == ([], ["done"])


async def test_an_agency_is_told_that_it_is_called_off(city: City, module: Deliver) -> None:
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await city.deliver(module)
        await city.acknowledge(task_id)
        await city.take_back(task_id, "sudah padam")
        await city.deliver(module)
    assert [(got.json["event"], got.json["reason"]) for got in damkar.received] == [
        ("task.assigned", None),
        ("task.aborted", "sudah padam"),
    ]
    assert len({got.delivery for got in damkar.received}) == 2
    assert await city.owed(task_id) == ["done", "done"]


async def test_an_order_taken_back_before_it_was_sent_is_only_taken_back(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await city.take_back(task_id, "salah alamat")
        await city.deliver(module)
    assert [got.json["event"] for got in damkar.received] == ["task.cancelled"]
    assert await city.owed(task_id) == ["done", "done"]


async def test_an_agency_with_only_its_page_is_owed_nothing_more(
    city: City, module: Deliver
) -> None:
    await city.reach("damkar", kind="portal")
    tasks = [await city.order(agency) for agency in ("pln", "pln", "damkar")]
    await city.deliver(module)
    assert [await city.tries(task_id) for task_id in tasks] == [[]] * 3
    assert [await city.owed(task_id) for task_id in tasks] == [["done"]] * 3
    assert [(await city.task(task_id))["state"] for task_id in tasks] == ["assigned"] * 3


async def test_a_page_that_nobody_reads_is_followed_by_the_next_channel(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint() as damkar:
        await city.reach("damkar", kind="portal", rank=1, patience=Patience(give_up_s=20))
        await city.reach("damkar", damkar.url, rank=2)
        task_id = await city.order("damkar")
        for _ in range(3):
            await city.deliver(module)
            city.clock.advance(seconds=10)
    assert await city.tries(task_id) == [
        ("portal", "left_open", None),
        ("webhook", "delivered", None),
    ]
    assert await city.facts("task.delivery_failed", task_id) == [
        {"by": "portal", "error": "not_fetched", "final": True}
    ]


async def test_a_page_that_is_read_ends_the_search_for_another_way(
    city: City, module: Deliver
) -> None:
    async with AgencyEndpoint(default=FAILED) as damkar:
        await city.reach("damkar", damkar.url, rank=1, patience=Patience(tries=1))
        await city.reach("damkar", kind="portal", rank=2)
        read, unread = await city.order("damkar"), await city.order("damkar")
        await city.deliver(module)
        await city.mark_read(read)
        city.clock.advance(seconds=60)
        await city.deliver(module)
    assert (await city.owed(read), await city.owed(unread)) == (["done"], ["dead"])
    assert [fact["channels"] for fact in await city.facts("task.delivery_exhausted", unread)] == [
        ["webhook", "portal"]
    ]
    assert await city.facts("task.delivery_exhausted", read) == []


async def test_a_channel_we_have_no_code_for_is_given_up_out_loud(
    city: City, module: Deliver
) -> None:
    await city.reach("damkar", kind="portal")
    await city.units.pool.execute("UPDATE agency_channel SET kind = 'telex'")
    task_id = await city.order("damkar")
    await city.deliver(module)
    assert await city.owed(task_id) == ["dead"]
    assert await city.tries(task_id) == [("telex", "refused", "no_adapter")]


async def test_an_agency_that_answers_before_its_receipt_had_the_order_before_its_answer(
    city: City, module: Deliver
) -> None:
    release = asyncio.Event()
    async with AgencyEndpoint(Answer(hold=release)) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await module.run_once(city.units, city.clock.now())
        await asyncio.wait_for(damkar.arrived.wait(), 5)
        city.clock.advance(seconds=1)
        await city.acknowledge(task_id)
        city.clock.advance(seconds=1)
        release.set()
        await module.idle()
    task = await city.task(task_id)
    assert (task["state"], task["delivered_at"], task["acknowledged_at"]) == (
        "acknowledged",
        *[START + timedelta(seconds=1)] * 2,
    )


async def test_another_worker_does_not_call_off_what_is_just_being_sent(
    city: City, module: Deliver
) -> None:
    release = asyncio.Event()
    other = Deliver(
        Settings(outbox_allow_private=True, outbox_timeout_s=5, public_url="https://112.example")
    )
    async with AgencyEndpoint(Answer(hold=release)) as damkar:
        await city.reach("damkar", damkar.url)
        task_id = await city.order("damkar")
        await other.run_once(city.units, city.clock.now())
        await asyncio.wait_for(damkar.arrived.wait(), 5)
        await city.take_back(task_id, "salah lapor")
        await city.deliver(module)
        assert len(damkar.received) == 1, (
            "the order and its cancellation would reach the agency in any order"
        )
        release.set()
        await other.idle()
        await city.deliver(module)
    await other.close()
    assert [got.headers["x-tanggap-event"] for got in damkar.received] == [
        "task.assigned",
        "task.cancelled",
    ]
