"""Text messages as reports; their sender's number is what a conversation is known by."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import orjson

from dispatch.transports.sms import NotACallback, Sms, read_callback
from intake.pipeline.items import Ignored, Item, Message, Unparsable
from intake.pipeline.moments import age_flags, moment_of
from intake.pipeline.neutral import NeutralReport

CHANNEL = "sms"
# A receipt of something we sent has a state and no words.
_RECEIPTS = ("messagestatus", "smsstatus", "dlr")


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
        raw = orjson.dumps(sms.raw, option=orjson.OPT_NON_STR_KEYS, default=str)
        if not sms.text and not sms.sender:
            named = {str(name).lower() for name in sms.raw or {}}
            if named.intersection(_RECEIPTS):
                return Ignored(code="sms.receipt", natural_key=sms.key)
            return Unparsable(code="sms.no_message", reason="no sender and no words", body=raw)
        if not sms.text and any(name.lower() in _RECEIPTS for name in sms.raw or {}):
            return Ignored(code="sms.receipt", natural_key=sms.key)
        return self._message(sms, raw, received_at, sender)

    def _message(self, sms: Sms, raw: bytes, received_at: datetime, sender: str) -> Message:
        sent_at = self._moment(sms.at)
        age = age_flags(sent_at, received_at)
        flags = (*age, *(("sms.incomplete",) if sms.missing else ()))
        report = NeutralReport(
            channel=CHANNEL,
            external_id=sms.key or _key(sms),
            received_at=received_at,
            text=sms.text,
            reporter_phone=sms.sender or None,
            reporter_ref=sms.sender or None,
            occurred_at=None if {"time.unreadable", "time.future"} & set(age) else sent_at,
            flags=flags,
            opens=False if "message.old" in age or not sms.text else None,
            sender=sender,
            raw=raw,
        )
        return Message(report=report, conversation_id=sms.sender or None)

    def _moment(self, value: object) -> datetime | None:
        moment = moment_of(value)
        if moment is not None or not isinstance(value, str):
            return moment
        try:
            naive = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
        return naive.replace(tzinfo=self._zone)


def _key(sms: Sms) -> str:
    """Return a key for a gateway that gives none: the same words of one sender at one time."""
    said = f"{sms.sender}\n{sms.text}\n{sms.at}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
