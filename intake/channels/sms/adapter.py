"""Text messages as reports; their sender's number is what a conversation is known by."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from mimetypes import guess_type
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dispatch.kernel.texts import dumps_any
from intake.channels.sms.callback import NotACallback, Sms, read_callback
from intake.location.evidence import Fix, Method
from intake.location.spellings import judge, said_in
from intake.pipeline.items import Ignored, Item, Media, Message, Unparsable
from intake.pipeline.moments import age_flags, moment_of
from intake.pipeline.neutral import NeutralReport

CHANNEL = "sms"
_NEAR: Final = timedelta(minutes=15)


class SmsAdapter:
    """Translates callbacks that have been authenticated."""

    channel = CHANNEL

    def __init__(self, zone: ZoneInfo) -> None:
        """Read times without a zone as the gateway's local ones, in `zone`."""
        self._zone = zone

    def parse(
        self,
        body: bytes,
        *,
        received_at: datetime,
        sender: str,
        query: str = "",
        content_type: str = "",
    ) -> Sequence[Item]:
        """Return one item for every message of the callback; never raises."""
        try:
            messages = read_callback(body, query, content_type)
        except NotACallback as error:
            raw = body or query.encode()
            return [Unparsable(code="sms.unreadable", reason=str(error), body=raw)]
        return [self._item(message, received_at, sender) for message in messages]

    def _item(self, sms: Sms, received_at: datetime, sender: str) -> Item:
        raw = dumps_any(sms.raw)
        if sms.is_receipt:
            return Ignored(code="sms.receipt", natural_key=sms.key)
        if not (sms.text or sms.sender or sms.media):
            return Unparsable(code="sms.no_message", reason="no sender and no words", body=raw)
        return self._message(sms, raw, received_at, sender)

    def _message(self, sms: Sms, raw: bytes, received_at: datetime, sender: str) -> Message:
        sent_at = self._moment(sms, received_at)
        age = age_flags(sent_at, received_at)
        place, odd_place = _place(sms.place)
        odd = {
            "sms.incomplete": bool(sms.missing),
            "media.look": bool(sms.media) and not sms.text,
        }
        report = NeutralReport(
            channel=CHANNEL,
            external_id=sms.key or _key(sms),
            received_at=received_at,
            text=sms.text,
            reporter_name=sms.name or None,
            reporter_phone=sms.sender or None,
            reporter_ref=sms.sender or None,
            **place,
            occurred_at=None if {"time.unreadable", "time.future"} & set(age) else sent_at,
            has_media=bool(sms.media),
            flags=(*age, *odd_place, *(flag for flag, is_so in odd.items() if is_so)),
            opens=False if "message.old" in age or not sms.text else None,
            sender=sender,
            raw=raw,
        )
        return Message(
            report=report,
            conversation_id=sms.sender or None,
            media=tuple(_media(address) for address in sms.media),
        )

    def _moment(self, sms: Sms, received_at: datetime) -> datetime | None:
        """Return when it was sent.

        A time without a zone is the city's, unless only the reading in UTC is near: one gateway
        writes the wall clock, another (Kannel) UTC, and neither says so.
        """
        moment = moment_of(sms.at)
        if moment is not None or not isinstance(sms.at, str):
            return moment
        try:
            naive = datetime.fromisoformat(sms.at.strip())
            local = naive.replace(tzinfo=self._zone).astimezone(UTC)
            universal = naive.replace(tzinfo=UTC)
            is_local = sms.is_local or abs(local - received_at) <= _NEAR
            is_universal = not is_local and abs(universal - received_at) <= _NEAR
        except (ValueError, OverflowError):
            return None
        return universal if is_universal else local


def _place(said: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the members of a report's place, and what is odd about it."""
    position = said_in(said) if said else None
    if position is None:
        return {"address": said[:500] or None}, ()
    found = judge(position, Method.PIN)
    if not isinstance(found, Fix):
        return {}, (found.code,)
    place = {"lat": found.lat, "lon": found.lon, "location_method": str(found.method)}
    return place | {"accuracy_m": found.accuracy_m}, found.flags


def _media(address: str) -> Media:
    mime = guess_type(urlsplit(address).path)[0] or ""
    kind = mime.partition("/")[0]
    return Media(
        external_ref=address,
        kind=kind if kind in {"image", "video", "audio"} else "file",
        mime=mime,
    )


def _key(sms: Sms) -> str:
    """Return a key for a gateway that gives none: the same words of one sender at one time."""
    said = f"{sms.sender}\n{sms.text}\n{sms.at}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
