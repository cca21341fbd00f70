"""Which open incidents a report may belong to.

One query a batch, scored by the pure functions of `intake.duplicates`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from asyncpg import Record

from dispatch.incidents.models import OPEN_SQL, Incident
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.duplicates.score import FLOOD
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.propose import Proposed
from intake.reports.models import Report
from routing.value_object import value_object

_NEAR_M: Final = 1_000.0
# A flood is one over all the ground of its gauge.
_FLOOD_M: Final = 2_500.0
# Further than any circle of uncertainty that we join across.
_FAR_M: Final = 3_000.0
_METRES_A_DEGREE: Final = 111_000.0
# A tree or a hole lies for days; what passes sooner is judged so when it is scored.
_WITHIN: Final = timedelta(hours=72)
_AT_MOST: Final = 8
_LOOKED_AT: Final = 12  # some of the nearest may be too old or a drill
_UNPLACED_FOR: Final = timedelta(hours=3)

# Nearest first through the GiST index on point(lon, lat) of open incidents; then what the same
# number has told, and what has no place yet and can only be told apart by its words. Of many what
# the same number told is kept first: "the ambulance has come" may name no place. The time is
# judged outside, behind the fence of OFFSET 0: else the planner, whose statistics are of a quiet
# morning, begins with the index on times and asks all four of every open incident.
_QUERY: Final = f"""
SELECT r.place, i.id, i.number, i.type, i.priority, i.lat, i.lon, i.accuracy_m, i.reached_at,
    i.summary, i.opened_at, i.channel, r.phone IS NOT NULL AND EXISTS (
        SELECT FROM report p WHERE p.incident_id = i.id AND p.reporter_phone = r.phone
    ) AS same_sender
FROM unnest(
    $1::int[], $2::double precision[], $3::double precision[], $4::timestamptz[], $6::text[],
    $7::double precision[], $8::text[]
) AS r (place, lon, lat, at, phone, near, type)
CROSS JOIN LATERAL (
    (SELECT id FROM incident
    WHERE {OPEN_SQL}
        AND point(lon, lat) <@ box(
            point(r.lon - r.near, r.lat - r.near), point(r.lon + r.near, r.lat + r.near))
    ORDER BY point(lon, lat) <-> point(r.lon, r.lat) LIMIT {_LOOKED_AT})
    UNION
    (SELECT p.incident_id FROM report p
    WHERE p.reporter_phone = r.phone AND p.received_at > r.at - $5::interval
        AND p.incident_id IS NOT NULL
    ORDER BY p.received_at DESC LIMIT {_LOOKED_AT})
    UNION
    (SELECT id FROM incident WHERE {OPEN_SQL} AND lat IS NULL AND opened_at > r.at - $9::interval
    ORDER BY opened_at DESC LIMIT {_LOOKED_AT})
    UNION
    (SELECT id FROM incident WHERE r.lat IS NULL AND {OPEN_SQL} AND type = r.type
        AND opened_at > r.at - $9::interval
    ORDER BY opened_at DESC LIMIT {_LOOKED_AT})
) near CROSS JOIN LATERAL (SELECT * FROM incident WHERE id = near.id OFFSET 0) i
WHERE {OPEN_SQL.replace("state", "i.state", 1)} AND NOT i.drill
    AND i.reached_at BETWEEN r.at - $5::interval AND r.at + $5::interval
ORDER BY r.place, same_sender DESC, point(i.lon, i.lat) <-> point(r.lon, r.lat), i.opened_at DESC
"""  # noqa: S608 - constants of our own


@value_object(kw_only=True)
class Sought:
    """What a report is looked for by: where it is as far as anybody said, of what, and by whom."""

    at: datetime
    type: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    phone: str | None

    @property
    def near_deg(self) -> float:
        """Return how far around the place to look, in degrees."""
        usual = _FLOOD_M if self.type == FLOOD else _NEAR_M
        return min(_FAR_M, max(usual, usual / 2 + (self.accuracy_m or 0.0))) / _METRES_A_DEGREE


def sought(report: NeutralReport, proposed: Proposed) -> Sought:
    """Return what to look for: the report's own place, else the one its words name."""
    is_placed = report.lat is not None
    return Sought(
        at=report.received_at,
        type=proposed.type,
        lat=report.lat if is_placed else proposed.lat,
        lon=report.lon if is_placed else proposed.lon,
        accuracy_m=report.accuracy_m if is_placed else proposed.accuracy_m,
        phone=report.reporter_phone,
    )


async def find_nearby(
    reading: ReadTransaction, reports: Sequence[Sought]
) -> dict[int, list[Record]]:
    """Return, by place in `reports`, the open incidents that each may belong to."""
    if not reports:
        return {}
    rows = await reading.fetch(
        _QUERY,
        list(range(len(reports))),
        [report.lon for report in reports],
        [report.lat for report in reports],
        [report.at for report in reports],
        _WITHIN,
        [report.phone for report in reports],
        [report.near_deg for report in reports],
        [report.type for report in reports],
        _UNPLACED_FOR,
    )
    nearby: dict[int, list[Record]] = {}
    for row in rows:
        found = nearby.setdefault(row["place"], [])
        if len(found) < _AT_MOST:
            found.append(row)
    return nearby


def as_candidate(incident: Incident, report: Report) -> dict[str, Any]:
    """Return an incident that this very group has just opened, in the form of the query."""
    names = (
        "id",
        "number",
        "type",
        "priority",
        "lat",
        "lon",
        "accuracy_m",
        "reached_at",
        "summary",
        "opened_at",
        "channel",
    )
    return {name: getattr(incident, name) for name in names} | {
        "phone": report.reporter_phone,
        "same_sender": False,
    }


def near_in(opened: Sequence[dict[str, Any]], report: Sought) -> list[dict[str, Any]]:
    """Return those incidents of the group itself that the query could not see yet.

    Twelve people call about one fire at once.
    """
    return [
        one | {"same_sender": report.phone is not None and one["phone"] == report.phone}
        for one in opened
        if _may_be_near(one, report)
    ][-_AT_MOST:]


def _may_be_near(one: Mapping[str, Any], report: Sought) -> bool:
    if one["lat"] is None or report.lat is None or report.lon is None:
        return bool(one["lat"] is None or one["type"] == report.type)
    near = report.near_deg
    return bool(abs(one["lat"] - report.lat) < near and abs(one["lon"] - report.lon) < near)


def best_score(candidates: list[dict[str, Any]]) -> float:
    """Return the highest score among stored candidates; 0 without any."""
    return max((float(candidate["score"]) for candidate in candidates), default=0.0)
