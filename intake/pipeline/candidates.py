"""Which open incidents a report may belong to.

One query a batch, scored by the pure functions of `intake.duplicates`.
"""

from datetime import timedelta
from typing import Any

from asyncpg import Record

from dispatch.incidents.models import OPEN_SQL, Incident
from dispatch.kernel.store.reading import Reading
from intake.pipeline.neutral import NeutralReport
from intake.reports.models import Report

_NEAR_DEG = 0.009  # about one kilometre: further than any circle of uncertainty we join across
_WITHIN = timedelta(hours=6)
_AT_MOST = 4
_LOOKED_AT = 8  # some of the nearest may be too old or a drill

# Nearest first through the GiST index on point(lon, lat) of open incidents. The time is judged
# outside: inside it would lead the planner to the index on times, and to every incident of the
# night.
_QUERY = f"""
SELECT r.place, i.id, i.number, i.type, i.priority, i.lat, i.lon, i.accuracy_m, i.reached_at,
    i.summary, i.opened_at, r.phone IS NOT NULL AND EXISTS (
        SELECT FROM report p WHERE p.incident_id = i.id AND p.reporter_phone = r.phone
    ) AS same_sender
FROM unnest(
    $1::int[], $2::double precision[], $3::double precision[], $4::timestamptz[], $6::text[]
) AS r (place, lon, lat, at, phone)
CROSS JOIN LATERAL (
    SELECT * FROM incident
    WHERE {OPEN_SQL}
        AND point(lon, lat) <@ box(
            point(r.lon - {_NEAR_DEG}, r.lat - {_NEAR_DEG}),
            point(r.lon + {_NEAR_DEG}, r.lat + {_NEAR_DEG}))
    ORDER BY point(lon, lat) <-> point(r.lon, r.lat) LIMIT {_LOOKED_AT}
) i
WHERE NOT i.drill AND i.reached_at BETWEEN r.at - $5::interval AND r.at + $5::interval
"""  # noqa: S608 - constants of our own


async def find_nearby(reading: Reading, reports: list[NeutralReport]) -> dict[int, list[Record]]:
    """Return, by place in `reports`, the nearest open incidents of about the same time."""
    located = [(place, report) for place, report in enumerate(reports) if report.lat is not None]
    if not located:
        return {}
    rows = await reading.fetch(
        _QUERY,
        [place for place, _ in located],
        [report.lon for _, report in located],
        [report.lat for _, report in located],
        [report.received_at for _, report in located],
        _WITHIN,
        [report.reporter_phone for _, report in located],
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
    )
    return {name: getattr(incident, name) for name in names} | {
        "phone": report.reporter_phone,
        "same_sender": False,
    }


def near_in(opened: list[dict[str, Any]], report: NeutralReport) -> list[dict[str, Any]]:
    """Return those incidents of the group itself that the query could not see yet.

    Twelve people call about one fire at once.
    """
    lat, lon = report.lat, report.lon
    if lat is None or lon is None:
        return []
    return [
        one
        | {
            "same_sender": report.reporter_phone is not None
            and one["phone"] == report.reporter_phone
        }
        for one in opened
        if one["lat"] is not None
        and abs(one["lat"] - lat) < _NEAR_DEG
        and abs(one["lon"] - lon) < _NEAR_DEG
    ][:_AT_MOST]


def best_score(candidates: list[dict[str, Any]]) -> float:
    """Return the highest score among stored candidates; 0 without any."""
    return max((float(candidate["score"]) for candidate in candidates), default=0.0)
