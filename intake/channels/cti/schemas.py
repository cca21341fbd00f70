"""The wire shapes of telephony."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from dispatch.kernel.texts import Text

# Without these there is no event; any other member that is not as promised is left out and flagged.
NEEDED = frozenset({"event", "call_id"})
EXAMPLE: JsonDict = {
    "event_id": "7e8f1c52-6c1e-4a0e-9e3c-0c1b7b1f9a10",
    "event": "call.offered",
    "call_id": "1797063000.42",
    "trunk": "112",
    "dialled": "112",
    "ani": "+6281200000001",
    "ani_withheld": False,
    "queue": "q112",
    "offered_at": "2026-12-12T08:10:00.130Z",
}


class WireEvent(BaseModel):
    """One event of a call.

    Members we do not know are kept with the event; the time stands in `<event>_at`, else in `at`.
    """

    model_config = ConfigDict(
        extra="allow", coerce_numbers_to_str=True, json_schema_extra={"example": EXAMPLE}
    )
    event: str = Field(min_length=1, max_length=100)
    call_id: str = Field(min_length=1, max_length=200)
    event_id: str | None = Field(default=None, max_length=200)
    leg_id: str | None = None
    linked_id: str | None = None
    trunk: str | None = Field(default=None, max_length=40)
    dialled: str | None = Field(default=None, max_length=60)
    ani: str | None = Field(default=None, max_length=60)
    ani_raw: str | None = Field(default=None, max_length=60)
    ani_withheld: bool | None = None
    queue: str | None = Field(default=None, max_length=60)
    agent_extension: str | None = Field(default=None, max_length=60)
    position: str | None = Field(default=None, max_length=60)
    sip_call_id: str | None = Field(default=None, max_length=300)
    recording_ref: str | None = Field(default=None, max_length=500)
    location_hint: dict[str, Any] | None = None


class CallOut(BaseModel):
    """A call as it stands."""

    id: UUID
    call_id: str
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
    """What came of calling back."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"outcome": "reached", "note": "api kecil, sudah padam"}}
    )
    outcome: CallBackOutcome
    note: Text = Field(default="", max_length=2000)
    at: datetime | None = None


class CallBackOut(BaseModel):
    """A call-back that is owed, or was made."""

    id: UUID
    call_id: str
    number: str
    abandoned_at: datetime
    due_at: datetime
    short: bool
    state: str
    outcome: str | None
    done_at: datetime | None
