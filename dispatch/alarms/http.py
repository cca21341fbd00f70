"""Alarms over HTTP: what stands, who is at it, and the ladders in force."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.alarms.change import take
from dispatch.alarms.ladder import Ladders
from dispatch.alarms.models import Alarm, AlarmStep
from dispatch.alarms.view import SELECTED, AlarmView, alarm_view
from dispatch.kernel.errors import NotFound
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import View

router = APIRouter(prefix="/alarms", tags=["alarms"])
_STEPS = "SELECT * FROM alarm_step ORDER BY kind NULLS FIRST, priority NULLS FIRST, place"


class Alarms(View):
    """The alarms that stand, lives first."""

    items: tuple[AlarmView, ...]


class StepView(View):
    """One step of a ladder; an empty kind or priority means any."""

    kind: str | None
    priority: int | None
    place: int
    after_s: float
    whom: str
    channel: str
    repeat_s: float | None
    pause_s: float
    valid_from: datetime
    valid_to: datetime | None
    source: str


class Steps(View):
    """Every step of every ladder, past and future ones too."""

    items: tuple[StepView, ...]


@router.get("")
async def read_alarms(_: Annotated[Subject, needs("alarm.read")], reading: Read) -> Alarms:
    """List what somebody must act on."""
    rows = await reading.fetch(
        f"{SELECTED} WHERE l.ended_at IS NULL ORDER BY l.priority, l.since, l.id"
    )
    return Alarms(items=tuple([alarm_view(row) for row in rows]))


@router.get("/ladders")
async def read_ladders(_: Annotated[Subject, needs("alarm.read")], reading: Read) -> Steps:
    """List whom each alarm calls, after how long, and by which channel."""
    rows = await reading.fetch(_STEPS)
    return Steps(items=tuple([StepView.model_validate(dict(row)) for row in rows]))


@router.post("/{alarm_id}/take")
async def post_take(
    alarm_id: UUID, subject: Annotated[Subject, needs("alarm.take")], uow: Work
) -> AlarmView:
    """Say that you are at it: the alarm is quiet for a while and rings again if it stands."""
    alarm = await uow.find(Alarm, alarm_id)
    if alarm is None:
        raise NotFound("alarm.not_found", id=alarm_id)
    rows = await uow.fetch(_STEPS)
    steps = Ladders([AlarmStep.model_validate(dict(row)) for row in rows], uow.now).of(
        alarm.kind, alarm.priority
    )
    own = steps[min(alarm.step, len(steps) - 1)]
    await take(uow, alarm_id, pause_s=own.pause_s, by=subject.name)
    await uow.flush()
    row = await uow.fetchrow(f"{SELECTED} WHERE l.id = $1", alarm_id)
    if row is None:
        raise NotFound("alarm.not_found", id=alarm_id)
    return alarm_view(row)
