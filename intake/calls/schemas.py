"""Shapes of calls and call-backs over HTTP."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text


class CallOut(BaseModel):
    """A call as it stands.

    `call_id` is the exchange's own id (`exchange_id`), with a count behind it when the exchange
    used the id of an older call again.
    """

    id: UUID
    call_id: str
    exchange_id: str | None
    state: str
    trunk: str | None
    dialled: str | None
    ani: str | None
    ani_withheld: bool
    presumed_service: str | None
    queue: str | None
    agent_extension: str | None
    arrived_at: datetime
    answered_at: datetime | None
    abandoned_at: datetime | None
    ended_at: datetime | None
    short_abandon: bool
    recording_ref: str | None
    report_id: UUID | None
    duplicate: bool = False


class CallBackOutcome(StrEnum):
    """How a call-back ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    CALLED_AGAIN = "called_again"
    NOT_NEEDED = "not_needed"
    WRONG_NUMBER = "wrong_number"


class CallBackDoneIn(BaseModel):
    """How a call-back ended."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"outcome": "reached", "note": "api kecil, sudah padam"}}
    )
    outcome: CallBackOutcome
    note: Text = Field(default="", max_length=2000)
    at: datetime | None = None
