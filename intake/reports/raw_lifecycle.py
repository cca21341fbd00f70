"""The states of a message that was kept as it came, and the facts between them."""

from enum import StrEnum
from typing import Final

from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from intake.reports.events import RawMessageKept, RawMessageSettled


class RawState(StrEnum):
    """Whether a message could be read, or a person must see it, or one has."""

    PARSED = "parsed"
    NEEDS_PERSON = "needs_person"
    SETTLED = "settled"


# A message that could be read belongs to its report, whose facts speak for it.
RAW_LIFECYCLE: Final[Lifecycle[RawState, Event]] = Lifecycle(
    "raw_message",
    RawState,
    begins={RawState.NEEDS_PERSON: RawMessageKept},
    transitions={(RawState.NEEDS_PERSON, RawState.SETTLED): RawMessageSettled},
)
