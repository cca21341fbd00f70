"""What is measured, from where to where, and the statements that measure it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dispatch.sla.intervals import INTERVALS, Scope
from dispatch.sla.metrics import WORDS, Metric

_FOLDER = Path(__file__).parent
# What each thing that is measured is read from: its rows, whose agency, and whether entered late.
_SOURCES: Final[Mapping[Scope, tuple[str, str, str, str]]] = {
    Scope.INCIDENT: ("counted c", "c", "NULL::text", "c.late"),
    Scope.ARRIVAL: (
        "counted c LEFT JOIN arrived a ON a.incident_id = c.id",
        "c",
        "a.agency_id",
        "c.late",
    ),
    Scope.ORDER: ("order_given o", "o", "o.agency_id", "o.late"),
    Scope.UNIT: ("sent s", "s", "s.agency_id", "s.entered_late"),
}


def _measured(scope: Scope) -> str:
    """Return the statement that measures every metric of one kind of thing."""
    rows, of, agency_id, late = _SOURCES[scope]
    values = ",\n        ".join(
        f"('{each.metric}', {each.span.start}, {each.span.stop}, {each.span.owed})"
        for each in INTERVALS
        if each.span.over is scope
    )
    # What belongs to no agency is in no agency's line.
    owed = "m.owed AND $7 <> 'agency'" if scope is Scope.INCIDENT else "m.owed"
    return f"""
    SELECT m.metric, {agency_id} AS agency_id, {of}.type, {of}.priority, {of}.channel,
        {of}.reached_at, m.started_at, m.stopped_at, {late} AS late
    FROM {rows} CROSS JOIN LATERAL (VALUES
        {values}) AS m (metric, started_at, stopped_at, owed)
    WHERE {owed}"""  # noqa: S608 - constants of our own


_INTERVALS = (
    (_FOLDER / "sql" / "intervals.sql")
    .read_text(encoding="utf-8")
    .replace("{measured}", "\n    UNION ALL".join(_measured(scope) for scope in _SOURCES))
)
# Below this a percentile says more about chance than about the service.
FEW: Final = 20


def statement(name: str) -> str:
    """Return the statement of `sql/<name>.sql` with the intervals filled in."""
    return (
        (_FOLDER / "sql" / f"{name}.sql").read_text(encoding="utf-8").format(intervals=_INTERVALS)
    )


REPORT: Final = statement("report")
EXCLUDED: Final = statement("excluded")
INDICATOR: Final = statement("indicator")


def definitions(language: str) -> dict[str, dict[str, str]]:
    """Return start and stop of every metric in `language`, for print beside every figure."""
    return {
        metric: {edge: WORDS[metric][edge][language] for edge in ("start", "stop")}
        for metric in Metric
    }
