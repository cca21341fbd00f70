"""Clocks and targets over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor
from dispatch.sla.metrics import Metric, Verdict
from dispatch.sla.repository import list_clocks, list_targets
from dispatch.sla.targets import NewTarget, set_target
from dispatch.sla.view import ClockView, clock_view

router = APIRouter(prefix="/sla", tags=["sla"])


class TargetIn(BaseModel):
    """A target to add; an empty agency, type, priority or channel means any."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "metric": "response",
                "type": "fire",
                "value_s": 900,
                "share": 0.9,
                "valid_from": "2026-01-01T00:00:00+07:00",
                "legal_basis": "Permendagri 114/2018",
                "confirmed_by": "Damkar Kota",
            }
        }
    )
    metric: Metric
    value_s: float = Field(gt=0, le=31_536_000)
    valid_from: datetime
    valid_to: datetime | None = None
    agency_id: Text | None = Field(default=None, max_length=100)
    type: Text | None = Field(default=None, max_length=100)
    priority: int | None = Field(default=None, ge=1, le=5)
    channel: Text | None = Field(default=None, max_length=100)
    warn_share: float = Field(default=0.8, gt=0, le=1)
    share: float = Field(default=0.9, gt=0, le=1)
    legal_basis: Text = Field(default="", max_length=500)
    confirmed_by: Text | None = Field(default=None, max_length=200)


class TargetOut(TargetIn):
    """A target as it is stored."""

    id: UUID
    recorded_at: datetime


class Targets(BaseModel):
    """Every target, past and future ones too."""

    items: list[TargetOut]


@router.get("/clocks")
async def read_clocks(
    _: Annotated[Subject, needs("sla.read")],
    reading: Read,
    incident_id: UUID | None = None,
    verdict: Verdict | None = None,
    metric: Metric | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    cursor: str | None = None,
) -> Page[ClockView]:
    """List clocks, the latest start first."""
    found = await list_clocks(
        reading,
        incident_id=incident_id,
        verdict=verdict,
        metric=metric,
        after=decode_cursor(cursor),
        limit=limit,
    )
    last = (
        encode_cursor(found[-1]["started_at"], found[-1]["scope_id"])
        if len(found) >= limit
        else None
    )
    return Page[ClockView](
        items=[clock_view(record) for record in found],
        next_cursor=last,
    )


@router.get("/targets")
async def read_targets(_: Annotated[Subject, needs("sla.read")], reading: Read) -> Targets:
    """List the dated targets with their legal basis."""
    return Targets(
        items=[TargetOut.model_validate(dict(record)) for record in await list_targets(reading)]
    )


@router.post("/targets", status_code=status.HTTP_201_CREATED)
async def create_target(
    body: TargetIn, _: Annotated[Subject, needs("sla.manage")], uow: Work
) -> TargetOut:
    """Add a target; the one it replaces ends when it begins. Clocks that run keep theirs."""
    target = await set_target(uow, NewTarget(**body.model_dump()))
    return TargetOut.model_validate(target.model_dump())
