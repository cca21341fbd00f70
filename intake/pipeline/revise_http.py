"""What a call taker types, sent while it is typed; and taking a decision about a report back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import CurrentSubject, Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.errors import Conflict
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import TheUnits
from intake.location.gazetteer import GAZETTEER
from intake.pipeline.priorities import load_priorities
from intake.pipeline.revise import Revision, keep_typed, revise
from intake.reports.claim import claim, let_go
from intake.reports.handle import lock_report, restore
from intake.reports.http import shown
from intake.reports.link import unlink
from intake.reports.schemas import TEXT_MAX, AnswerIn, LocationIn
from intake.reports.view import ReportView
from routing.place import Place

router = APIRouter(prefix="/reports", tags=["intake"])
MayHandle = Annotated[Subject, needs("report.handle")]


class ReviseIn(BaseModel):
    """What the form holds now; a member that is absent or null stays as it is stored.

    `version` is the report's version that the form was filled on: when a colleague wrote meanwhile,
    the answer is `conflict.stale_version` with his words, and these are kept beside them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"text": "kebakaran rumah Jl. Niaga 15, dua anak di dalam", "version": 3}
        }
    )
    text: Text | None = Field(default=None, max_length=TEXT_MAX)
    name: Text | None = Field(default=None, max_length=200)
    phone: Text | None = Field(default=None, max_length=40)
    address: Text | None = Field(default=None, max_length=500)
    location: LocationIn | None = None
    version: int | None = None


class ClaimIn(BaseModel):
    """Whether to claim a report also from a colleague who has it (`take_over`)."""

    model_config = ConfigDict(json_schema_extra={"example": {"take_over": False}})
    take_over: bool = False


@router.patch("/{report_id}")
async def patch_report(
    report_id: UUID, body: ReviseIn, request: Request, subject: MayHandle, units: TheUnits
) -> ReportView:
    """Write down what was typed so far, in whatever state the report is; nothing typed is lost.

    Words that the new ones do not contain are kept as a part of the report.
    """
    async with units.begin(subject.actor) as uow:
        report = await lock_report(uow, report_id)
        if body.version is not None and body.version != report.version and _differs(body, report):
            kept = await keep_typed(uow, report, body.text or "")
            current = shown(uow, subject, report)
        else:
            priorities = await load_priorities(uow)
            gazetteer = GAZETTEER.of(request)
            await revise(uow, report, _revision(body), priorities=priorities, gazetteer=gazetteer)
            return shown(uow, subject, report)
    raise Conflict(
        "conflict.stale_version",
        why="kept",
        seen=body.version,
        version=report.version,
        kept=kept.id,
        current={"text": current.text, "address": current.address},
    )


def _differs(body: ReviseIn, report: Any) -> bool:
    return body.text is not None and body.text != report.text


def _revision(body: ReviseIn) -> Revision:
    point = None if body.location is None else body.location.point()
    place = None
    if body.location is not None and point is not None:
        place = Place(
            lat=point[0],
            lon=point[1],
            accuracy_m=body.location.accuracy_m,
            method=body.location.method,
        )
    return Revision(
        text=body.text,
        reporter_name=body.name,
        reporter_phone=body.phone,
        address=body.address,
        location=place,
    )


@router.post("/{report_id}/claim")
async def post_claim(
    report_id: UUID,
    body: Annotated[ClaimIn, Body(default_factory=ClaimIn)],
    _: MayHandle,
    subject: CurrentSubject,
    uow: Work,
) -> ReportView:
    """Claim a report, so that colleagues see who has it."""
    report = await lock_report(uow, report_id)
    return shown(uow, subject, await claim(uow, report, subject, take_over=body.take_over))


@router.post("/{report_id}/release")
async def post_release(report_id: UUID, subject: MayHandle, uow: Work) -> ReportView:
    """Release a claimed report to the queue."""
    return shown(uow, subject, await let_go(uow, await lock_report(uow, report_id)))


@router.post("/{report_id}/unlink")
async def post_unlink(
    report_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    subject: MayHandle,
    uow: Work,
) -> ReportView:
    """Take a report's link back; it waits again."""
    return shown(uow, subject, await unlink(uow, await lock_report(uow, report_id), at=body.at))


@router.post("/{report_id}/restore")
async def post_restore(
    report_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    subject: MayHandle,
    uow: Work,
) -> ReportView:
    """Take a report's discard or referral back; it waits again."""
    return shown(uow, subject, await restore(uow, await lock_report(uow, report_id), at=body.at))
