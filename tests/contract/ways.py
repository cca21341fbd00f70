"""Ways in on which people write to the city: one message of each, and how its sender proves it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from dispatch.transports import x
from dispatch.transports.meta import signature_of
from intake.channels.base import Adapter
from intake.channels.email.adapter import EmailAdapter
from intake.channels.instagram.adapter import InstagramAdapter
from intake.channels.messenger.adapter import MessengerAdapter
from intake.channels.telegram.adapter import TelegramAdapter
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.channels.x.adapter import XAdapter
from routing.value_object import value_object
from tests.contract.channel_room import APP_SECRET, START, VERIFY_TOKEN

SENT: Final = int(START.timestamp()) - 20
WORDS: Final = "Tulung omah kobong nang Sinoman"
Headers = dict[str, str]


@value_object(kw_only=True)
class Way:
    """A way in: `body` is one message of one person.

    `rich` are deliveries with every member that its messages can have. `proof` are the headers that
    its sender sends, unless he has a token of this `scope`.
    """

    adapter: Adapter
    body: Any
    wrong: Headers
    rich: tuple[Any, ...] = ()
    proof: Callable[[bytes], Headers] = lambda _: {}
    scope: str = ""

    @property
    def name(self) -> str:
        """Return the channel's name."""
        return self.adapter.channel

    @property
    def path(self) -> str:
        """Return where it is received."""
        return f"/channels/{self.name}"

    def raw(self) -> bytes:
        """Return the message as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def parse(self, body: bytes) -> list[Any]:
        """Return the items of a delivery that came twenty seconds after it was written."""
        at = datetime.fromtimestamp(SENT + 20, UTC)
        return list(self.adapter.parse(body, received_at=at, sender=f"channel:{self.name}"))


def meta_event(**event: Any) -> dict[str, Any]:
    """Return an event of a conversation as Meta delivers it."""
    return {
        "sender": {"id": "7234567890123456"},
        "recipient": {"id": "1906385232743851"},
        "timestamp": SENT * 1000,
    } | event


def meta_body(kind: str, *events: Any, **entry: Any) -> dict[str, Any]:
    """Return a delivery of an account of this kind."""
    account = {"id": "1906385232743851", "time": SENT * 1000}
    return {"object": kind, "entry": [account | ({"messaging": list(events)} | entry)]}


def telegram_update(kind: str = "message", number: int = 7, **message: Any) -> dict[str, Any]:
    """Return an update of a private chat."""
    person: dict[str, Any] = {"id": 42, "is_bot": False, "first_name": "Sri", "username": "sri_mjk"}
    whole = {"message_id": 1, "from": person, "chat": {"id": 42, "type": "private"}, "date": SENT}
    return {"update_id": number, kind: whole | message}


def x_message(**data: Any) -> dict[str, Any]:
    """Return a direct message as X's Account Activity delivers it."""
    told: dict[str, Any] = {
        "target": {"recipient_id": "2244"},
        "sender_id": "123",
        "message_data": data,
    }
    event = {"type": "message_create", "id": "1999", "created_timestamp": str(SENT * 1000)}
    return {
        "for_user_id": "2244",
        "direct_message_events": [event | {"message_create": told}],
        "users": {"123": {"id": "123", "name": "Warga", "screen_name": "warga_mjk"}},
    }


def letter(*headers: str, text: str = WORDS) -> bytes:
    """Return a letter with a Message-ID, these headers beside the usual ones, and a text."""
    written = format_datetime(datetime.fromtimestamp(SENT, UTC))
    usual = ("From: Bu Sri <Sri@Example.test>", "Message-ID: <m1@example.test>", f"Date: {written}")
    return "\r\n".join((*usual, *headers, "", text)).encode()


def _signed(body: bytes) -> Headers:
    return {"X-Hub-Signature-256": signature_of(APP_SECRET, body)}


def _everything() -> dict[str, Any]:
    """Return a message of Meta's with every member."""
    pin: dict[str, Any] = {"coordinates": {"lat": -7.4716, "long": 112.4401}}
    element: dict[str, Any] = {"title": "Lapor", "subtitle": "112"}
    parts = [
        {"type": "location", "title": "Pasar", "payload": pin},
        {"type": "template", "payload": {"elements": [element], "text": "t"}},
        {"type": "fallback", "title": "t", "url": "https://x.test", "payload": {"url": "u"}},
        {"type": "story_mention", "payload": {"url": "u", "title": "t", "sticker_id": 1}},
    ]
    reply: dict[str, Any] = {"mid": "m_0", "story": {"id": "1", "url": "u"}}
    told: dict[str, Any] = {"mid": "m_2", "text": WORDS, "attachments": parts, "reply_to": reply}
    return meta_event(message=told | {"quick_reply": {"payload": "p"}, "is_unsupported": True})


def _on_page() -> dict[str, Any]:
    """Return what people write on a page and on Instagram, in one."""
    person: dict[str, Any] = {"id": "5", "name": "Warga", "username": "warga"}
    value: dict[str, Any] = {
        "item": "photo",
        "verb": "edited",
        "comment_id": "9_1",
        "message": WORDS,
        "id": "17",
    }
    value |= {"from": person, "created_time": SENT, "text": WORDS, "photos": ["u"], "link": "u"}
    value |= {"media": {"id": "5"}, "parent_id": "9", "sender_id": "5"}
    return value


def _about_meta(kind: str, *fields: str) -> tuple[Any, ...]:
    edit = meta_event(message_edit={"mid": "m_1", "text": "x", "num_edit": 1})
    button = meta_event(postback={"mid": "m_3", "title": "Lapor", "payload": "LAPOR"})
    block = meta_event(policy_enforcement={"action": "block"})
    changes = [{"field": field, "value": _on_page()} for field in fields]
    return (
        meta_body(kind, _everything(), edit, button, block, standby=[_everything()]),
        meta_body(kind, changes=changes),
    )


def _about_telegram() -> tuple[Any, ...]:
    pin: dict[str, Any] = {"latitude": -7.4, "longitude": 112.4, "live_period": 9}
    file: dict[str, Any] = {"file_id": "a", "mime_type": "image/png", "file_name": "a.png"}
    message: dict[str, Any] = {
        "caption": WORDS,
        "photo": [file],
        "document": file,
        "voice": file,
        "story": {"id": 1},
        "paid_media": {"paid_media": [{"photo": [file]}]},
        "venue": {"location": pin, "title": "Pasar", "address": "Jl."},
        "contact": {"phone_number": "0812", "user_id": 42, "first_name": "Sri"},
        "poll": {"question": "q", "options": [{"text": "ya"}]},
        "checklist": {"title": "t", "tasks": [{"text": "x"}]},
        "entities": [{"type": "text_link", "url": "https://x.test"}],
        "reply_to_message": {"message_id": 1, "chat": {"id": 42}},
        "sender_chat": {"id": -1, "title": "RT", "username": "rt"},
    }
    keys: dict[str, Any] = {"inline_keyboard": [[{"text": "Ya", "callback_data": "d"}]]}
    query: dict[str, Any] = {"id": "9", "from": {"id": 42}, "data": "d"}
    query |= {"message": {"message_id": 5, "chat": {"id": 42}, "reply_markup": keys}}
    member: dict[str, Any] = {
        "chat": {"id": 1, "type": "group"},
        "new_chat_member": {"status": "kicked"},
    }
    return (
        telegram_update("edited_message", **message),
        telegram_update("tomorrow", **message),
        {"update_id": 1, "callback_query": query, "my_chat_member": member},
        {"update_id": 2, "deleted_business_messages": {"chat": {"id": 1}, "message_ids": [1]}},
    )


def _about_x() -> tuple[Any, ...]:
    point: dict[str, Any] = {"type": "Point", "coordinates": [112.4401, -7.4716]}
    entities = {
        "urls": [{"url": "u", "expanded_url": "w"}],
        "media": [{"url": "u", "type": "photo"}],
    }
    user: dict[str, Any] = {"id_str": "1", "name": "Warga", "screen_name": "w"}
    post: dict[str, Any] = {
        "id_str": "9",
        "text": WORDS,
        "user": user,
        "coordinates": point,
        "entities": entities,
    }
    post |= {"created_at": "Fri Dec 12 08:10:00 +0000 2025", "place": {"full_name": "Meri"}}
    post |= {"retweeted_status": {"text": "x", "user": user}, "quoted_status": {"text": "y"}}
    post |= {"edit_history": {"edit_tweet_ids": ["8", "9"]}, "extended_tweet": {"full_text": "z"}}
    new: dict[str, Any] = {
        "id": "9",
        "text": WORDS,
        "author_id": "1",
        "created_at": "2026-12-12T08:09:40Z",
    }
    new |= {"geo": {"place_id": "p", "coordinates": point}, "attachments": {"media_keys": ["3"]}}
    new |= {"referenced_tweets": [{"type": "replied_to", "id": "1"}]}
    included: dict[str, Any] = {
        "users": [user],
        "media": [{"media_key": "3"}],
        "places": [{"id": "p"}],
    }
    shared: dict[str, Any] = {
        "shared_coordinate": {"coordinates": point},
        "shared_place": {"place": {"id": "p"}},
    }
    parts: dict[str, Any] = {
        "attachment": {"media": {"url": "u"}, "location": shared},
        "entities": entities,
    }
    deleted: dict[str, Any] = {"status": {"id": "1", "user_id": "3"}, "timestamp_ms": "1"}
    return (
        {"for_user_id": "2", "tweet_create_events": [post], "tweet_delete_events": [deleted]},
        {"data": new, "includes": included},
        {"data": {"event_type": "post.create", "filter": {"user_id": "2"}, "payload": new}},
        x_message(text=WORDS, quick_reply_response={"metadata": "m"}, **parts),
    )


_UNSIGNED: Final = {"X-Hub-Signature-256": "sha256=00"}
_ON_WHATSAPP: Final = {
    "metadata": {"phone_number_id": "9"},
    "messages": [
        {
            "id": "wamid.1",
            "from": "6281234567890",
            "timestamp": str(SENT),
            "type": "text",
            "text": {"body": WORDS},
        }
    ],
}
_TEXT: Final = meta_event(message={"mid": "m_1", "text": WORDS})
WAYS: Final = (
    Way(
        adapter=WhatsAppAdapter(),
        body={
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": _ON_WHATSAPP}]}],
        },
        proof=_signed,
        wrong=_UNSIGNED,
    ),
    Way(adapter=MessengerAdapter(), body=meta_body("page", _TEXT), proof=_signed, wrong=_UNSIGNED),
    Way(
        adapter=InstagramAdapter(),
        body=meta_body("instagram", _TEXT),
        rich=_about_meta("instagram", "comments", "mentions", "tomorrow"),
        proof=_signed,
        wrong=_UNSIGNED,
    ),
    Way(
        adapter=TelegramAdapter(),
        body=telegram_update(text=WORDS),
        rich=_about_telegram(),
        proof=lambda _: {"X-Telegram-Bot-Api-Secret-Token": VERIFY_TOKEN},
        wrong={"X-Telegram-Bot-Api-Secret-Token": "x"},
    ),
    Way(
        adapter=XAdapter(),
        body=x_message(text=WORDS),
        rich=_about_x(),
        proof=lambda body: {"x-twitter-webhooks-signature": x.signature_of(APP_SECRET, body)},
        wrong={"x-twitter-webhooks-signature": "sha256=00"},
    ),
    Way(adapter=EmailAdapter(), body=letter(), scope="email", wrong={"Authorization": "Bearer x"}),
)
