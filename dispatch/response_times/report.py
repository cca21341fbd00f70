"""Compute the report: what was measured, what is not known, what was left out."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from asyncpg import Record

from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.response_times.intervals import EXCLUDED, FEW, INDICATOR, REPORT
from dispatch.sla.metrics import Metric
from routing.value_object import value_object

_REASONS: Final = ("cancelled", "duplicate", "drill", "nuisance", "referred", "scheduled")
_FLAGS: Final = ("impossible_order", "identical", "late_entry")
_PLACE: Final = {metric: place for place, metric in enumerate(Metric)}
N_BELOW_20: Final = "n_below_20"


class GroupBy(StrEnum):
    """How the report divides the figures."""

    NONE = "none"
    AGENCY = "agency"
    TYPE = "type"
    PRIORITY = "priority"
    DAY = "day"
    WEEK = "week"


@value_object(kw_only=True)
class Query:
    """Which incidents the report counts, by when they reached the centre; None means all."""

    since: datetime | None = None
    until: datetime | None = None
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None
    group_by: GroupBy = GroupBy.NONE

    def values(self) -> tuple[Any, ...]:
        """Return the values of the query in the order of the statements' parameters."""
        return (
            self.since,
            self.until,
            self.agency_id,
            self.type,
            self.priority,
            self.channel,
            str(self.group_by),
        )


@value_object(kw_only=True)
class Figure:
    """A line of the report: `in_target` is the share of those that had a target.

    `target_s` is empty when they had different ones.
    """

    metric: str
    group: str
    n: int
    median_s: float | None
    p90_s: float | None
    in_target: float | None
    target_s: float | None
    target_share: float | None
    legal_basis: str | None
    warning: str | None


@value_object(kw_only=True)
class Indicator:
    """A city indicator: its mean, never without the percentiles beside it."""

    code: str
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    n: int
    unknown: int


@value_object(kw_only=True)
class ResponseTimes:
    """The whole report of response times."""

    rows: list[Figure]
    excluded: dict[str, int]
    unknown: dict[str, int] = field(default_factory=dict)
    flagged: dict[str, dict[str, int]] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)


async def measure(reading: ReadTransaction, query: Query, zone: str) -> ResponseTimes:
    """Return the report on the incidents of `query`; days and weeks are those of `zone`."""
    records = await reading.fetch(REPORT, *query.values(), zone)
    records.sort(key=lambda record: (_PLACE[record["metric"]], record["member"]))
    left_out = {
        record["reason"]: record["n"] for record in await reading.fetch(EXCLUDED, *query.values())
    }
    indicator = await reading.fetchrow(INDICATOR, *query.values())
    return ResponseTimes(
        rows=[_figure(record) for record in records],
        excluded={reason: left_out.get(reason, 0) for reason in _REASONS},
        unknown=_count(records, "unknown"),
        flagged={flag: _count(records, flag) for flag in _FLAGS},
        indicators=[] if indicator is None else [_indicator(indicator)],
    )


def _figure(record: Record) -> Figure:
    median_s, p90_s = record["percentiles"] or (None, None)
    return Figure(
        metric=record["metric"],
        group=record["member"],
        n=record["n"],
        median_s=median_s,
        p90_s=p90_s,
        in_target=record["within_target"] / record["with_target"]
        if record["with_target"]
        else None,
        target_s=record["target_s"],
        target_share=record["target_share"],
        legal_basis=record["legal_basis"],
        warning=N_BELOW_20 if record["n"] < FEW else None,
    )


def _count(records: list[Record], name: str) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(Metric, 0)
    for record in records:
        counts[record["metric"]] += record[name]
    return {str(metric): count for metric, count in counts.items()}


def _indicator(record: Record) -> Indicator:
    median_s, p90_s = record["percentiles"] or (None, None)
    return Indicator(
        code="SNI ISO 37120:2018 15.7",
        mean_s=record["mean_s"],
        median_s=median_s,
        p90_s=p90_s,
        n=record["n"],
        unknown=record["unknown"],
    )
