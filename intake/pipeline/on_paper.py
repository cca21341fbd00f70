"""What was done on paper while nothing could be stored, carried onto the report once it is.

Whoever sends a kept request again says what was noted of it; the report takes it on while it is
stored, in the same transaction, so no crash comes between the two.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from intake.pipeline.neutral import NeutralReport
from routing.value_object import value_object

FLAG: Final = "message.handled_on_paper"


@value_object(kw_only=True)
class PaperNote:
    """Somebody dealt with a kept request on paper: who, when, and what he did."""

    ticket: str
    at: datetime
    by: str
    note: str = ""


@dataclass(slots=True)
class Carrying:
    """The notes of one request, and whether a new report took them on."""

    notes: Sequence[PaperNote]
    is_taken: bool = False


_CARRYING: Final[ContextVar[Carrying | None]] = ContextVar("notes on paper", default=None)


@contextmanager
def carrying(notes: Sequence[PaperNote]) -> Iterator[Carrying]:
    """Give `notes` to every report that is received inside the block."""
    carried = Carrying(notes)
    token = _CARRYING.set(carried)
    try:
        yield carried
    finally:
        _CARRYING.reset(token)


def with_paper(report: NeutralReport) -> NeutralReport:
    """Return `report` with what was done about it on paper.

    It opens nothing by itself: whom a person has sent already must not be sent twice.
    """
    carried = _CARRYING.get()
    if carried is None or not carried.notes:
        return report
    said = "; ".join(f"{one.at.isoformat()} {one.by}: {one.note}" for one in carried.notes)
    return replace(
        report,
        flags=tuple(dict.fromkeys((*report.flags, FLAG))),
        opens=False,
        extra={**report.extra, "handled_on_paper": said},
    )


def note_taken() -> None:
    """Note that a new report took on what was done on paper."""
    carried = _CARRYING.get()
    if carried is not None:
        carried.is_taken = True
