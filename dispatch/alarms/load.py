"""The ladders of a city's file become rows, without undoing what people changed."""

from datetime import datetime
from typing import Any

from dispatch.alarms.models import AlarmStep
from dispatch.kernel.city import City
from dispatch.kernel.store.unit_of_work import UnitOfWork

_SAME = """
SELECT EXISTS (SELECT FROM alarm_step WHERE kind IS NOT DISTINCT FROM $1
    AND priority IS NOT DISTINCT FROM $2::int AND place = $3 AND valid_from = $4)
"""


async def load_ladders(uow: UnitOfWork, city: City) -> int:
    """Add the steps that are not there yet; return how many were added."""
    entries: list[dict[str, Any]] = city.read("alarm_ladders", [])
    added = 0
    for entry in entries:
        given = entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])}
        step = AlarmStep(id=uow.new_id(), **given)
        if not await uow.fetchval(_SAME, step.kind, step.priority, step.place, step.valid_from):
            uow.add(step)
            added += 1
    return added
