"""A storm of like reports as one line: how many wait that surely tell of one open incident.

Those that add something (a sign the incident has not, a place far from it) are listed one by one:
they must not drown in the counter.
"""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import View
from intake.reports.heard import NEED, signs_in
from intake.reports.lifecycle import WAITING

router = APIRouter(prefix="/reports", tags=["intake"])
_SURELY: Final = 0.85
_FAR_M: Final = 500.0
_WAITING: Final = f"""
SELECT r.id, r.proposal, (r.candidates -> 0 ->> 'distance_m')::double precision AS distance_m,
    i.id AS incident_id, i.number, i.signs
FROM report r JOIN incident i ON i.id = (r.candidates -> 0 ->> 'incident_id')::uuid
WHERE r.{check_constraint("state", sorted(WAITING))}
    AND (r.candidates -> 0 ->> 'score')::double precision >= $1
ORDER BY r.received_at, r.id LIMIT 5000
"""  # noqa: S608 - constants of our own


class OddView(View):
    """A report that adds something to what its incident knows."""

    report_id: UUID
    adds: tuple[str, ...] = Field(description="Signs that the incident has not heard of.")
    distance_m: float | None = Field(description="Given where it is far from the incident.")


class SurgeView(View):
    """Waiting reports that surely tell of one open incident."""

    incident_id: UUID
    number: str
    count: int
    like: tuple[UUID, ...] = Field(description="Those that add nothing: one key links them all.")
    odd: tuple[OddView, ...]


class Surges(View):
    """Every open incident of which a waiting report surely tells."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": []}})
    items: tuple[SurgeView, ...]


@router.get("/surges")
async def list_surges(_: Annotated[Subject, needs("report.handle")], reading: Read) -> Surges:
    """Fold waiting reports by the incident that they surely tell of, the largest first."""
    groups: dict[UUID, list[Columns]] = {}
    for row in await reading.fetch(_WAITING, _SURELY):
        groups.setdefault(row["incident_id"], []).append(row)
    folded = [fold(rows) for rows in groups.values()]
    return Surges(items=tuple(sorted(folded, key=lambda surge: -surge.count)))


def fold(rows: Iterable[Columns]) -> SurgeView:
    """Return the line of one incident's waiting reports."""
    told = list(rows)
    odd = [one for one in map(_odd, told) if one is not None]
    strange = {one.report_id for one in odd}
    return SurgeView(
        incident_id=told[0]["incident_id"],
        number=told[0]["number"],
        count=len(told),
        like=tuple([row["id"] for row in told if row["id"] not in strange]),
        odd=tuple(odd),
    )


def _odd(row: Columns) -> OddView | None:
    known = {one["code"] for one in row["signs"]}
    said = [sign.code for sign in signs_in(row["proposal"]) if not sign.code.startswith(NEED)]
    adds = tuple([code for code in said if code not in known])
    away = row["distance_m"]
    is_far = away is not None and away > _FAR_M
    if not adds and not is_far:
        return None
    return OddView(report_id=row["id"], adds=adds, distance_m=away if is_far else None)
