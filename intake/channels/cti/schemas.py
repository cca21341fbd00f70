"""The wire shape of an event of a call."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

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
    """One event of a call as the contract promises it; its time is in `<event>_at`, else in `at`.

    What keeps it less well is understood as far as it goes, flagged, and kept as it came.
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
