"""An order that was taken back: a human at the agency must have heard of that as well.

Whoever drives to a fire that is out is missing at the next one, so the news rings on until somebody
there has said that he heard it.
"""

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.change_state import about
from dispatch.tasks.events import TaskAborted, TaskCancelled, TaskRecallAcknowledged
from dispatch.tasks.lifecycle import RECALLED, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.record_answer import Answer, judge_answer


def may_be_known(task: Task) -> bool:
    """Whether anybody at the agency can know of the order, and so might act on it."""
    return any((task.delivered_at, task.seen_at, task.acknowledged_by, task.expired_at))


async def open_recall(uow: UnitOfWork, event: TaskCancelled | TaskAborted) -> None:
    """Open the recall of an order taken back: a human at the agency must still hear of it."""
    task = await uow.get(Task, event.noun_id)
    if may_be_known(task):
        await uow.change(task, recall_open=True)


async def acknowledge_recall(uow: UnitOfWork, task: Task, answer: Answer) -> Task:
    """Acknowledge a recall for a human at the agency; a repetition changes nothing.

    An answer to the order itself that crossed with the recall is not this: it says nothing of it.
    """
    if task.state not in RECALLED:
        raise Conflict("task.not_recalled", state=task.state)
    if task.recall_acknowledged_at is not None:
        return task
    time = judge_answer(uow, task, answer, TaskState(task.state))
    await uow.change(
        task,
        recall_open=False,
        recall_acknowledged_at=time.at,
        recall_acknowledged_by=answer.by,
        flags=list(dict.fromkeys((*task.flags, *time.flags))),
        on_behalf=answer.on_behalf or task.on_behalf,
    )
    uow.append(
        TaskRecallAcknowledged(
            **about(task, time.at),
            by=answer.by,
            said_at=time.said,
            flags=list(time.flags),
            on_behalf=answer.on_behalf,
        )
    )
    return task
