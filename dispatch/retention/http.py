"""Retention rules over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Read, TheUnits
from dispatch.retention.erasure import Category
from dispatch.retention.rules import in_force, list_rules, set_rule

router = APIRouter(prefix="/retention", tags=["personal data"])


class RuleIn(BaseModel):
    """How long a category is kept; without `keep_days` it is not erased."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "category": "report",
                "keep_days": 365,
                "legal_basis": "UU 27/2022 pasal 43",
                "valid_from": "2027-01-01T00:00:00+07:00",
            }
        }
    )
    category: Category
    keep_days: int | None = Field(ge=1, le=36_500)
    valid_from: datetime
    legal_basis: Text = Field(min_length=1, max_length=500)
    note: Text = Field(default="", max_length=2000)
    confirmed_by: Text | None = Field(default=None, max_length=200)


class RuleOut(RuleIn):
    """A rule as it is kept; one that nobody confirmed is our proposal."""

    id: UUID
    recorded_at: datetime
    in_force: bool


class Rules(BaseModel):
    """Every rule, past and future ones too."""

    items: list[RuleOut]


@router.get("/rules")
async def read_rules(
    _: Annotated[Subject, needs("retention.read")],
    reading: Read,
    units: TheUnits,
) -> Rules:
    """List how long personal data are kept, with the legal basis, and which rules are in force."""
    rules = await list_rules(reading)
    now = {rule.id for rule in in_force(rules, units.clock.now()).values()}
    return Rules(items=[RuleOut(**rule.model_dump(), in_force=rule.id in now) for rule in rules])


@router.post("/rules", status_code=status.HTTP_201_CREATED)
async def create_rule(
    body: RuleIn, _: Annotated[Subject, needs("retention.manage")], uow: Work
) -> RuleOut:
    """Set how long a category is kept from a moment on.

    What was erased before does not come back.
    """
    rule = await set_rule(
        uow,
        body.category,
        keep_days=body.keep_days,
        valid_from=body.valid_from,
        legal_basis=body.legal_basis,
        note=body.note,
        confirmed_by=body.confirmed_by,
    )
    await uow.flush()
    now = in_force(await list_rules(uow), uow.now).get(rule.category)
    return RuleOut(**rule.model_dump(), in_force=now is not None and now.id == rule.id)
