"""What an officer wrote down for a visitor, as one report. Pure; never raises.

An identity card is seen and not stored: its number is left out of the report and of what is kept of
the message.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dispatch.kernel.texts import dumps_any
from intake.channels.api.form import SHORT, take_files, take_kind, take_place, with_category
from intake.channels.api.members import Members
from intake.channels.api.officer import Noted
from intake.channels.api.read_body import Body, NotReadable, read_members
from intake.channels.api.read_report import Context, read_report
from intake.pipeline.items import Item, Message, Unparsable

CHANNEL: Final = "walk_in"
# A card, or its number, under whatever name it is sent: No. KTP, nik, identity_number ...
_IDENTITY: Final = re.compile(
    r"(?:no|nomor)?(?:nik|ktp|kk|sim|paspor|passport|identitas|identity|id(?=number))(?:no|number)?"
)
_SIGNS: Final = re.compile(r"[\W_]+")
_KINDS: Final = ("kind", "type", "jenis", "document", "dokumen")
_NEEDLESS: Final = ("channel", "saluran", "recorded_on_behalf")


class WalkInAdapter:
    """Translates what officers at a counter write down."""

    channel = CHANNEL

    def __init__(self, zone: ZoneInfo) -> None:
        """Count queue numbers by the days of `zone`: they begin anew each morning."""
        self._zone = zone

    def parse(self, noted: Noted) -> Sequence[Item]:
        """Return one item: whatever an officer sends is a report; never raises."""
        try:
            read = read_members(noted.body, noted.content_type)
        except NotReadable as problem:
            return [Unparsable(code="walk_in.unreadable", reason=str(problem), body=noted.body)]
        cards: list[Any] = []
        kept = _without_cards(read.members, cards)
        members = Members(kept)
        seen = _identity(cards, members)
        files = take_files(members)
        beside = {**_visit(members, noted), **seen, **take_kind(members)}
        take_place(members)
        came_at = members.moment("came_at", "received_at", now=noted.received_at)
        at = came_at or noted.received_at
        context = Context(
            now=noted.received_at,
            sender=noted.actor,
            channel=CHANNEL,
            key=noted.key or self._key(beside.get("queue_number"), at),
            new_key=noted.new_key,
            raw=dumps_any(kept),
            content_type="application/json",
        )
        report = read_report(Body(kept, read.flags), members, context)
        whole = replace(
            report,
            received_at=at,
            text=with_category(report.text, beside.get("category")),
            extra={**report.extra, **beside},
        )
        return [Message(report=whole, media=files)]

    def _key(self, queue_number: str | None, at: datetime) -> str | None:
        """Return the key of a visit: the same number on the same day is the same visitor."""
        if queue_number is None:
            return None
        return f"{at.astimezone(self._zone):%Y-%m-%d} {queue_number}"


def _without_cards(value: Any, cards: list[Any]) -> Any:
    """Return a JSON value without what is said of identity cards, which is added to `cards`."""
    if isinstance(value, list):
        return [_without_cards(member, cards) for member in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, member in value.items():
        if _IDENTITY.fullmatch(_SIGNS.sub("", str(name).lower())):
            cards.append(member)
        else:
            kept[name] = _without_cards(member, cards)
    return kept


def _visit(members: Members, noted: Noted) -> dict[str, Any]:
    """Take what belongs to the visit and not to what is reported."""
    for name in _NEEDLESS:
        members.take(name)
    if members.text("officer_id", longest=SHORT) not in {None, noted.name}:
        members.flag("officer_id", "not_theirs")
    visit = {
        "queue_number": members.text("queue_number", "nomor_antrean", "antrean", longest=40),
        "office": members.text("office", "loket", longest=SHORT),
        "on_behalf_of": _person(members),
        "recorded_by": noted.name,
    }
    return {name: value for name, value in visit.items() if value}


def _person(members: Members) -> str | None:
    """Take for whom the visitor speaks, in words: a name, a number, how they are related."""
    said = members.take("on_behalf_of", "atas_nama")
    if not isinstance(said, Mapping):
        members.put_back("on_behalf_of", said)
        return members.text("on_behalf_of", longest=SHORT)
    inner = Members(said)
    told = (inner.text(name, longest=SHORT) for name in ("name", "phone", "relation"))
    return ", ".join(text for text in told if text) or None


def _identity(cards: Sequence[Any], members: Members) -> dict[str, str]:
    """Return which document was seen; whatever else was written about it is left out."""
    told = [Members(card) for card in cards if isinstance(card, Mapping)]
    kinds = [kind for card in told if (kind := card.text(*_KINDS, longest=20))]
    seen = [card.truth("seen", "terlihat") for card in told]
    if len(told) < len(cards) or any(card.left() for card in told):
        members.flag("identity", "not_kept")
    return {"identity_seen": next(iter(kinds), "?")} if any(seen) else {}
