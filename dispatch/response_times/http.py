"""Response times over HTTP."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.city import CITY, City
from dispatch.kernel.times import with_zone
from dispatch.kernel.web.http import Read, language_of
from dispatch.response_times.export import to_csv
from dispatch.response_times.intervals import definitions
from dispatch.response_times.report import Figure, GroupBy, Indicator, Query, measure

router = APIRouter(tags=["response times"])
_CSV = "text/csv"


class Format(StrEnum):
    """The form of the report: JSON, or a table for a spreadsheet."""

    JSON = "json"
    CSV = "csv"


class Filters(BaseModel):
    """Which incidents the report counts, and how it divides them."""

    model_config = ConfigDict(extra="forbid")
    since: datetime | None = None
    until: datetime | None = None
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None
    group_by: GroupBy = GroupBy.NONE
    format: Format | None = None


class ResponseTimesOut(BaseModel):
    """Figures of response times, and everything that must be said beside them."""

    since: datetime | None
    until: datetime | None
    rows: list[Figure]
    excluded: dict[str, int]
    unknown: dict[str, int]
    flagged: dict[str, dict[str, int]]
    indicators: list[Indicator]
    definitions: dict[str, dict[str, str]]


@router.get(
    "/response-times",
    response_model=ResponseTimesOut,
    responses={200: {"content": {_CSV: {"schema": {"type": "string"}}}}},
)
async def read_response_times(
    filters: Annotated[Filters, Parameter()],
    request: Request,
    _: Annotated[Subject, needs("response_times.read")],
    reading: Read,
    city: Annotated[City, Depends(CITY)],
) -> ResponseTimesOut | Response:
    """Return n, median, 90th percentile and share in target of every interval.

    As CSV with `Accept: text/csv` or `format=csv`.
    """
    for moment in (filters.since, filters.until):
        with_zone(moment)
    found = await measure(
        reading, Query(**filters.model_dump(exclude={"format"})), city.facts.time_zone
    )
    texts = definitions(language_of(request))
    wants_csv = filters.format is Format.CSV or (
        filters.format is None and _CSV in request.headers.get("accept", "")
    )
    if wants_csv:
        headers = {"content-disposition": 'attachment; filename="response-times.csv"'}
        return Response(to_csv(found, texts), media_type=_CSV, headers=headers)
    return ResponseTimesOut(
        since=filters.since,
        until=filters.until,
        rows=found.rows,
        excluded=found.excluded,
        unknown=found.unknown,
        flagged=found.flagged,
        indicators=found.indicators,
        definitions=texts,
    )
