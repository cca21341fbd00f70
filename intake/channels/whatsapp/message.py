"""One WhatsApp message as a neutral report, in whatever shape it comes; never raises."""

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from intake.channels.whatsapp.content import MEDIA_KINDS, Content, content_of
from intake.pipeline.items import Ignored, Message, Unparsable
from intake.pipeline.loose import listed, members, plain
from intake.pipeline.moments import age_flags, moment_of
from intake.pipeline.neutral import NeutralReport
from routing.value_object import value_object

CHANNEL: Final = "whatsapp"
_ID_MAX: Final = 300
_WHOLE_BODY_KEPT: Final = 16_384
_KNOWN: Final = frozenset(
    {"text", "location", "contacts", "interactive", "button", "order", "edit", "revoke"}
    | set(MEDIA_KINDS)
)
_SAID_ALOUD: Final = frozenset({"order", "edit", "revoke", "unsupported", "ephemeral", "system"})
_NOT_SHOWN_TO_US: Final = 131051
_NO_MESSAGE: Final = frozenset({"reaction", "request_welcome"})


@value_object
class Person:
    """Who a sender is: the name shown, and the stable id that survives a change of number."""

    name: str = ""
    user_id: str = ""


@value_object(kw_only=True)
class Delivery:
    """What the messages of one change share."""

    received_at: datetime
    sender: str
    body: bytes = field(repr=False)
    alone: bool
    account: str
    people: Mapping[str, Person]


def people_of(value: Mapping[str, Any]) -> dict[str, Person]:
    """Return the people of a change by their number, and by their user id."""
    found: dict[str, Person] = {}
    for contact in map(members, listed(value.get("contacts"))):
        profile = members(contact.get("profile"))
        name, user_name = plain(profile.get("name"), 200), plain(profile.get("username"), 100)
        shown = f"{name} (@{user_name})".strip() if user_name else name
        person = Person(shown, plain(contact.get("user_id"), 200))
        for key in (plain(contact.get("wa_id"), 60), person.user_id):
            if key:
                found[key] = person
    return found


def item_of(message: Any, delivery: Delivery) -> Message | Ignored | Unparsable:
    """Return the report that a message is, or why it is none."""
    raw = delivery.body if delivery.alone and len(delivery.body) <= _WHOLE_BODY_KEPT else b""
    raw = raw or dumps_any(message)
    if not isinstance(message, dict):
        return Unparsable(code="whatsapp.bad_message", reason="no object", body=raw)
    kind = plain(message.get("type"), 60) or "unknown"
    if kind in _NO_MESSAGE:
        return Ignored(code=f"whatsapp.{kind}", natural_key=plain(message.get("id"), _ID_MAX))
    return _report(message, kind, raw, delivery)


def _report(message: dict[str, Any], kind: str, raw: bytes, delivery: Delivery) -> Message:
    content = content_of(message)
    sent_at = moment_of(message.get("timestamp"))
    age = age_flags(sent_at, delivery.received_at)
    sender, person = _sender(message, delivery)
    original = _original(message)
    context = members(message.get("context"))
    key = plain(message.get("id"), _ID_MAX)
    ref = person.user_id or sender
    number = content.number or (f"+{sender}" if sender.isdecimal() else None)
    report = NeutralReport(
        channel=CHANNEL,
        external_id=key or f"hash:{hashlib.sha256(raw).hexdigest()}",
        received_at=delivery.received_at,
        text=content.text,
        reporter_name=person.name or None,
        reporter_phone=number,
        reporter_ref=ref or None,
        **_place(content),
        occurred_at=None if {"time.unreadable", "time.future"} & set(age) else sent_at,
        is_forwarded=bool(_forwarding(context)),
        has_media=bool(content.media),
        flags=(
            *age,
            *_forwarding(context),
            *content.flags,
            *_oddities(message, kind, content),
            *_missing({"whatsapp.no_id": key, "whatsapp.no_number": number}),
        ),
        opens=_opens(age, original, content),
        sender=delivery.sender,
        raw=raw,
    )
    return Message(
        report=report,
        kind=kind,
        conversation_id=_conversation(message, ref, delivery),
        reply_to=original or plain(context.get("id"), _ID_MAX) or None,
        media=content.media,
        is_edit=message.get("edit") is not None,
        is_delete=message.get("revoke") is not None,
    )


def _place(content: Content) -> dict[str, Any]:
    place: dict[str, Any] = {"address": content.address}
    fix = content.fix
    if fix is not None:
        place |= {"lat": fix.lat, "lon": fix.lon, "location_method": str(fix.method)}
    return place


def _missing(said: Mapping[str, str | None]) -> list[str]:
    return [flag for flag, value in said.items() if not value]


def _sender(message: Mapping[str, Any], delivery: Delivery) -> tuple[str, Person]:
    """Return the sender's number, else his id, and who he is; the only person there is he."""
    known = [plain(message.get(name), 200).lstrip("+") for name in ("from", "from_user_id")]
    for key in known:
        if key in delivery.people:
            return next(one for one in known if one), delivery.people[key]
    said = next((one for one in known if one), "")
    if not said and delivery.alone and len(set(delivery.people.values())) == 1:
        person = next(iter(delivery.people.values()))
        return next(iter(delivery.people)), person
    return said, Person(user_id=known[1])


def _conversation(message: Mapping[str, Any], ref: str, delivery: Delivery) -> str:
    """Return what the conversation is known by: its sender; in a group he talks in that group."""
    group = plain(message.get("group_id"), 200)
    whom = ref or plain(message.get("id"), _ID_MAX)
    return ":".join(name for name in (delivery.account, group, whom) if name)


def _original(message: Mapping[str, Any]) -> str | None:
    """Return the message that this one changes or takes back."""
    for name in ("edit", "revoke"):
        part = members(message.get(name))
        if part:
            return plain(part.get("original_message_id"), _ID_MAX) or None
    return None


def _opens(age: tuple[str, ...], original: str | None, content: Content) -> bool | None:
    """Leave to a person what waited for hours, what changes another, and what says nothing."""
    says_nothing = not content.spoken and content.fix is None
    return False if "message.old" in age or original is not None or says_nothing else None


def _forwarding(context: Mapping[str, Any]) -> tuple[str, ...]:
    if context.get("frequently_forwarded") is True:
        return ("forwarded", "frequently_forwarded")
    return ("forwarded",) if context.get("forwarded") is True else ()


def _oddities(message: Mapping[str, Any], kind: str, content: Content) -> tuple[str, ...]:
    flags = [f"whatsapp.{kind}"] if kind in _SAID_ALOUD else []
    if kind not in _KNOWN | _SAID_ALOUD:
        flags.append("whatsapp.unknown_type")
    codes = [members(error).get("code") for error in listed(message.get("errors"))]
    if _NOT_SHOWN_TO_US in codes and "whatsapp.unsupported" not in flags:
        flags.append("whatsapp.unsupported")
    if content.media and not content.spoken:
        kinds = {part.kind for part in content.media}
        flags.append("media.listen" if kinds & {"voice", "audio"} else "media.look")
    return tuple(flags)
