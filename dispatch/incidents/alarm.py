"""Raise or lower the alarm: how much help the run cards plan for."""

from datetime import datetime

from dispatch.incidents.change_state import check_version
from dispatch.incidents.classify import check_open
from dispatch.incidents.events import AlarmChanged
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time


async def set_alarm(
    uow: UnitOfWork,
    incident: Incident,
    level: int,
    *,
    reason: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Incident:
    """Set the alarm level of an incident, 1 to 5.

    The plan is made anew by reaction; orders that were given stay as they are.
    """
    check_open(incident)
    check_version(incident, version)
    if level == incident.alarm_level:
        return incident
    was = incident.alarm_level
    await uow.change(incident, alarm_level=level)
    uow.append(
        AlarmChanged(
            noun_id=incident.id,
            incident_id=incident.id,
            at=true_time(at, uow.now),
            alarm_level=level,
            was_level=was,
            reason=reason,
        )
    )
    return incident
