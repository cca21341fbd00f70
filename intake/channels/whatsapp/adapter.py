"""Messages of the WhatsApp Business Cloud API as neutral reports.

Natural key: `messages[].id`. Receipts, reactions and other fields are counted and ignored. What
WhatsApp itself could not show us (live locations, polls: error 131051) still becomes a report,
because its sender waits for an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pydantic import ValidationError

from dispatch.transports.numbers import to_e164
from dispatch.transports.whatsapp import MALFORMED, NotAnEnvelope, changes_of
from intake.channels.whatsapp.schemas import ContextPart, MediaPart, WireMessage
from intake.location.check import parse_location
from intake.location.evidence import Fix, Method
from intake.pipeline.items import Ignored, Item, Media, Message, Unparsable
from intake.pipeline.moments import age_flags, moment_of
from intake.pipeline.neutral import NeutralReport

CHANNEL = "whatsapp"
_MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")
_NOT_REPORTS = frozenset({"reaction", "system", "ephemeral", "request_welcome"})
_KNOWN_KINDS = frozenset(
    {
        "text",
        "location",
        "contacts",
        "interactive",
        "button",
        "order",
        "unsupported",
        "edit",
        "revoke",
        *_MEDIA_KINDS,
    }
)
_NOT_SHOWN_TO_US = 131051
_WHOLE_BODY_KEPT = 16_384


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What the messages of one change share."""

    received_at: datetime
    sender: str
    body: bytes
    alone: bool
    account: str
    names: dict[str, str]
    user_ids: dict[str, str]


class WhatsAppAdapter:
    """Translates webhook bodies whose signature was right."""

    channel = CHANNEL

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:whatsapp"
    ) -> list[Item]:
        """Return one item for every message, receipt and unknown field of `body`; never raises."""
        try:
            changes = changes_of(body)
        except NotAnEnvelope as problem:
            return [Unparsable(code=problem.code, reason=str(problem), body=body)]
        items = [
            item
            for change in changes
            for item in _items_of(change.field, change.value, body, received_at, sender)
        ]
        return items or [Ignored(code="whatsapp.empty")]


def _items_of(
    field: str, value: object, body: bytes, received_at: datetime, sender: str
) -> Iterator[Item]:
    if field not in {"messages", MALFORMED}:
        yield Ignored(code=f"whatsapp.field.{field[:40]}")
        return
    if field == MALFORMED or not isinstance(value, dict):
        yield Unparsable(
            code="whatsapp.wrong_shape",
            reason=f"a change of field {field!r} that is no object",
            body=body,
        )
        return
    messages, statuses = _list(value.get("messages")), _list(value.get("statuses"))
    names, user_ids = _people(value)
    delivery = _Delivery(
        received_at, sender, body, len(messages) == 1, _account(value), names, user_ids
    )
    for message in messages:
        yield _item_of(message, delivery)
    for status in statuses:
        known = isinstance(status, dict)
        yield Ignored(
            code="whatsapp.status", natural_key=str(status.get("id"))[:200] if known else None
        )
    if not messages and not statuses:
        yield Ignored(code="whatsapp.errors" if value.get("errors") else "whatsapp.empty")


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _account(value: dict[str, Any]) -> str:
    metadata = value.get("metadata")
    return str(metadata.get("phone_number_id", ""))[:100] if isinstance(metadata, dict) else ""


def _people(value: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return display names and user ids of the senders by their number (or user id, where there is no number)."""
    names, user_ids = {}, {}
    for contact in _list(value.get("contacts")):
        if not isinstance(contact, dict):
            continue
        profile = contact.get("profile")
        user_id = contact.get("user_id")
        key = contact.get("wa_id") or user_id
        if isinstance(key, str):
            names[key] = str(profile.get("name") or "")[:200] if isinstance(profile, dict) else ""
            if isinstance(user_id, str):
                user_ids[key] = user_id
    return names, user_ids


def _item_of(message: object, delivery: _Delivery) -> Item:
    raw = (
        delivery.body
        if delivery.alone and len(delivery.body) <= _WHOLE_BODY_KEPT
        else _dumps(message)
    )
    try:
        wire = WireMessage.model_validate(message)
    except ValidationError as error:
        key = message.get("id") if isinstance(message, dict) else None
        found = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_input=False)[:3]
        )
        return Unparsable(
            code="whatsapp.bad_message",
            reason=found,
            body=raw,
            natural_key=key if isinstance(key, str) else None,
        )
    if wire.type in _NOT_REPORTS:
        return Ignored(code=f"whatsapp.{wire.type}", natural_key=wire.id)
    return _message(wire, raw, delivery)


def _dumps(message: object) -> bytes:
    return orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS)


def _message(wire: WireMessage, raw: bytes, delivery: _Delivery) -> Message:
    sent_at = moment_of(wire.timestamp)
    age = age_flags(sent_at, delivery.received_at)
    text, media = _content(wire)
    fix, place_flags, address = _place(wire)
    flags = (*age, *_forwarding(wire.context), *place_flags, *_oddities(wire))
    sender = (
        wire.sender
        or wire.sender_user_id
        or (next(iter(delivery.user_ids)) if len(delivery.user_ids) == 1 else None)
    )
    ref = delivery.user_ids.get(sender or "") or sender
    original = (
        wire.edit.original_message_id
        if wire.edit
        else wire.revoke.original_message_id
        if wire.revoke
        else None
    )
    report = NeutralReport(
        channel=CHANNEL,
        external_id=wire.id,
        received_at=delivery.received_at,
        text=text,
        reporter_name=delivery.names.get(sender or "") or None,
        reporter_phone=to_e164(f"+{sender}") if sender and sender.isdigit() else None,
        reporter_ref=ref,
        lat=None if fix is None else fix.lat,
        lon=None if fix is None else fix.lon,
        location_method=None if fix is None else str(fix.method),
        address=address or None,
        occurred_at=None if {"time.unreadable", "time.future"} & set(age) else sent_at,
        is_forwarded=wire.context.forwarded or wire.context.frequently_forwarded,
        has_media=bool(media),
        flags=flags,
        # A message that waited for hours in the network must not open an emergency by itself;
        # neither must one we cannot read.
        opens=False
        if "message.old" in age or original is not None or (not text and fix is None)
        else None,
        sender=delivery.sender,
        raw=raw,
    )
    return Message(
        report=report,
        kind=wire.type,
        conversation_id=f"{delivery.account}:{wire.group_id or ref or wire.id}",
        reply_to=original or wire.context.id,
        media=media,
        is_edit=wire.edit is not None,
        is_delete=wire.revoke is not None,
    )


def _content(wire: WireMessage) -> tuple[str, tuple[Media, ...]]:
    """Return the words of the message and what is attached to it."""
    texts: list[str] = []
    if wire.text is not None:
        texts.append(wire.text.body)
    if wire.button is not None:
        texts.append(wire.button.text)
    if wire.interactive is not None:
        replies = (
            wire.interactive.button_reply,
            wire.interactive.list_reply,
            wire.interactive.nfm_reply,
        )
        texts.extend(
            f"{reply.title} {reply.description} {reply.body}".strip()
            for reply in replies
            if reply is not None
        )
    for contact in wire.contacts:
        numbers = ", ".join(phone.phone for phone in contact.phones)
        texts.append(f"{contact.name.formatted_name} {numbers}".strip())
    if wire.edit is not None:
        texts.append(_text_of(wire.edit.message))
    media: list[Media] = []
    for kind in _MEDIA_KINDS:
        part: MediaPart | None = getattr(wire, kind)
        if part is not None:
            texts.append(part.caption)
            media.append(
                Media(
                    external_ref=part.id or "",
                    mime=part.mime_type,
                    sha256=part.sha256,
                    filename=part.filename,
                )
            )
    return "\n".join(text for text in texts if text.strip()), tuple(media)


def _text_of(message: dict[str, Any]) -> str:
    text = message.get("text")
    return str(text.get("body", "")) if isinstance(text, dict) else ""


def _place(wire: WireMessage) -> tuple[Fix | None, tuple[str, ...], str]:
    """Return the pin, flags about it, and the address it was given with."""
    part = wire.location
    if part is None:
        return None, (), ""
    address = ", ".join(text for text in (part.name.strip(), part.address.strip()) if text)
    found = parse_location(part.latitude, part.longitude, method=Method.PIN)
    if isinstance(found, Fix):
        return found, found.flags, address
    return None, (found.code,), address


def _forwarding(context: ContextPart) -> tuple[str, ...]:
    if context.frequently_forwarded:
        return ("forwarded", "frequently_forwarded")
    return ("forwarded",) if context.forwarded else ()


def _oddities(wire: WireMessage) -> tuple[str, ...]:
    flags = [f"whatsapp.{wire.type}"] if wire.type in {"edit", "revoke", "order"} else []
    if wire.type not in _KNOWN_KINDS:
        flags.append("whatsapp.unknown_type")
    if any(error.code == _NOT_SHOWN_TO_US for error in wire.errors) or wire.type == "unsupported":
        flags.append("whatsapp.unsupported")
    if wire.sender is None:
        flags.append("whatsapp.no_number")
    return tuple(flags)
