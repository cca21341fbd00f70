"""A message of a chat, a post or a letter, as its channel wrote it, on the way to a report.

What channels of conversation have in common is decided here: which key a message without an id
gets, what is odd about its time, which place is one, and when a person has to look first.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from intake.location.evidence import Fix, Method
from intake.location.spellings import judge, said_in
from intake.pipeline.items import Media, Message, Unparsable
from intake.pipeline.loose import ID_MOST, TEXT_MOST, given, joined
from intake.pipeline.moments import age_flags, moment_of
from intake.pipeline.neutral import EDIT, REVOKE, NeutralReport
from routing.value_object import value_object

# Everybody can read it, and nobody wrote it to us: it waits for a person.
PUBLIC: Final = "message.public"
# Of a kind that this channel had not invented when its adapter was written.
UNKNOWN_KIND: Final = "message.unknown_kind"
_WORDS: Final[Mapping[str, str]] = json.loads(
    (Path(__file__).parent / "media_words.json").read_text(encoding="utf-8")
)
_HEARD: Final = frozenset({"voice", "audio"})


@value_object(kw_only=True)
class Said:
    """One message as it was written.

    `key` is the channel's own id, `who` its sender's, `room` the account or
    group he wrote to: the two are his conversation.
    `sent` and `place` are as the channel wrote them. `amends` says what it does to `reply_to`.
    `waits`: a person looks first, however sure the machine is.
    """

    channel: str
    sender: str
    received_at: datetime
    raw: bytes = field(repr=False)
    key: str = ""
    kind: str = "text"
    sent: object = None
    words: str = ""
    who: str = ""
    name: str = ""
    phone: str = ""
    room: str = ""
    place: object = None
    address: str = ""
    media: tuple[Media, ...] = ()
    flags: tuple[str, ...] = ()
    reply_to: str = ""
    amends: str | None = None
    is_public: bool = False
    is_forwarded: bool = False
    waits: bool = False
    content_type: str = "application/json"

    def message(self) -> Message:
        """Return the message as a report."""
        sent_at = moment_of(self.sent)
        age = age_flags(sent_at, self.received_at)
        place, place_flags = _place(self.place)
        key = self.key[:ID_MOST] or f"hash:{hashlib.sha256(self.raw).hexdigest()}"
        report = NeutralReport(
            channel=self.channel,
            external_id=key,
            received_at=self.received_at,
            text=(self.words or _instead(self.media))[:TEXT_MOST],
            reporter_name=given(self.name),
            reporter_phone=given(self.phone),
            reporter_ref=given(self.who),
            **place,
            address=given(self.address[:500]),
            occurred_at=None if {"time.unreadable", "time.future"} & set(age) else sent_at,
            is_forwarded=self.is_forwarded,
            has_media=bool(self.media),
            flags=tuple(dict.fromkeys((*age, *self._marks(), *place_flags, *self.flags))),
            opens=False if self._has_to_wait(age, is_placed=bool(place)) else None,
            sender=self.sender,
            raw=self.raw,
            content_type=self.content_type,
        )
        return Message(
            report=report,
            kind=self.kind,
            conversation_id=joined(self.room, "public" if self.is_public else "", self.who or key),
            reply_to=given(self.reply_to[:ID_MOST]),
            media=self.media,
            is_edit=self.amends == EDIT,
            is_delete=self.amends == REVOKE,
        )

    def _has_to_wait(self, age: tuple[str, ...], *, is_placed: bool) -> bool:
        """Whether a person looks first: at what is public, old, changes another or says nothing."""
        says_nothing = not self.words and not is_placed
        is_late = "message.old" in age or self.amends is not None
        return self.waits or self.is_public or is_late or says_nothing

    def _marks(self) -> Iterable[str]:
        """Yield what people have to know before they read it."""
        if self.is_public:
            yield PUBLIC
        if self.is_forwarded:
            yield "forwarded"
        if self.amends is not None:
            yield f"message.{self.amends}"
        if not self.who:
            yield "message.no_sender"
        if self.media and not self.words:
            kinds = {part.kind for part in self.media}
            yield "media.listen" if kinds & _HEARD else "media.look"


@value_object(kw_only=True)
class Delivery:
    """What the messages of one delivery share; `sender` is who fed it in."""

    channel: str
    received_at: datetime
    sender: str
    body: bytes = field(repr=False)

    def said(self, told: Any, **what: Any) -> Said:
        """Return a message of this delivery; `told` is the part of it that is kept with it."""
        return Said(
            channel=self.channel,
            sender=self.sender,
            received_at=self.received_at,
            raw=dumps_any(told),
            **what,
        )

    def unreadable(self, told: Any, reason: str) -> Unparsable:
        """Return a part of this delivery that has not the shape of any message."""
        return Unparsable(code="message.wrong_shape", reason=reason[:200], body=dumps_any(told))


def instead_of_words(kinds: Iterable[str]) -> str:
    """Return what people read where there are no words: something to hear or to look at."""
    return " ".join(_WORDS[kind] for kind in kinds if kind in _WORDS)


def _instead(media: Iterable[Media]) -> str:
    return instead_of_words(dict.fromkeys(part.kind for part in media))


def _place(said: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the members of a report's place, and what is odd about it."""
    position = said_in(said)
    if position is None:
        return {}, ()
    found = judge(position, Method.PIN)
    if not isinstance(found, Fix):
        return {}, (found.code,)
    place = {"lat": found.lat, "lon": found.lon, "location_method": str(found.method)}
    return place | {"accuracy_m": found.accuracy_m}, found.flags
