"""A report and a raw message as people see them: one shape for HTTP and for the board."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ConfigDict, Field

from dispatch.incidents.view import MediaView, PlaceView, row_place
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.texts import clean, dumps_any
from dispatch.kernel.web.view import ReasonView, View
from dispatch.sla.view import ClockView
from intake.duplicates.view import CandidateView, candidate_views
from intake.location.view import FoundPlaceView, found_place_views
from intake.reports.lifecycle import DiscardReason, ReportState
from intake.reports.models import PartKind, RawKind, RawMessage, Report, ReportPart
from intake.reports.proposal_view import ProposalView, proposal_view
from intake.reports.raw_reason import raw_reason
from intake.reports.schemas import mask_phone

_EXCERPT: Final = 500


class ReporterView(View):
    """Who reported; the number is masked unless the reader's role needs it."""

    name: str | None
    phone: str | None
    anonymous: bool


class ReportCallView(View):
    """What the form shows of the call that a report came by."""

    call_id: str
    trunk: str | None
    state: str = Field(description="ringing, answered, abandoned or ended.")
    ani: str | None
    agent_extension: str | None
    presumed_service: str | None
    answered_at: datetime | None
    abandoned_at: datetime | None


class MemberView(View):
    """A member of the message that nobody knows, as it came; anything but text is JSON."""

    name: str
    value: str


class PartView(View):
    """One thing that was added to a report, with its own time."""

    id: UUID
    place: int
    kind: PartKind
    at: datetime
    recorded_at: datetime
    text: str
    location: PlaceView | None
    media: tuple[MediaView, ...]
    flags: tuple[str, ...]
    reply_to: str | None


def part_view(row: ReportPart, *, see_reporter: bool) -> PartView:
    """Return the view of a part; numbers in its words are hidden unless `see_reporter`."""
    return PartView.model_validate(
        {
            **row.__dict__,
            "text": row.text if see_reporter else mask_personal(row.text),
            "location": row_place(row.__dict__, unmasked=see_reporter),
        }
    )


class ReportView(View):
    """A stored report with what intake proposes for it."""

    id: UUID
    channel: str
    external_id: str
    state: ReportState
    text: str
    language: str | None
    reporter: ReporterView
    location: PlaceView | None
    address: str | None
    occurred_at: datetime | None
    received_at: datetime
    recorded_at: datetime
    answered_at: datetime | None
    triaged_at: datetime | None
    incident_id: UUID | None
    proposal: ProposalView | None
    candidates: tuple[CandidateView, ...]
    places: tuple[FoundPlaceView, ...]
    flags: tuple[str, ...]
    media: tuple[MediaView, ...]
    extra: tuple[MemberView, ...]
    reply_to: str | None
    added_at: datetime | None
    call_id: str | None
    call: ReportCallView | None = None
    discard_reason: DiscardReason | None
    referred_to: str | None
    referral_ticket: str | None
    drill: bool
    claimed_name: str | None = Field(default=None, description="Who has taken the call.")
    claimed_at: datetime | None = None
    clock: ClockView | None = Field(
        default=None, description="On the board: within which time a person must have it."
    )
    version: int
    duplicate: bool = Field(default=False, description="The same message was stored before.")


def report_view(
    row: Report,
    *,
    see_reporter: bool,
    duplicate: bool = False,
    call: ReportCallView | None = None,
    clock: ClockView | None = None,
) -> ReportView:
    """Return the view of a report; the reporter is masked unless `see_reporter`."""
    reporter = ReporterView(
        name=row.reporter_name if see_reporter and not row.anonymous else None,
        phone=row.reporter_phone if see_reporter else mask_phone(row.reporter_phone),
        anonymous=row.anonymous,
    )
    return ReportView.model_validate(
        {
            **row.__dict__,
            # People write their number into their words, too.
            "text": row.text if see_reporter else mask_personal(row.text),
            "extra": _members(row.extra, unmasked=see_reporter),
            "reporter": reporter,
            "location": row_place(row.__dict__, unmasked=see_reporter),
            "proposal": proposal_view(row.proposal),
            "candidates": candidate_views(row.candidates),
            "places": found_place_views(row.places),
            "call": call,
            "clock": clock,
            "duplicate": duplicate,
        }
    )


def _members(extra: Mapping[str, Any], *, unmasked: bool) -> list[MemberView]:
    texts = (
        (name, value if isinstance(value, str) else dumps_any(value).decode())
        for name, value in extra.items()
    )
    return [
        MemberView(name=name, value=text if unmasked else mask_personal(text))
        for name, text in texts
    ]


class DialView(View):
    """The number to call, in the form that every telephone takes."""

    model_config = ConfigDict(json_schema_extra={"example": {"number": "+6281234567890"}})
    number: str


class RawMessageView(View):
    """A raw message."""

    id: UUID
    channel: str
    received_at: datetime
    state: str
    kind: RawKind
    problem: str | None
    reason: ReasonView = Field(description="Why it is shown to a person.")
    content_type: str
    size: int
    excerpt: str = Field(description="Its beginning, telephone numbers masked.")
    body: str | None = Field(default=None, description="Its text as far as it can be shown.")
    settled_at: datetime | None
    settled_note: str | None


def raw_message_view(row: RawMessage, *, whole: bool = False) -> RawMessageView:
    """Return the view of a raw message; its body only when the `whole` is asked for."""
    shown = str(clean(row.body.decode("utf-8", "replace")))
    return RawMessageView.model_validate(
        {
            **row.__dict__,
            "reason": raw_reason(row),
            "size": len(row.body),
            "excerpt": mask_personal(shown[: 2 * _EXCERPT])[:_EXCERPT],
            "body": shown if whole else None,
        }
    )
