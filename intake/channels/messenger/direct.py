"""Direct messages of the Messenger platform, which Instagram's are too: one item for each event."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dispatch.transports.meta import Change
from intake.pipeline.items import Ignored, Item, Media
from intake.pipeline.loose import given, lines, listed, members, named, plain, texts_in
from intake.pipeline.neutral import EDIT, REVOKE
from intake.pipeline.notices import notice_of
from intake.pipeline.said import UNKNOWN_KIND, Delivery

STORY: Final = "message.story"
_MENTIONS: Final = frozenset({"story_mention", "mention"})
# Copies, receipts and what apps tell each other: nobody says anything in them.
_NO_MESSAGE: Final = (
    *("delivery", "read", "reaction", "optin", "account_linking", "referral", "game_play"),
    *("pass_thread_control", "take_thread_control", "request_thread_control", "app_roles"),
    *("typing", "seen", "thread_control"),
)
_SPOKEN: Final = frozenset({"message", "postback", "message_edit"})
_FILES: Final = frozenset({"image", "video", "audio", "file", "sticker"})
_NO_FILES: Final = frozenset({"fallback", "location", "template"})
_SHOWN: Final = {"reel": "video", "ig_reel": "video", "animated_image": "image", "photo": "image"}
# What is about an event and not in it.
_ABOUT: Final = frozenset(
    {
        *("sender", "recipient", "timestamp", "mid", "id", "type", "url", "app_id", "metadata"),
        *("sticker_id", "payload_type", "token", "is_echo", "num_edit", "source", "ref"),
    }
)


def direct_item(change: Change, delivery: Delivery) -> Item:
    """Return what an event of a conversation is; never raises."""
    event = change.value
    if not isinstance(event, dict):
        return delivery.unreadable(event, "an event that is no object")
    message, sender = members(event.get("message")), members(event.get("sender"))
    who = named(sender, "id", "user_ref", "user_id")
    if message.get("is_echo") or is_own(change, who):
        return Ignored(code="message.echo", natural_key=given(named(message, "mid")))
    if "policy_enforcement" in event:
        about = {"event": named(members(event["policy_enforcement"]), "action")}
        return notice_of(delivery.channel, "policy_enforcement", event | about)
    silent = next((name for name in _NO_MESSAGE if name in event), None)
    if silent is not None and _SPOKEN.isdisjoint(event):
        return Ignored(code=f"message.{silent}")
    return delivery.said(
        event,
        sent=event.get("timestamp") or change.at,
        who=who,
        name=named(sender, "name", "username"),
        room=change.account,
        **_what(event, message),
    ).message()


def is_own(change: Change, who: str) -> bool:
    """Whether the account itself wrote this."""
    return bool(who) and who == change.account


def _what(event: Mapping[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """Return what the event says, by its kind."""
    edit, postback = members(event.get("message_edit")), members(event.get("postback"))
    mid = named(message, "mid")
    if message.get("is_deleted"):
        return {"key": f"{mid}:deleted" if mid else "", "reply_to": mid, "amends": REVOKE}
    if edit:
        mid, number = named(edit, "mid"), named(edit, "num_edit")
        said = {"words": plain(edit.get("text")), "reply_to": mid, "amends": EDIT}
        return said | {"key": f"{mid}:edit:{number}" if mid and number else ""}
    if postback:
        words = plain(postback.get("title")) or plain(postback.get("payload"))
        return {"key": named(postback, "mid"), "kind": "postback", "words": words}
    if message:
        return {"key": mid} | _content(message)
    text = plain(event.get("message"))
    found = text or lines(*texts_in(event, _ABOUT))
    return {"words": found, "flags": (UNKNOWN_KIND,), "kind": "unknown"}


def _content(message: dict[str, Any]) -> dict[str, Any]:
    """Return words, files and pin of a message."""
    parts = [members(part) for part in listed(message.get("attachments"))]
    own = plain(message.get("text")) or named(members(message.get("quick_reply")), "payload")
    words = lines(own, *(text for part in parts for text in _words_of(part)))
    media, pin = tuple(_media(parts)), next(filter(None, map(_pin, parts)), {})
    is_known = any((words, media, pin, message.get("is_unsupported")))
    reply = members(message.get("reply_to"))
    marks = {
        "message.unsupported": message.get("is_unsupported"),
        STORY: "story" in reply or any(named(part, "type") in _MENTIONS for part in parts),
        UNKNOWN_KIND: not is_known,
    }
    return {
        "kind": plain(parts[0].get("type"), 60) if parts else "text",
        "words": words if is_known else lines(*texts_in(message, _ABOUT)),
        "media": media,
        "place": pin.get("coordinates"),
        "address": pin.get("address", ""),
        "reply_to": named(reply, "mid"),
        "flags": tuple(mark for mark, is_so in marks.items() if is_so),
    }


def _pin(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pin of an attachment, with the name of the place when it is more than "pinned"."""
    coordinates = members(part.get("payload")).get("coordinates")
    if not isinstance(coordinates, dict) or not coordinates:
        return {}
    title = named(part, "title")
    is_named = title and "location" not in title.lower() and "lokasi" not in title.lower()
    return {"coordinates": coordinates, "address": title if is_named else ""}


def _media(parts: list[dict[str, Any]]) -> Iterator[Media]:
    """Yield the files; a sticker comes under two types for a while, and is one."""
    seen: set[str] = set()
    for part in parts:
        payload = members(part.get("payload"))
        kind = plain(part.get("type"), 60)
        where = named(payload, "url", "src", "id", "attachment_id", longest=500)
        is_file = kind in _FILES or (bool(where) and kind not in _NO_FILES)
        if not is_file or (where and where in seen):
            continue
        seen.add(where)
        shown = "story" if kind in _MENTIONS else _SHOWN.get(kind, kind)
        yield Media(
            external_ref=where or "unknown",
            kind=shown if shown in {*_FILES, "story"} else "file",
            filename=named(payload, "title", "name") or named(part, "name") or None,
        )


def _words_of(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of an attachment: what is shared, and what a template's elements say."""
    payload, kind = members(part.get("payload")), named(part, "type")
    if kind not in {"location", *_MENTIONS}:
        yield plain(part.get("title"))
        yield plain(payload.get("title"))
    if kind == "fallback":
        yield plain(part.get("url")) or plain(payload.get("url"))
    yield plain(payload.get("text"))
    for element in map(members, listed(payload.get("elements"))):
        yield from (plain(element.get("title")), plain(element.get("subtitle")))
