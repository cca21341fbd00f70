"""What a report's words say of people and danger reaches the incident it belongs to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dispatch.incidents.models import Incident
from dispatch.incidents.signs import hear_signs
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.models import Report
from routing.case import Sign

# A capability that the words ask for is a sign like any other: `need.ambulance`.
NEED: Final = "need."
_NOISY: Final = 0.5
_NOBODY: Final = 5


def signs_in(proposal: Mapping[str, Any]) -> tuple[Sign, ...]:
    """Return the signs of a stored proposal; none where it is likely no emergency."""
    noise = proposal.get("noise") or {}
    if noise.get("grade", 0.0) >= _NOISY or proposal.get("priority", 1) >= _NOBODY:
        return ()
    return tuple(_signs(proposal))


def _signs(proposal: Mapping[str, Any]) -> Iterator[Sign]:
    for flag in proposal.get("flags") or ():
        yield Sign(str(flag["code"]), flag.get("count"))
    for capability in proposal.get("needs") or ():
        yield Sign(f"{NEED}{capability}")


def types_in(proposal: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what else a stored proposal speaks of beside its type."""
    return tuple(str(kind) for kind in proposal.get("also") or ())


async def hear_report(uow: UnitOfWork, report: Report, incident: Incident) -> None:
    """Let the incident hear what the report's words say now."""
    await hear_signs(uow, incident, signs_in(report.proposal), report_id=report.id)
