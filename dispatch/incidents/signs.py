"""What is said of people and danger: injured, trapped, a weapon; by whom, and how many.

Words of a report add signs; a desk adds, counts and denies them. What a desk denied stays denied
for the words it knew; the same from another caller counts again, because it may be true now.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.incidents.change_state import check_version
from dispatch.incidents.events import IncidentSignsChanged
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from routing.case import Sign
from routing.value_object import value_object

DESK: Final = "desk"
Document = dict[str, Any]


@value_object(kw_only=True)
class Edit:
    """The signs that a desk says are true, and those that it says are not."""

    signs: tuple[Sign, ...] = ()
    not_so: tuple[str, ...] = ()
    at: datetime | None = None
    version: int | None = None


def said_by(report_id: UUID | None) -> str:
    """Return the name of who says a sign: a report, or the desk."""
    return DESK if report_id is None else str(report_id)


def sign_document(sign: Sign, by: str) -> Document:
    """Return a sign as an incident keeps it."""
    return {"code": sign.code, "count": sign.count, "by": [by]}


def signs_of(incident: Incident) -> tuple[Sign, ...]:
    """Return the signs that count, for whoever plans."""
    return tuple(
        [Sign(one["code"], one["count"]) for one in incident.signs if not one.get("denied")]
    )


async def hear_signs(
    uow: UnitOfWork, incident: Incident, signs: Iterable[Sign], *, report_id: UUID
) -> None:
    """Add what the words of a report say; an incident that is over is left as it is."""
    if incident.state not in OPEN:
        return
    known = {one["code"]: one for one in incident.signs}
    changed = dict(known)
    for sign in signs:
        changed[sign.code] = _heard(known.get(sign.code), sign, str(report_id))
    await _change(uow, incident, list(changed.values()), by=str(report_id), at=uow.now)


async def unhear_signs(uow: UnitOfWork, incident: Incident, *, report_id: UUID) -> None:
    """Remove the signs that only this report's words gave: it belongs to another emergency."""
    name = str(report_id)
    left = [{**one, "by": [by for by in one["by"] if by != name]} for one in incident.signs]
    kept = [one for one in left if one["by"]]
    await _change(uow, incident, kept, by=name, at=uow.now)


async def edit_signs(uow: UnitOfWork, incident: Incident, edit: Edit) -> Incident:
    """Write the signs that a desk says; the plan is made anew by reaction.

    Raises `incident.not_open` when the incident is over.
    """
    if incident.state not in OPEN:
        raise Conflict("incident.not_open", state=incident.state)
    check_version(incident, edit.version)
    changed = {one["code"]: one for one in incident.signs}
    for sign in edit.signs:
        before = changed.get(sign.code, {"by": [], "count": None})
        by = list(dict.fromkeys([*before["by"], DESK]))
        count = before["count"] if sign.count is None else sign.count
        counted = sign.count is not None or _is_counted(before)
        changed[sign.code] = {"code": sign.code, "count": count, "by": by, "counted": counted}
    for code in edit.not_so:
        before = changed.get(code, {"by": [], "count": None})
        changed[code] = {**before, "code": code, "denied": True, "by": [*before["by"], DESK]}
    at = true_time(edit.at, uow.now)
    await _change(uow, incident, list(changed.values()), by=DESK, at=at)
    return incident


def _heard(known: Mapping[str, Any] | None, sign: Sign, by: str) -> Document:
    if known is None:
        return sign_document(sign, by)
    if known.get("denied"):
        # Words that the desk has not judged yet count again; those that it has judged do not.
        return dict(known) if by in known["by"] else sign_document(sign, by)
    counts = [count for count in (known["count"], sign.count) if count is not None]
    # What a person counted is not changed by words; what one only confirmed is.
    count = known["count"] if _is_counted(known) else max(counts, default=None)
    return {**known, "count": count, "by": list(dict.fromkeys([*known["by"], by]))}


def _is_counted(sign: Mapping[str, Any]) -> bool:
    """Whether a person gave the number; the version before this one did not keep that apart."""
    usual = DESK in sign["by"] and sign["count"] is not None
    return bool(sign.get("counted", usual))


async def _change(
    uow: UnitOfWork, incident: Incident, signs: list[Document], *, by: str, at: datetime
) -> None:
    if signs == incident.signs:
        return
    before, after = _counting(incident.signs), _counting(signs)
    await uow.change(incident, signs=signs)
    if before != after:
        uow.append(
            IncidentSignsChanged(
                noun_id=incident.id,
                incident_id=incident.id,
                at=at,
                added=[code for code in after if after[code] != before.get(code, 0)],
                removed=[code for code in before if code not in after],
                by=by,
            )
        )


def _counting(signs: Iterable[Mapping[str, Any]]) -> dict[str, int | None]:
    return {one["code"]: one["count"] for one in signs if not one.get("denied")}
