"""The first arrival of an incident that others were merged into.

A unit that was sent for one of them has arrived for it as well.
"""

from uuid import UUID

from dispatch.incidents.events import IncidentArrivalShared, IncidentMerged, IncidentUnmerged
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork

_FIRST = """
SELECT least(
    (SELECT min(on_scene_at) FROM task WHERE incident_id = $1),
    (SELECT min(first_on_scene_at) FROM incident WHERE merged_into = $1))
"""


async def share_arrival(uow: UnitOfWork, incident: Incident) -> None:
    """Give the first arrival to every incident that this one was merged into, in turn."""
    while incident.merged_into is not None:
        # Locked after the merged one, as everybody does who follows a merge.
        incident = await uow.get(Incident, incident.merged_into)
        await _restate(uow, incident)


async def when_merged(uow: UnitOfWork, event: IncidentMerged) -> None:
    """Share the first arrival of a merged incident: who was there before was there for both."""
    await share_arrival(uow, await uow.get(Incident, event.noun_id))


async def when_unmerged(uow: UnitOfWork, event: IncidentUnmerged) -> None:
    """Take back the first arrival that a merge had shared."""
    left = await uow.get(Incident, UUID(event.out_of))
    await _restate(uow, left)
    await share_arrival(uow, left)


async def _restate(uow: UnitOfWork, incident: Incident) -> None:
    await uow.flush()
    first = await uow.fetchval(_FIRST, incident.id)
    if first == incident.first_on_scene_at:
        return
    await uow.change(incident, first_on_scene_at=first)
    known = None if first is None else first.isoformat()
    uow.append(
        IncidentArrivalShared(
            noun_id=incident.id,
            incident_id=incident.id,
            at=first or uow.now,
            first_on_scene_at=known,
        )
    )
