"""What follows from each try to tell an agency: proof, another try, the next channel, a person."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pytest

from agencies.channels.base import DeliveryFailed, Notice, Outcome, Receipt
from agencies.delivery.choose import Route, Try
from agencies.delivery.due import Job
from agencies.delivery.events import DeliveryExhausted
from agencies.delivery.models import AgencyChannelRow, Delivery
from agencies.delivery.record import Result, record, result_of
from dispatch.kernel.store.outbox import Owed
from dispatch.tasks.events import TaskDeliveryFailed
from dispatch.tasks.lifecycle import TaskState
from dispatch.tasks.models import Task
from tests.support.ledger import START, Answers, Ledger, after, put_task
from tests.support.things import Thing

TARGET_S: Final = 60.0
OWED: Final = UUID(int=9)
ARRIVED, ON_ITS_WAY = Receipt(status=200, reference="TKT-1"), Receipt(proof=False)
BUSY, GONE = DeliveryFailed("http_503", status=503), DeliveryFailed("http_410", permanent=True)


def channel(rank: int, kind: str = "webhook") -> AgencyChannelRow:
    return AgencyChannelRow(
        id=UUID(int=rank), agency_id="damkar", kind=kind, rank=rank, tries=3, created_at=START
    )


class Post(Ledger):
    """An order, or its recall, that is being told to an agency with these channels."""

    def __init__(
        self, *kinds: str, event: str = "task.assigned", target_s: float | None = TARGET_S
    ) -> None:
        self.row_state: str = "due"
        answers: Answers = {
            "SELECT state FROM outbox": lambda _: [{"state": self.row_state}],
            "SELECT delivered_at FROM task": lambda _: [{"at": self.task.delivered_at}],
        }
        super().__init__(at=5, actor="system:deliver", answers=answers)
        self.task: Task = put_task(self)
        self.channels = tuple(channel(rank, kind) for rank, kind in enumerate(kinds, 1))
        self.event = event
        self.tries: tuple[Try, ...] = ()
        self.target_s = target_s

    async def end(self, end: Receipt | DeliveryFailed, *, rank: int = 1, at: float = 5) -> None:
        """Let a try on one channel end."""
        self.be_at(at)
        owed = Owed(
            id=OWED,
            kind="task_delivery",
            noun_id=self.task.id,
            agency_id="damkar",
            payload={"event": self.event},
            due_at=START,
            created_at=START,
        )
        job = Job(
            owed=owed,
            incident_id=self.task.incident_id,
            notice=Notice(
                id=OWED,
                event=self.event,
                task_id=self.task.id,
                agency_id="damkar",
                at=self.now,
                body=Thing.of(),
            ),
            route=Route(
                owed_id=OWED,
                channels=self.channels,
                since=START,
                tries=self.tries,
                target_s=self.target_s,
            ),
            channel=self.channels[rank - 1],
        )
        result = result_of(end, at=self.now, ended_at=self.now, duration_ms=12)
        await record(self, job, result)
        one = Try(channel_id=job.channel.id, at=result.at, outcome=result.outcome)
        self.tries = (*self.tries, one)

    @property
    def becomes(self) -> tuple[str, datetime | None]:
        """Return what became of the row: settled, buried, or due again at a time."""
        query, values = self.done[-1]
        if "state = 'done'" in query:
            return "settled", None
        return ("buried", None) if "state = 'dead'" in query else ("again", values[1])


async def test_a_receipt_is_kept_and_proves_that_the_agency_has_it() -> None:
    post = Post("webhook")
    await post.end(ARRIVED)
    assert (post.task.state, post.task.delivered_at) == (TaskState.DELIVERED, after(5))
    [kept] = post.rows(Delivery)
    assert (kept.outcome, kept.status, kept.receipt) == ("delivered", 200, "TKT-1")
    assert post.becomes == ("settled", None)


async def test_an_order_that_arrived_rings_on_by_the_next_channel_until_a_human_answers() -> None:
    post = Post("webhook", "sms")
    await post.end(ARRIVED)
    # A third of the target after the order.
    assert post.becomes == ("again", after(20))


@pytest.mark.parametrize(
    ("kinds", "target_s"), [(("webhook", "portal"), TARGET_S), (("webhook", "sms"), None)]
)
async def test_where_nobody_waits_or_nothing_else_rings_having_arrived_is_enough(
    kinds: tuple[str, ...], target_s: float | None
) -> None:
    post = Post(*kinds, target_s=target_s)
    await post.end(ARRIVED)
    assert post.becomes == ("settled", None)


async def test_an_answer_that_was_faster_than_its_proof_gives_the_proof_its_time() -> None:
    post = Post("webhook")
    await post.change(post.task, state="acknowledged", acknowledged_at=after(3))
    await post.end(ARRIVED)
    assert (post.task.state, post.task.delivered_at) == ("acknowledged", after(3))


async def test_a_message_on_its_way_proves_nothing_and_is_waited_for() -> None:
    post = Post("sms", "webhook")
    await post.end(ON_ITS_WAY)
    assert (post.task.state, post.task.delivered_at) == (TaskState.ASSIGNED, None)
    assert post.becomes == ("again", after(20))


async def test_a_failure_is_tried_again_soon_and_said() -> None:
    post = Post("webhook", "sms")
    await post.end(BUSY)
    becomes, at = post.becomes
    assert becomes == "again"
    assert at is not None
    assert after(5.75) <= at <= after(6)
    fact = post.last(TaskDeliveryFailed)
    assert (fact.by, fact.error, fact.final) == ("webhook", "http_503", False)


async def test_a_refusal_for_good_goes_to_the_next_channel_at_once() -> None:
    post = Post("webhook", "sms")
    await post.end(GONE)
    assert post.becomes[0] == "again"
    assert post.last(TaskDeliveryFailed).final
    assert "delivery.exhausted" not in post.facts()


async def test_when_the_last_channel_refuses_a_person_must_reach_the_agency() -> None:
    post = Post("webhook", "sms")
    await post.end(GONE, rank=1)
    await post.end(GONE, rank=2, at=6)
    assert post.becomes == ("buried", None)
    fact = post.last(DeliveryExhausted)
    assert (fact.notice, fact.channels) == ("task.assigned", ["webhook", "sms"])
    assert fact.error == "sms: http_410"


async def test_tries_end_after_their_number_on_the_last_channel() -> None:
    post = Post("webhook")
    for number in range(1, 4):
        await post.end(BUSY, at=5.0 * number)
        assert post.becomes[0] == ("again" if number < 3 else "buried")


async def test_an_order_that_arrived_once_needs_no_person_when_the_second_channel_fails() -> None:
    post = Post("webhook", "sms")
    await post.end(ARRIVED)
    await post.end(GONE, rank=2, at=25)
    assert post.becomes == ("settled", None)
    assert "delivery.exhausted" not in post.facts()


@pytest.mark.parametrize("event", ["task.cancelled", "task.aborted"])
async def test_a_recall_that_arrived_is_waited_for_and_moves_no_order(event: str) -> None:
    post = Post("webhook", event=event)
    await post.end(ARRIVED)
    assert (post.task.state, post.task.delivered_at) == (TaskState.ASSIGNED, None)
    assert post.becomes == ("again", after(65))
    # Where no human has to confirm it, that it arrived is enough.
    post = Post("webhook", event=event, target_s=None)
    await post.end(ARRIVED)
    assert post.becomes == ("settled", None)


@pytest.mark.parametrize("end", [ARRIVED, ON_ITS_WAY, BUSY, GONE])
async def test_what_another_process_has_settled_is_noted_and_left_alone(
    end: Receipt | DeliveryFailed,
) -> None:
    post = Post("webhook", "sms")
    post.row_state = "done"
    await post.end(end)
    assert post.done == []
    assert len(post.rows(Delivery)) == 1
    assert "task.delivery_failed" not in post.facts()


@pytest.mark.parametrize(
    ("asked_s", "least", "most"),
    [(None, 6, 6), (30, 20, 20), (4, 9, 9), (86_400, 20, 20)],
)
async def test_retry_after_is_kept_until_the_next_channel_opens(
    asked_s: float | None, least: float, most: float
) -> None:
    post = Post("webhook", "sms")
    await post.end(DeliveryFailed("http_429", status=429, retry_after_s=asked_s))
    becomes, at = post.becomes
    assert becomes == "again"
    assert at is not None
    assert after(least - 0.25) <= at <= after(most)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (ARRIVED, Outcome.DELIVERED),
        (ON_ITS_WAY, Outcome.LEFT_OPEN),
        (BUSY, Outcome.FAILED),
        (GONE, Outcome.REFUSED),
    ],
)
def test_the_end_of_a_try_gives_its_outcome(
    end: Receipt | DeliveryFailed, outcome: Outcome
) -> None:
    found: Result = result_of(end, at=START, ended_at=after(1), duration_ms=1000)
    said: dict[str, Any] = {"status": end.status, "error": getattr(end, "error", None)}
    assert found.outcome is outcome
    assert {"status": found.status, "error": found.error} == said
