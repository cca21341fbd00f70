"""How an agency's answer is written down: the time that counts, what is doubtful, what was said.

An answer is recorded, never refused for its clock, for a missing step, or because it was given
before: whoever is on the way to a fire has no time to repair a request.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from dispatch.kernel.errors import Conflict
from dispatch.kernel.said_time import JudgedTime, SaidTime, judge_time
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.change_state import about, transition
from dispatch.tasks.lifecycle import STEPS, TaskState, is_behind, stamp_of, steps_before
from dispatch.tasks.models import Task
from routing.value_object import value_object

ON_BEHALF: Final = "on_behalf"
UNEXPLAINED: Final = "on_behalf_unexplained"
NOTHING_ELSE: Final[Mapping[str, str]] = {}
OUT_OF_ORDER: Final = "steps_out_of_order"


@value_object(kw_only=True)
class Answer:
    """Who answers an order, when, and having seen which version of it.

    `on_behalf` is how the desk learnt it, when it answers for the agency; None when the agency
    answers itself.
    """

    by: str
    at: SaidTime | None = None
    note: str = ""
    version: int | None = None
    on_behalf: str | None = None


def check_version(task: Task, version: int | None) -> None:
    """Refuse an answer to an older version of the order (`conflict.stale_version`).

    A `version` of None is not checked.
    """
    if version is not None and version != task.version:
        raise Conflict("conflict.stale_version", seen=version, version=task.version)


def asked_at(task: Task) -> datetime:
    """Return when the agency was asked: by the order, or by its release from stand-by."""
    return task.released_at or task.assigned_at


def judge_answer(uow: UnitOfWork, task: Task, answer: Answer, step: TaskState) -> JudgedTime:
    """Return the time that counts for `step`, with what is doubtful about it.

    It lies after the order and before whatever is known to have come after it. That a step before
    it has a later time is only flagged: which of the two is wrong nobody knows yet.
    """
    order = tuple(STEPS)
    after = order[order.index(step) + 1 :] if step in STEPS else ()
    # What lies before a release from stand-by is another story.
    later = [stamp for stamp in _stamps(task, after) if stamp >= asked_at(task)]
    time = judge_time(
        answer.at,
        now=uow.now,
        zone=uow.city.zone,
        earliest=asked_at(task),
        latest=min(later, default=uow.now),
    )
    before = steps_before(step) if step in STEPS else ()
    if not any(stamp > time.at for stamp in _stamps(task, before)):
        return time
    return JudgedTime(at=time.at, said=time.said, flags=(*time.flags, OUT_OF_ORDER))


def _stamps(task: Task, steps: tuple[TaskState, ...]) -> list[datetime]:
    found = (getattr(task, stamp_of(step)) for step in steps)
    return [stamp for stamp in found if stamp is not None]


async def record_answer(
    uow: UnitOfWork,
    task: Task,
    to: TaskState,
    answer: Answer,
    *,
    flags: tuple[str, ...] = (),
    says: Mapping[str, Any] | None = None,
    said: Mapping[str, str] = NOTHING_ELSE,
    **values: object,
) -> Task:
    """Move `task` to `to`, or fill in the time of a step that it has behind it; say so in the log.

    `says` are the fact's own members, `said` words of the agency (column -> words) for which
    another value stands, `values` what is written besides.
    """
    time = judge_answer(uow, task, answer, to)
    marks = [*flags, *time.flags]
    if answer.on_behalf is not None:
        marks += [ON_BEHALF] if answer.on_behalf else [ON_BEHALF, UNEXPLAINED]
    written: dict[str, Any] = {
        "flags": list(dict.fromkeys((*task.flags, *marks))),
        "said": {**task.said, **time.said_for(stamp_of(to)), **said},
        "on_behalf": answer.on_behalf or task.on_behalf,
        "implied": [step for step in task.implied if step != to],
        **values,
    }
    fact = {
        "said_at": time.said,
        "flags": marks,
        "on_behalf": answer.on_behalf,
        **(says or {}),
    }
    if not is_behind(task.state, to):
        return await transition(uow, task, to, at=time.at, says=fact, **written)
    await uow.change(task, **{stamp_of(to): time.at}, **written)
    uow.append(STEPS[to](**about(task, time.at), **fact))
    return task
