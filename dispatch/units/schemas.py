"""What goes over HTTP about units."""

import math
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from dispatch.kernel.said_time import SaidAt
from dispatch.kernel.texts import Text
from dispatch.units.milestones import Duty, Milestone
from dispatch.units.report_position import Fix
from dispatch.units.view import AssignmentView, UnitView

# The most that anything beside a place can be: half the Earth, sound, a full circle.
_MOST: Final = {"accuracy_m": 20_000_000.0, "speed_mps": 340.0, "course": 360.0}


def _measured(value: object) -> float | None:
    """Read a number in whatever form; absent and empty are none, what is no number is NaN."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return math.nan


Measured: TypeAlias = Annotated[
    float | None,
    PlainValidator(_measured),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]}),
]


class UnitIn(BaseModel):
    """A unit to add."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "agency_id": "damkar",
                "callsign": "DK-01",
                "kind": "engine",
                "station": "Mako",
            }
        }
    )
    agency_id: Text = Field(max_length=100)
    callsign: Text = Field(min_length=1, max_length=40)
    kind: Text = Field(min_length=1, max_length=40)
    station: Text | None = Field(default=None, max_length=100)
    duty: Duty = Duty.ON_DUTY


class DutyIn(BaseModel):
    """A change of duty."""

    model_config = ConfigDict(json_schema_extra={"example": {"duty": "out_of_service"}})
    duty: Duty
    at: datetime | None = None


class PositionIn(BaseModel):
    """A position, degrees WGS 84, metres, metres a second.

    What a device says beside the place may be wrong (-1 for unknown, words, nothing): it is dropped
    and flagged, and the position stands.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "lat": -7.4722,
                "lon": 112.4338,
                "at": "2026-01-05T03:00:00Z",
                "accuracy_m": 8,
            }
        }
    )
    lat: float
    lon: float
    at: SaidAt = None
    accuracy_m: Measured = None
    speed_mps: Measured = None
    course: Measured = None

    def fix(self) -> Fix:
        """Return the position without what could not be used, which is flagged."""
        used: dict[str, Any] = {}
        flags: list[str] = []
        for name, most in _MOST.items():
            value: float | None = getattr(self, name)
            usable = value is None or 0 <= value <= most
            used[name] = value if usable else None
            flags += [] if usable else [f"{name}_dropped"]
        return Fix(lat=self.lat, lon=self.lon, at=self.at, flags=tuple(flags), **used)


class StampIn(BaseModel):
    """A milestone; without `at` it is now."""

    name: Milestone
    at: SaidAt = None


class MilestonesIn(BaseModel):
    """Milestones of one assignment, in any order."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"milestones": [{"name": "en_route", "at": "2026-01-05T03:01:10Z"}]}
        }
    )
    milestones: list[StampIn] = Field(min_length=1, max_length=20)


class AssignIn(BaseModel):
    """Send a unit; milestones that are known already may come along, for late entry."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "task_id": "0199d1f0-0000-7000-8000-000000000001",
                "at": "2026-01-05T03:00:40Z",
            }
        }
    )
    task_id: UUID
    at: SaidAt = None
    milestones: list[StampIn] = Field(default=[], max_length=20)


class CorrectionIn(BaseModel):
    """A stamp put right."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "milestone": "on_scene",
                "at": "2026-01-05T03:06:00Z",
                "reason": "tombol terlambat ditekan",
            }
        }
    )
    milestone: Milestone
    at: datetime
    reason: Text = Field(min_length=1, max_length=500)


class Items(BaseModel):
    """Units in the order of agency and callsign."""

    items: list[UnitView]


class AssignmentItems(BaseModel):
    """Assignments, the newest first."""

    items: list[AssignmentView]
