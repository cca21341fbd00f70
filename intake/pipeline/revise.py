"""A call is a document: what a person types reaches the report as it is typed, and nothing is lost.

Words that are replaced rather than continued are kept as a part of the report; what they make
likely (type, place) is proposed anew. A place that somebody confirmed stays.
"""

from collections.abc import Mapping
from typing import Any, Final

from dispatch.incidents.models import Incident
from dispatch.incidents.note import hear_words
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.location.gazetteer import Gazetteer
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.position import FROM_TEXT
from intake.pipeline.propose import Proposed, propose
from intake.reports.events import ReportRevised
from intake.reports.heard import hear_report
from intake.reports.lifecycle import ReportState
from intake.reports.models import PartKind, Report, ReportPart
from routing.place import Place
from routing.value_object import value_object

# A place that nobody confirmed may follow the words.
_FROM_WORDS: Final = frozenset({None, "gazetteer", "unknown"})
_NEXT_PLACE: Final = "SELECT coalesce(max(place), 0) + 1 FROM report_part WHERE report_id = $1"


@value_object(kw_only=True)
class Revision:
    """What a person has written by now; None leaves a member as it is."""

    text: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    address: str | None = None
    location: Place | None = None


async def revise(
    uow: UnitOfWork,
    report: Report,
    revision: Revision,
    *,
    priorities: Mapping[str, int],
    gazetteer: Gazetteer,
) -> Report:
    """Write `revision` into the report, in whatever state it is; the same again changes nothing."""
    changes = _changes(report, revision)
    if not changes:
        return report
    await _keep_replaced(uow, report, changes)
    members = sorted(changes)
    if {"text", "address"} & changes.keys():
        changes |= _proposed(
            report, changes, propose(_neutral(report, changes), priorities, gazetteer)
        )
    await uow.change(report, **changes)
    uow.append(
        ReportRevised(
            noun_id=report.id, incident_id=report.incident_id, at=uow.now, members=members
        )
    )
    if report.incident_id is not None and "text" in changes:
        incident = await uow.get(Incident, report.incident_id)
        await hear_words(uow, incident, at=uow.now)
        await hear_report(uow, report, incident)
    return report


async def keep_typed(uow: UnitOfWork, report: Report, text: str) -> ReportPart:
    """Store words that could not enter the report, because a colleague wrote meanwhile."""
    return await _add_part(uow, report, text=text, before={})


def _changes(report: Report, revision: Revision) -> dict[str, Any]:
    said: dict[str, Any] = {
        "text": revision.text,
        "reporter_name": revision.reporter_name,
        "reporter_phone": revision.reporter_phone,
        "address": revision.address,
    }
    if revision.location is not None:
        said |= {
            "lat": revision.location.lat,
            "lon": revision.location.lon,
            "accuracy_m": revision.location.accuracy_m,
            "location_method": revision.location.method,
        }
    return {
        name: value
        for name, value in said.items()
        if value is not None and value != getattr(report, name)
    }


async def _keep_replaced(uow: UnitOfWork, report: Report, changes: Mapping[str, Any]) -> None:
    """Keep the former words when the new ones do not contain them: they may be all there is."""
    before = {
        name: getattr(report, name)
        for name in ("text", "address", "reporter_name", "reporter_phone")
        if getattr(report, name) and name in changes
    }
    lost = {name: was for name, was in before.items() if was not in changes[name]}
    if lost:
        await _add_part(uow, report, text=lost.get("text", ""), before=lost)


async def _add_part(
    uow: UnitOfWork, report: Report, *, text: str, before: Mapping[str, Any]
) -> ReportPart:
    part = ReportPart(
        id=uow.new_id(),
        report_id=report.id,
        place=await uow.fetchval(_NEXT_PLACE, report.id),
        kind=PartKind.TYPED,
        text=text,
        before=dict(before),
        at=uow.now,
        recorded_at=uow.now,
        actor=uow.actor,
    )
    uow.add(part)
    return part


def _neutral(report: Report, changes: Mapping[str, Any]) -> NeutralReport:
    """Return the report as it reads with `changes`; a place from words is looked for anew."""
    members = ("text", "address", "lat", "lon")
    known: dict[str, Any] = {name: changes.get(name, getattr(report, name)) for name in members}
    is_from_words = changes.get("location_method", report.location_method) in _FROM_WORDS
    return NeutralReport(
        channel=report.channel,
        external_id=report.external_id,
        received_at=report.received_at,
        text=known["text"],
        address=known["address"],
        lat=None if is_from_words else known["lat"],
        lon=None if is_from_words else known["lon"],
    )


def _proposed(report: Report, changes: Mapping[str, Any], found: Proposed) -> dict[str, Any]:
    gone = {FROM_TEXT, "location_elsewhere"}
    flags = [flag for flag in report.flags if flag not in gone]
    new: dict[str, Any] = {
        "proposal": found.document,
        "places": found.places,
        "flags": [*flags, *(flag for flag in found.flags if flag not in flags)],
    }
    if report.state == ReportState.RECEIVED and not found.empty:
        new["state"] = ReportState.TRIAGED
    if found.lat is not None and "lat" not in changes and report.location_method in _FROM_WORDS:
        new |= {
            "lat": found.lat,
            "lon": found.lon,
            "accuracy_m": found.accuracy_m,
            "location_method": found.location_method,
        }
    return new
