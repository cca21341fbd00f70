"""Deliveries of the WhatsApp Business Cloud API as items, one for every part of every change.

Natural key of a message: `messages[].id`. What WhatsApp itself could not show us (live locations,
polls: error 131051) still becomes a report, because its sender waits for an answer.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from dispatch.transports.meta import MALFORMED, Change, NotAnEnvelope, NotJson, changes_of
from intake.channels.whatsapp.message import CHANNEL, Delivery, Person, item_of, people_of
from intake.pipeline.items import Ignored, Item, Message, Notice, Renamed, Unparsable
from intake.pipeline.loose import listed, members, named, plain
from intake.pipeline.moments import moment_of
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.notices import notice_of

_OBJECT: Final = "whatsapp_business_account"
# Copies of what we ourselves sent or already had.
_ECHOES: Final = frozenset(
    {"message_echoes", "smb_message_echoes", "smb_app_state_sync", "history", "user_preferences"}
)
_NUMBER_CHANGED: Final = frozenset(
    {
        *("user_changed_number", "customer_changed_number"),
        *("user_id_update", "user_changed_user_id"),
    }
)
# Why nothing is delivered to anybody: locked, unpaid, not registered, blocked by policy or as spam.
_OF_THE_ACCOUNT: Final = frozenset({368, 130497, 131031, 131042, 131045, 131048})


class WhatsAppAdapter:
    """Translates webhook bodies whose signature was right."""

    channel = CHANNEL

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:whatsapp"
    ) -> list[Item]:
        """Return one item for every message, receipt and field of `body`; never raises."""
        try:
            changes = changes_of(body, _OBJECT)
        except NotJson as problem:
            return [Unparsable(code="whatsapp.not_json", reason=str(problem), body=body)]
        except NotAnEnvelope as problem:
            return [Unparsable(code="whatsapp.wrong_shape", reason=str(problem), body=body)]
        items = [
            item
            for change in changes
            for item in _items_of(change, body, received_at=received_at, sender=sender)
        ]
        return items or [Ignored(code="whatsapp.empty")]


def _items_of(change: Change, body: bytes, *, received_at: datetime, sender: str) -> Iterator[Item]:
    value = change.value
    if change.field in _ECHOES:
        yield Ignored(code=f"whatsapp.field.{change.field}")
    elif change.field == MALFORMED or not isinstance(value, dict):
        reason = f"a change of field {change.field!r} that is no object"
        yield Unparsable(code="whatsapp.wrong_shape", reason=reason, body=body)
    elif change.field == "messages" or value.get("messages"):
        yield from _messages(value, body, received_at, sender)
    elif change.field == "calls":
        yield from _calls(value, received_at, sender)
    elif change.field == "user_id_update":
        yield _renamed(value, value) or notice_of(CHANNEL, change.field, change.value)
    else:
        yield notice_of(CHANNEL, change.field, change.value)


def _messages(
    value: dict[str, Any], body: bytes, received_at: datetime, sender: str
) -> Iterator[Item]:
    messages, statuses = listed(value.get("messages")), listed(value.get("statuses"))
    delivery = Delivery(
        received_at=received_at,
        sender=sender,
        body=body,
        alone=len(messages) == 1,
        account=_account(value),
        people=people_of(value),
    )
    for message in messages:
        yield _renamed(message, value) or item_of(message, delivery)
    for status in map(members, statuses):
        yield _receipt(status)
    failed = value.get("errors")
    if failed:
        yield notice_of(CHANNEL, "errors", {"errors": failed})
    elif not messages and not statuses:
        yield Ignored(code="whatsapp.empty")


def _receipt(status: Mapping[str, Any]) -> Ignored | Notice:
    """Return a receipt; one that failed because the account cannot send is for people."""
    codes = [members(error).get("code") for error in listed(status.get("errors"))]
    found = sorted(code for code in _OF_THE_ACCOUNT if code in codes)
    if found:
        return notice_of(CHANNEL, "statuses", {"event": f"error_{found[0]}"})
    return Ignored(code="whatsapp.status", natural_key=plain(status.get("id"), 200) or None)


def _account(value: Mapping[str, Any]) -> str:
    return plain(members(value.get("metadata")).get("phone_number_id"), 100)


def _renamed(message: Any, value: Mapping[str, Any]) -> Renamed | Ignored | None:
    """Return who goes on under another number or id, when the message says only that."""
    said = members(members(message).get("system")) or members(message)
    if plain(said.get("type")) not in _NUMBER_CHANGED and "user_id_update" not in said:
        return None
    said = members(said.get("user_id_update")) or said
    number = named(said, "wa_id", "new_wa_id")
    new = named(said, "user_id", "current") or number
    if not new:
        return Ignored(code="whatsapp.system", natural_key=named(members(message), "id") or None)
    old = [named(members(message), name) for name in ("from", "from_user_id")]
    old += [named(said, name) for name in ("previous", "previous_user_id", "customer")]
    account = _account(value)
    return Renamed(
        was=tuple(f"{account}:{key}" for key in old if key),
        conversation_id=f"{account}:{new}",
        phone=f"+{number}" if number.isdecimal() else None,
    )


def _calls(value: dict[str, Any], received_at: datetime, sender: str) -> Iterator[Item]:
    """Yield the voice calls as reports: nobody could answer them here, so somebody calls back."""
    people = people_of(value)
    for call in map(members, listed(value.get("calls"))):
        if plain(call.get("direction")) == "BUSINESS_INITIATED":
            yield Ignored(code="whatsapp.own_call", natural_key=plain(call.get("id"), 250) or None)
            continue
        report = _report_of_call(call, people, received_at, sender)
        # Two callers whom nobody names are two.
        whom = report.reporter_ref or report.external_id
        yield Message(report=report, kind="call", conversation_id=f"{_account(value)}:{whom}")


def _report_of_call(
    call: dict[str, Any], people: Mapping[str, Person], received_at: datetime, sender: str
) -> NeutralReport:
    number, known_as = plain(call.get("from"), 60).lstrip("+"), plain(call.get("from_user_id"), 200)
    person = people.get(number) or people.get(known_as) or Person()
    raw = dumps_any(call)
    key = plain(call.get("id"), 250) or hashlib.sha256(raw).hexdigest()
    return NeutralReport(
        channel=CHANNEL,
        external_id=f"call:{key}",
        one_per_key=True,
        received_at=received_at,
        occurred_at=moment_of(call.get("timestamp")),
        text="[panggilan suara]",
        reporter_name=person.name or None,
        reporter_phone=f"+{number}" if number.isdecimal() else None,
        reporter_ref=person.user_id or known_as or number or None,
        has_media=True,
        flags=("whatsapp.call", "call_back.wanted"),
        opens=False,
        sender=sender,
        raw=raw,
    )
