"""Tasks over HTTP: the centre orders, the agency's client answers."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, status

from dispatch.access.guards import Work, check_allowed, needs
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.directory.read import check_in_service, find_name, first_service
from dispatch.incidents.change_state import check_version
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Invalid, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor
from dispatch.tasks.answer import acknowledge, decline, lock_task, record_seen
from dispatch.tasks.assign import Order, OverrideReason, assign, check_not_asked
from dispatch.tasks.lifecycle import TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.progress import cancel, progress, resume
from dispatch.tasks.reasons import CHOSEN_BY_DISPATCHER
from dispatch.tasks.recall import acknowledge_recall
from dispatch.tasks.record_answer import Answer
from dispatch.tasks.reinforce import reinforce
from dispatch.tasks.release import find_standing_by, release
from dispatch.tasks.schemas import (
    AcknowledgeIn,
    AnswerIn,
    CancelIn,
    CountIn,
    DeclineIn,
    ProgressIn,
    ReleaseIn,
    ResumeIn,
    ReturnIn,
    SeenIn,
    TaskIn,
    VerifyIn,
)
from dispatch.tasks.verify import return_task, verify
from dispatch.tasks.view import FROM, SELECTED, TaskView, task_view
from routing import Reason

router = APIRouter(prefix="/tasks", tags=["tasks"])
MayRead = Annotated[Subject, needs("task.read")]
MayAssign = Annotated[Subject, needs("task.assign")]
MayAnswer = Annotated[Subject, needs("task.answer")]
MayVerify = Annotated[Subject, needs("task.verify")]
MayCancel = Annotated[Subject, needs("task.cancel")]


async def locked(uow: UnitOfWork, task_id: UUID, subject: Subject, verb: str) -> Task:
    """Lock a task for `verb`; one that the subject may not see is not found."""
    seen = await uow.find(Task, task_id)
    if seen is None:
        raise NotFound("task.not_found", id=task_id)
    own = Resource(agency_ids=frozenset({seen.agency_id}))
    check_allowed(subject, verb, own, visible_with="task.read", missing=f"task {task_id}")
    return await lock_task(uow, task_id)


_DRILL = "SELECT drill FROM incident WHERE id = $1"


async def answered(uow: UnitOfWork, task: Task) -> TaskView:
    """Return the order as it will be after the commit."""
    return task_view(
        {
            **task.__dict__,
            "agency_name": await find_name(uow, task.agency_id),
            "drill": await uow.fetchval(_DRILL, task.incident_id),
        }
    )


def answer_of(subject: Subject, body: AnswerIn) -> Answer:
    """Return who answers and when; a desk always answers on behalf of the agency."""
    on_behalf = (body.on_behalf or "") if subject.agency_id is None else None
    return Answer(
        by=body.by or subject.name,
        at=body.at,
        note=body.note or "",
        version=body.version,
        on_behalf=on_behalf,
    )


def human_answer_of(subject: Subject, body: AnswerIn) -> Answer:
    """Return the answer of a named human: only a human takes or refuses an order.

    A person of the agency answers for itself, a machine or a desk must say for whom.
    """
    if not body.by and (subject.kind != "person" or subject.agency_id is None):
        raise Invalid("task.by_required")
    return answer_of(subject, body)


_LINE = """
SELECT line FROM (SELECT plan FROM incident_plan WHERE incident_id = $1
    ORDER BY made_at DESC, id DESC LIMIT 1) p,
    jsonb_array_elements(p.plan -> 'lines') AS line
WHERE line ->> 'agency_id' = $2 AND ($3::text IS NULL OR line ->> 'service' = $3) LIMIT 1
"""


async def order_from(uow: UnitOfWork, body: TaskIn) -> Order:
    """Complete an order from the plan: service, reasons, and whom to ask next."""
    line: dict[str, Any] | None = await uow.fetchval(
        _LINE, body.incident_id, body.agency_id, body.service
    )
    if line is None:
        service = body.service or await first_service(uow, body.agency_id)
        # An order must not wait for its reason: one that was not given is kept as not said.
        return Order(
            agency_id=body.agency_id,
            service=service,
            reasons=(CHOSEN_BY_DISPATCHER,),
            stand_by=bool(body.stand_by),
            count=body.count or 1,
            override=body.override or OverrideReason.NOT_SAID,
            note=body.note,
            at=body.at,
        )
    reasons = tuple(Reason(reason["code"], reason["params"]) for reason in line["reason_codes"])
    return Order(
        agency_id=body.agency_id,
        service=line["service"],
        reasons=reasons,
        candidates=tuple(line["candidates"]),
        stand_by=line["stand_by"] if body.stand_by is None else body.stand_by,
        count=body.count or line["count"],
        override=body.override,
        note=body.note,
        at=body.at,
    )


def says_go(body: TaskIn, order: Order) -> bool:
    """Whether whoever orders says that the agency is to go: by a word, or by a line of the plan."""
    by_plan = body.stand_by is None and order.override is None and not order.stand_by
    return body.stand_by is False or by_plan


@router.post("", status_code=status.HTTP_201_CREATED)
async def post_task(body: TaskIn, _: MayAssign, uow: Work) -> TaskView:
    """Order an agency to answer an incident.

    An agency that stands by is released instead (go) with `stand_by` false, or where the plan has
    it go.
    """
    incident = await uow.get(Incident, body.incident_id)
    check_version(incident, body.version)
    await check_in_service(uow, body.agency_id)
    order = await order_from(uow, body)
    standing_by = await find_standing_by(uow, incident, order) if says_go(body, order) else None
    if standing_by is not None:
        await release(uow, standing_by, reason=body.note, at=body.at)
        await uow.react()
        return await answered(uow, standing_by)
    await check_not_asked(uow, incident, order)
    seen = incident.version
    task = await assign(uow, incident, order)
    if incident.version == seen:
        # Whoever decides on the picture without this order must learn of it first.
        await uow.change(incident)
    await uow.react()
    return await answered(uow, task)


_LIST = f"""
SELECT {SELECTED} {FROM}
WHERE ($1::text IS NULL OR t.state = $1) AND ($2::text IS NULL OR t.agency_id = $2)
    AND ($3::uuid IS NULL OR t.incident_id = $3)
    AND ($4::text IS NULL OR t.agency_id = $4) AND ($5::timestamptz IS NULL
        OR (t.assigned_at, t.id) < ($5, $6))
ORDER BY t.assigned_at DESC, t.id DESC LIMIT $7
"""


@router.get("")
async def list_tasks(
    subject: MayRead,
    reading: Read,
    state: TaskState | None = None,
    agency_id: str | None = None,
    incident_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[TaskView]:
    """List tasks, newest first; an agency sees its own."""
    moment, key = decode_cursor(cursor)
    rows = await reading.fetch(
        _LIST, state, agency_id, incident_id, subject.agency_id, moment, key, limit + 1
    )
    last = rows[limit - 1] if len(rows) > limit else None
    items = [task_view(row) for row in rows[:limit]]
    return Page(
        items=items,
        next_cursor=None if last is None else encode_cursor(last["assigned_at"], last["id"]),
    )


@router.get("/{task_id}")
async def read_task(task_id: UUID, subject: MayRead, reading: Read) -> TaskView:
    """Read one task."""
    row = await reading.fetchrow(
        f"SELECT {SELECTED} {FROM} WHERE t.id = $1",
        task_id,
    )
    if row is None or not allows(
        subject, "task.read", Resource(agency_ids=frozenset({row["agency_id"]}))
    ):
        raise NotFound("task.not_found", id=task_id)
    return task_view(row)


@router.post("/{task_id}/seen")
async def post_seen(
    task_id: UUID,
    body: Annotated[SeenIn, Body(default_factory=SeenIn)],
    subject: MayAnswer,
    uow: Work,
) -> TaskView:
    """Record that an order was opened on somebody's screen."""
    return await answered(
        uow, await record_seen(uow, await locked(uow, task_id, subject, "task.answer"), at=body.at)
    )


@router.post("/{task_id}/acknowledge")
async def post_acknowledge(
    task_id: UUID,
    body: Annotated[AcknowledgeIn, Body(default_factory=AcknowledgeIn)],
    subject: MayAnswer,
    uow: Work,
) -> TaskView:
    """Acknowledge an order: a human at the agency takes it."""
    return await answered(
        uow,
        await acknowledge(
            uow, await locked(uow, task_id, subject, "task.answer"), human_answer_of(subject, body)
        ),
    )


@router.post("/{task_id}/decline")
async def post_decline(
    task_id: UUID,
    body: Annotated[DeclineIn, Body(default_factory=DeclineIn)],
    subject: MayAnswer,
    uow: Work,
) -> TaskView:
    """Decline an order for a human at the agency, with a cause; the next candidate is asked."""
    return await answered(
        uow,
        await decline(
            uow,
            await locked(uow, task_id, subject, "task.answer"),
            body.cause,
            human_answer_of(subject, body),
        ),
    )


@router.post("/{task_id}/progress")
async def post_progress(task_id: UUID, body: ProgressIn, subject: MayAnswer, uow: Work) -> TaskView:
    """Record a step of an order: unit_assigned, en_route, on_scene or completed.

    It implies the steps before it, whose times stay unknown until they are told.
    """
    task = await locked(uow, task_id, subject, "task.answer")
    answer = answer_of(subject, body)
    return await answered(uow, await progress(uow, task, body.state, answer, unit_id=body.unit_id))


@router.post("/{task_id}/resume")
async def post_resume(
    task_id: UUID,
    body: Annotated[ResumeIn, Body(default_factory=ResumeIn)],
    subject: MayAnswer,
    uow: Work,
) -> TaskView:
    """Take "completed" back, which was said too early; possible until the centre has agreed."""
    task = await locked(uow, task_id, subject, "task.answer")
    return await answered(uow, await resume(uow, task, answer_of(subject, body)))


@router.post("/{task_id}/release")
async def post_release(
    task_id: UUID,
    body: Annotated[ReleaseIn, Body(default_factory=ReleaseIn)],
    subject: MayAssign,
    uow: Work,
) -> TaskView:
    """Send an agency that stands by: go. It is told, and its deadline to take the order begins."""
    task = await locked(uow, task_id, subject, "task.assign")
    await release(uow, task, reason=body.reason, at=body.at)
    await uow.react()
    return await answered(uow, task)


@router.post("/{task_id}/count")
async def post_count(task_id: UUID, body: CountIn, subject: MayAssign, uow: Work) -> TaskView:
    """Ask the agency that has the order for more crews, or for fewer; it is told."""
    task = await locked(uow, task_id, subject, "task.assign")
    await reinforce(uow, task, body.count, reason=body.reason, at=body.at)
    await uow.react()
    return await answered(uow, task)


@router.post("/{task_id}/cancel")
async def post_cancel(task_id: UUID, body: CancelIn, subject: MayCancel, uow: Work) -> TaskView:
    """Take an order back; after it was accepted the agency is called off."""
    return await answered(
        uow,
        await cancel(
            uow, await locked(uow, task_id, subject, "task.cancel"), reason=body.reason, at=body.at
        ),
    )


@router.post("/{task_id}/acknowledge-recall")
async def post_acknowledge_recall(
    task_id: UUID,
    body: Annotated[AcknowledgeIn, Body(default_factory=AcknowledgeIn)],
    subject: MayAnswer,
    uow: Work,
) -> TaskView:
    """Acknowledge that an order was taken back; until a human at the agency does, it rings on."""
    task = await locked(uow, task_id, subject, "task.answer")
    return await answered(uow, await acknowledge_recall(uow, task, human_answer_of(subject, body)))


@router.post("/{task_id}/verify")
async def post_verify(task_id: UUID, body: VerifyIn, subject: MayVerify, uow: Work) -> TaskView:
    """Verify that the work of a completed order is done."""
    task = await locked(uow, task_id, subject, "task.verify")
    return await answered(
        uow, await verify(uow, task, note=body.note, at=body.at, version=body.version)
    )


@router.post("/{task_id}/return")
async def post_return(task_id: UUID, body: ReturnIn, subject: MayVerify, uow: Work) -> TaskView:
    """Return a completed order whose work is not done.

    The agency gets a new order that replaces this one and says why.
    """
    task = await locked(uow, task_id, subject, "task.verify")
    await return_task(uow, task, reason=body.reason, at=body.at, version=body.version)
    await uow.react()
    return await answered(uow, task)
