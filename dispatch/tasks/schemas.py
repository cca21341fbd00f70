"""Tasks as JSON."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dispatch.kernel.said_time import SaidAt
from dispatch.kernel.texts import Text
from dispatch.tasks.assign import OverrideReason
from dispatch.tasks.decline_cause import Cause, read_cause
from dispatch.tasks.lifecycle import TaskState


def _as_written(value: object) -> object:
    """Read `On-Scene` and `ON SCENE` as `on_scene`."""
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


class TaskIn(BaseModel):
    """Whom to ask, for which incident; without a service the one the plan names the agency for.

    `stand_by` overrides the plan: be ready, or go. With `false` an agency that is on stand-by is
    released by this order.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "incident_id": "01937d2e-8a00-7000-8000-000000000001",
                "agency_id": "damkar-kota",
                "service": "fire",
            }
        }
    )
    incident_id: UUID
    agency_id: Text = Field(max_length=100)
    service: Text | None = Field(default=None, max_length=40)
    note: Text = Field(default="", max_length=2000)
    stand_by: bool | None = None
    count: int | None = Field(
        default=None, ge=1, le=50, description="How many crews; without it as the plan says."
    )
    override: OverrideReason | None = Field(
        default=None, description="Why another agency than the plan's is asked."
    )
    version: int | None = Field(
        default=None, description="The version of the incident that the order was decided on."
    )
    at: datetime | None = None


class AnswerIn(BaseModel):
    """Who at the agency answers (a person's own name by default), and when.

    A desk that answers for an agency it reached by telephone says so in `on_behalf`.
    """

    by: Text | None = Field(default=None, max_length=200)
    note: Text | None = Field(default=None, max_length=2000)
    on_behalf: Text | None = Field(
        default=None, max_length=500, description="How the desk learnt it, when it answers."
    )
    at: SaidAt = None
    version: int | None = None


class AcknowledgeIn(AnswerIn):
    """Who at the agency took the order (a person's own name by default), and when."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"by": "Komandan Regu Budi Santoso", "at": "2026-11-22T10:02:00Z"}
        }
    )


class DeclineIn(AnswerIn):
    """Why the agency declines the order."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"by": "Budi Santoso", "cause": "no_resource", "note": "dua unit di Gedeg"}
        }
    )
    cause: Cause = Field(default_factory=lambda: read_cause(None))


class SeenIn(BaseModel):
    """When the order was seen, if not now."""

    model_config = ConfigDict(json_schema_extra={"example": {"at": "2026-11-22T10:02:00Z"}})
    at: SaidAt = None


class ProgressIn(AnswerIn):
    """A step of the agency's work; those before it need not have been told."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"state": "en_route", "at": "2026-11-22T10:02:00Z"}}
    )
    state: Annotated[TaskState, BeforeValidator(_as_written)]
    unit_id: UUID | None = None


class ResumeIn(AnswerIn):
    """Why the work of an order is not over after all (`note`)."""

    model_config = ConfigDict(json_schema_extra={"example": {"note": "salah tekan"}})


class ReleaseIn(BaseModel):
    """Why an agency on stand-by is to go now."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "ada korban luka"}})
    reason: Text = Field(default="", max_length=2000)
    at: datetime | None = None


class CountIn(BaseModel):
    """How many crews of the agency are wanted in all."""

    model_config = ConfigDict(json_schema_extra={"example": {"count": 3, "reason": "6 luka"}})
    count: int = Field(ge=1, le=50)
    reason: Text = Field(default="", max_length=2000)
    at: datetime | None = None


class CancelIn(BaseModel):
    """Why an order is taken back."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "sudah padam sendiri"}})
    reason: Text = Field(min_length=1, max_length=2000)
    at: datetime | None = None


class VerifyIn(BaseModel):
    """That the work of an order is done, and when this was seen."""

    model_config = ConfigDict(json_schema_extra={"example": {"note": "warga membenarkan"}})
    note: Text = Field(default="", max_length=2000)
    at: datetime | None = None
    version: int | None = None


class ReturnIn(BaseModel):
    """What of an order's work is not done yet: the agency reads it in the new order."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "kabel masih menjuntai"}})
    reason: Text = Field(min_length=1, max_length=2000)
    at: datetime | None = None
    version: int | None = None
