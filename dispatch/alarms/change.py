"""Raise an alarm, let it call again, take notice of it, end it.

What an incident's alarms are stands in its flags, so that whoever opens it sees them. Incidents are
locked before alarms.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypedDict
from uuid import UUID

from dispatch.alarms.conditions import Condition
from dispatch.alarms.events import AlarmClimbed, AlarmEnded, AlarmRaised, AlarmTaken
from dispatch.alarms.ladder import next_call, step_at
from dispatch.alarms.models import Alarm, AlarmStep
from dispatch.kernel.errors import Conflict, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork

FLAG: Final = "alarm"
# The incident's version stays: a dispatcher who is about to act must not be refused because an
# alarm asks for just that.
_RAISE_FLAG: Final = (
    "UPDATE incident SET flags = flags || to_jsonb($2::text) WHERE id = $1 AND NOT flags ? $2"
)
_LOWER_FLAG: Final = "UPDATE incident SET flags = flags - $2::text WHERE id = $1"


def flag_of(kind: str, detail: str) -> str:
    """Return the incident's flag of an alarm."""
    return f"{FLAG}:{kind}:{detail}" if detail else f"{FLAG}:{kind}"


class _About(TypedDict):
    noun_id: UUID
    incident_id: UUID | None
    agency_id: str | None
    kind: str
    detail: str
    report_id: str | None


def _about(alarm: Alarm) -> _About:
    return _About(
        noun_id=alarm.id,
        incident_id=alarm.incident_id,
        agency_id=alarm.agency_id,
        kind=alarm.kind,
        detail=alarm.detail,
        report_id=None if alarm.report_id is None else str(alarm.report_id),
    )


async def raise_alarm(uow: UnitOfWork, of: Condition, steps: Sequence[AlarmStep]) -> Alarm:
    """Raise the alarm of what holds; it calls on the first of `steps`."""
    first = steps[0]
    alarm = Alarm(
        id=uow.new_id(),
        kind=of.kind,
        scope_id=of.scope_id,
        detail=of.detail,
        incident_id=of.incident_id,
        report_id=of.report_id,
        agency_id=of.agency_id,
        priority=of.priority,
        since=of.since,
        raised_at=uow.now,
        whom=first.whom,
        channel=first.channel,
        next_at=next_call(steps, 0, since=of.since, now=uow.now),
    )
    await _flag(uow, alarm, stands=True)
    uow.add(alarm)
    uow.append(
        AlarmRaised(
            **_about(alarm),
            at=uow.now,
            since=alarm.since.isoformat(),
            whom=alarm.whom,
            channel=alarm.channel,
        )
    )
    return alarm


async def ring(uow: UnitOfWork, alarm_id: UUID, steps: Sequence[AlarmStep]) -> None:
    """Call again, a step further if it is time: whoever said that he is at it did not end it."""
    alarm = await uow.get(Alarm, alarm_id)
    if alarm.ended_at is not None or alarm.next_at is None or alarm.next_at > uow.now:
        return
    step = step_at(steps, alarm.step, since=alarm.since, now=uow.now)
    await uow.change(
        alarm,
        step=step,
        whom=steps[step].whom,
        channel=steps[step].channel,
        next_at=next_call(steps, step, since=alarm.since, now=uow.now),
        taken_by=None,
        taken_at=None,
    )
    uow.append(
        AlarmClimbed(
            **_about(alarm), at=uow.now, step=step + 1, whom=alarm.whom, channel=alarm.channel
        )
    )


async def take(uow: UnitOfWork, alarm_id: UUID, *, pause_s: float, by: str) -> Alarm:
    """Say that a person is at it: it is quiet for `pause_s` seconds, and rings again if it stands.

    Nothing else ends an alarm than what it asks for.
    """
    alarm = await uow.look(Alarm, alarm_id)
    if alarm is None:
        raise NotFound("alarm.not_found", id=alarm_id)
    if alarm.ended_at is not None:
        raise Conflict("alarm.ended", ended_at=alarm.ended_at)
    quiet_until = uow.now + timedelta(seconds=pause_s)
    await uow.change(alarm, taken_by=by, taken_at=uow.now, next_at=quiet_until)
    uow.append(AlarmTaken(**_about(alarm), at=uow.now, by=by))
    return alarm


async def end(uow: UnitOfWork, alarm_id: UUID) -> None:
    """End an alarm: what it said is no longer so."""
    seen = await uow.find(Alarm, alarm_id)
    if seen is None or seen.ended_at is not None:
        return
    await _flag(uow, seen, stands=False)
    alarm = await uow.get(Alarm, alarm_id)
    await uow.change(alarm, ended_at=uow.now, next_at=None)
    uow.append(AlarmEnded(**_about(alarm), at=uow.now))


async def _flag(uow: UnitOfWork, alarm: Alarm, *, stands: bool) -> None:
    if alarm.incident_id is None:
        return
    statement = _RAISE_FLAG if stands else _LOWER_FLAG
    await uow.execute(statement, alarm.incident_id, flag_of(alarm.kind, alarm.detail))
