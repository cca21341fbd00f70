"""What X delivers, and what somebody exported from it, as items.

Three webhooks are read: Account Activity (`tweet_create_events`, `direct_message_events`), X
Activity (`data.event_type`) and the filtered stream (`data` with a post in it). So are files: a
list of posts, one a line, an archive's. Natural key: `id_str`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from dispatch.kernel.texts import loads_clean
from intake.channels.x.written import Around, around, direct_item, post_item
from intake.pipeline.items import Ignored, Item, Unparsable
from intake.pipeline.loose import joined, listed, members, named, plain
from intake.pipeline.neutral import REVOKE
from intake.pipeline.notices import notice_of
from intake.pipeline.said import Delivery

CHANNEL: Final = "x"
# An archive's files are programs that set one value.
_ARCHIVE: Final = re.compile(rb"\s*window\.[\w.]+\s*=\s*")
_SILENT: Final = frozenset(
    {
        *("favorite", "follow", "unfollow", "block", "unblock", "mute", "unmute"),
        *("direct_message_indicate_typing", "direct_message_mark_read", "like", "profile"),
        *("dm.sent", "dm.read", "dm.indicate_typing", "chat.sent", "spaces", "news"),
    }
)
_WRITTEN: Final = frozenset({"text", "full_text", "extended_tweet", "note_tweet", "id_str"})
_DIRECT: Final = frozenset({"dm_conversation_id", "sender_id", "message_create", "messageCreate"})


class XAdapter:
    """Translates deliveries that X signed, and files that somebody with a token sent."""

    channel = CHANNEL

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:x"
    ) -> Sequence[Item]:
        """Return the items of a delivery or a file; never raises."""
        delivery = Delivery(channel=CHANNEL, received_at=received_at, sender=sender, body=body)
        try:
            told = _read(_ARCHIVE.sub(b"", body, count=1))
        except orjson.JSONDecodeError as problem:
            return [Unparsable(code="message.not_json", reason=str(problem), body=body)]
        documents = told if isinstance(told, list) and told else [told]
        items = [item for document in documents for item in _items(document, delivery)]
        return items or [Ignored(code="message.empty")]


def _read(body: bytes) -> Any:
    """Read one JSON value, or one a line; a line that is none is a value that is no object."""
    try:
        return loads_clean(body)
    except orjson.JSONDecodeError:
        rows = [row for row in body.splitlines() if row.strip()]
        found = [_row(row) for row in rows]
        if len(rows) < 2 or not any(isinstance(one, dict) for one in found):  # noqa: PLR2004
            raise
        return found


def _row(row: bytes) -> Any:
    try:
        return loads_clean(row)
    except orjson.JSONDecodeError:
        return row.decode("utf-8", "replace")


def _items(document: Any, delivery: Delivery, account: str = "") -> Iterator[Item]:
    """Yield the items of one document, whichever of X's interfaces wrote it."""
    told = members(document)
    beside = around(told, account)
    data, archived = told.get("data"), members(told.get("dmConversation"))
    if any(name.endswith(("_events", "_event")) for name in told):
        yield from _activity(told, beside, delivery)
    elif "event_type" in members(data):
        yield from _event(members(data), beside, delivery)
    elif data:
        yield from (_one(part, beside, delivery) for part in listed(data))
    elif archived:
        yield from (_one(part, beside, delivery) for part in listed(archived.get("messages")))
    else:
        yield _one(told.get("tweet") or told.get("messageCreate") or document, beside, delivery)


def _activity(told: Mapping[str, Any], beside: Around, delivery: Delivery) -> Iterator[Item]:
    """Yield the events of an account."""
    for name, events in told.items():
        kind = name.removesuffix("_events").removesuffix("_event")
        if kind == name:
            continue
        for event in listed(events):
            if kind == "tweet_delete":
                yield _deleted(members(event), beside, delivery)
            elif kind in _SILENT:
                yield Ignored(code=f"message.{kind}")
            elif kind in {"tweet_create", "direct_message"}:
                yield _one(event, beside, delivery)
            else:
                yield _other(name, event, beside, delivery)


def _other(name: str, event: Any, beside: Around, delivery: Delivery) -> Item:
    """Return an event of tomorrow, or that the app was cut off (`user_event.revoke`)."""
    if _WRITTEN & members(event).keys():
        return _one(event, beside, delivery)
    first = next(iter(members(event)), "")
    return notice_of(CHANNEL, name, {**members(event), "event": plain(first, 60)})


def _event(data: dict[str, Any], beside: Around, delivery: Delivery) -> Iterator[Item]:
    """Yield what an event of the X Activity API brings."""
    kind, payload = named(data, "event_type"), members(data.get("payload"))
    account = beside.account or named(members(data.get("filter")), "user_id")
    near = around({**data, **payload}, account)
    payload = members(payload.get("data")) or payload
    if kind in _SILENT or kind.partition(".")[0] in _SILENT:
        yield Ignored(code="message.activity")
    elif any(name.endswith("_events") for name in payload):
        yield from _activity(payload, near, delivery)
    elif kind == "post.delete":
        yield _deleted(payload, near, delivery)
    elif _WRITTEN & payload.keys() or _DIRECT & payload.keys():
        yield _one(payload, near, delivery)
    elif _WRITTEN & data.keys():
        yield _one(data, near, delivery)
    else:
        yield notice_of(CHANNEL, "activity", {**payload, "event": kind.replace(".", "_")})


def _one(told: Any, beside: Around, delivery: Delivery) -> Item:
    """Return a post or a direct message; what is neither is kept as it came."""
    if not isinstance(told, dict) or not told:
        return delivery.unreadable(told, "neither a post nor a message")
    if _DIRECT & told.keys():
        return direct_item(told, beside, delivery)
    if _WRITTEN & told.keys():
        return post_item(told, beside, delivery)
    if "errors" in told or "title" in told:
        return notice_of(CHANNEL, "errors", told)
    return delivery.unreadable(told, "neither a post nor a message")


def _deleted(event: dict[str, Any], beside: Around, delivery: Delivery) -> Item:
    """Return that somebody took his post back."""
    status = members(event.get("status")) or event
    key, who = named(status, "id_str", "id", "tweet_id"), named(status, "user_id", "author_id")
    if beside.is_own(who):
        return Ignored(code="message.echo")
    return delivery.said(
        event,
        key=joined(key, "deleted") if key else "",
        kind="post",
        sent=event.get("timestamp_ms") or event.get("created_at"),
        who=who,
        room=beside.account,
        reply_to=key,
        amends=REVOKE,
        is_public=True,
    ).message()
