"""What officers write down for others, at a counter or on patrol: a note in, a report back."""

from datetime import datetime
from typing import Final

from fastapi import Request, Response

from dispatch.access.guards import check_allowed
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.kernel.errors import Invalid
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.raw_body import read_body
from intake.pipeline.receive_items import Outcome
from intake.reports.view import report_view
from routing.value_object import value_object

BODY_MAX: Final = 1024 * 1024


@value_object(kw_only=True)
class Noted:
    """What an officer sent, who it is (`actor`, by `name`), and when.

    `key` is the sender's own, `new_key` ours.
    """

    body: bytes
    content_type: str = "application/json"
    received_at: datetime
    actor: str
    name: str
    key: str | None = None
    new_key: str = ""


async def noted_in(request: Request, subject: Subject, channel: str) -> Noted:
    """Return what `subject` sent, if he may report on `channel`."""
    check_allowed(subject, "report.create", Resource(channel=channel))
    arrival = arrival_of(request)
    return Noted(
        body=await read_body(request, BODY_MAX),
        content_type=request.headers.get("content-type", ""),
        received_at=arrival.at,
        actor=subject.actor,
        name=subject.name,
        key=request.headers.get("idempotency-key"),
        new_key=arrival.key,
    )


def told_back(outcome: Outcome, subject: Subject, *, is_known: bool) -> Response:
    """Answer with the report; `invalid.json` for what is kept because nobody can read it."""
    if outcome.value is None:
        raise Invalid("invalid.json", why="kept", kept=outcome.noun_id)
    see = allows(subject, "report.see_reporter")
    view = report_view(outcome.value, see_reporter=see, duplicate=is_known)
    return json_response(view, 200 if is_known else 201)
