"""The stamps of one unit's assignment and what their order tells. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from routing.value_object import value_object


class Milestone(StrEnum):
    """A step of a unit on one assignment, in the order in which they happen."""

    ALERTED = "alerted"
    ACKNOWLEDGED = "acknowledged"
    EN_ROUTE = "en_route"
    STAGING = "staging"
    ON_SCENE = "on_scene"
    AT_PATIENT = "at_patient"
    TO_DESTINATION = "to_destination"
    AT_DESTINATION = "at_destination"
    CLEAR = "clear"
    HOME = "home"


class Duty(StrEnum):
    """A unit's duty, apart from its assignments."""

    ON_DUTY = "on_duty"
    DELAYED = "delayed"
    OUT_OF_SERVICE = "out_of_service"
    OFF_DUTY = "off_duty"
    EMERGENCY = "emergency"


ORDER: Final = tuple(Milestone)
AVAILABLE: Final = "available"
_PLACE: Final = {milestone: place for place, milestone in enumerate(ORDER)}


@value_object
class Stamp:
    """One milestone at the time that counts; `said` and `flags` as in `JudgedTime`."""

    name: Milestone
    at: datetime
    said: str | None = None
    flags: tuple[str, ...] = ()


def column(name: Milestone) -> str:
    """Return the column of an assignment that keeps the milestone."""
    return f"{name}_at"


def in_order(stamps: list[Stamp]) -> list[Stamp]:
    """Return the stamps in the order of their milestones, in which a call with several is done."""
    return sorted(stamps, key=lambda stamp: _PLACE[stamp.name])


def find_flags(known: Mapping[Milestone, datetime | None]) -> list[str]:
    """Return what is doubtful about an assignment's stamps.

    `impossible_order:<earlier>><later>` and `identical:<earlier>=<later>` of neighbouring stamps.
    The stamps are kept as they were given: a person who sees the flag can correct them, a person
    who never could enter them could not.
    """
    stamped = [(name, at) for name in ORDER if (at := known.get(name)) is not None]
    found = []
    for (name, at), (following, later) in pairwise(stamped):
        if later < at:
            found.append(f"impossible_order:{name}>{following}")
        elif later == at:
            found.append(f"identical:{name}={following}")
    return found


def availability(duty: Duty, latest: Milestone | None) -> str:
    """Derive a unit's readiness from its duty and the latest milestone of its open assignment."""
    if duty in {Duty.EMERGENCY, Duty.OUT_OF_SERVICE}:
        return duty
    if latest is not None and latest not in {Milestone.CLEAR, Milestone.HOME}:
        return latest
    return AVAILABLE if duty is Duty.ON_DUTY else duty


def latest_of(known: Mapping[Milestone, datetime | None]) -> Milestone | None:
    """Return the furthest milestone that a unit reached."""
    return next((name for name in reversed(ORDER) if known.get(name) is not None), None)
