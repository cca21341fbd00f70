"""Updates of the Telegram Bot API as items, one for every update.

Natural key: the chat and the message in it, so that an edit finds what it edits; an update without
them is known by `update_id`. What a channel posts and what is said in a public group can be read by
everybody and waits for a person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from dispatch.kernel.texts import loads_clean
from intake.channels.telegram.content import content_of, is_service
from intake.pipeline.items import Ignored, Item, Unparsable
from intake.pipeline.loose import given, joined, listed, members, named, plain
from intake.pipeline.neutral import EDIT, REVOKE
from intake.pipeline.notices import notice_of
from intake.pipeline.said import UNKNOWN_KIND, Delivery

CHANNEL: Final = "telegram"
_MESSAGES: Final = frozenset(
    {
        *("message", "edited_message", "channel_post", "edited_channel_post", "guest_message"),
        *("business_message", "edited_business_message"),
    }
)
_SILENT: Final = frozenset(
    {
        *("message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result"),
        *("shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer"),
        *("chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"),
        "subscription",
    }
)
_FORWARDED: Final = frozenset(
    {
        *("forward_origin", "forward_from", "forward_from_chat", "forward_sender_name"),
        *("forward_date", "is_automatic_forward"),
    }
)
# Whoever opens the bot sends this without a word of his own.
_START: Final = re.compile(r"/start(@\w+)?")
_GONE: Final = frozenset({"kicked", "left", "restricted"})


class TelegramAdapter:
    """Translates updates that came with the webhook's secret."""

    channel = CHANNEL

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:telegram"
    ) -> Sequence[Item]:
        """Return the items of an update, or of a list of them; never raises."""
        delivery = Delivery(channel=CHANNEL, received_at=received_at, sender=sender, body=body)
        try:
            told = loads_clean(body)
        except orjson.JSONDecodeError as problem:
            return [Unparsable(code="message.not_json", reason=str(problem), body=body)]
        if isinstance(told, dict) and isinstance(told.get("result"), list):
            told = told["result"]
        updates = told if isinstance(told, list) and told else [told]
        return [item for update in updates for item in _items(update, delivery)]


def _items(update: Any, delivery: Delivery) -> Iterator[Item]:
    kinds = members(update).keys() - {"update_id"}
    known = [kind for kind in kinds if kind in _READERS]
    if not kinds:
        yield delivery.unreadable(update, "an update without anything in it")
    for kind in known or kinds:
        value = update[kind]
        if isinstance(value, dict):
            yield from _READERS.get(kind, _unknown)(kind, value, update, delivery)
        else:
            yield delivery.unreadable(update, f"{kind[:60]} is no object")


def _message(
    kind: str, message: dict[str, Any], update: Mapping[str, Any], delivery: Delivery
) -> Iterator[Item]:
    chat, (who, name) = members(message.get("chat")), _author(message)
    place = named(chat, "id")
    here = "" if place == who else place
    key, is_edit = _named_in(place, message), "edited" in kind
    if _is_own(kind, message, who) or _says_nothing(message):
        yield Ignored(code="message.service", natural_key=given(key))
        return
    what = content_of(message)
    if kind not in _MESSAGES:
        what["flags"] = (*what["flags"], UNKNOWN_KIND)
    yield delivery.said(
        update,
        **what,
        key=key if key and not is_edit else _named_by(update, key),
        sent=message.get("edit_date") or message.get("date"),
        who=who,
        name=name,
        room=joined(named(message, "business_connection_id"), here),
        reply_to=key if is_edit else _named_in(place, members(message.get("reply_to_message"))),
        amends=EDIT if is_edit else None,
        is_public=chat.get("type") == "channel" or (bool(here) and "username" in chat),
        is_forwarded=not _FORWARDED.isdisjoint(message),
        waits=members(message.get("from")).get("is_bot") is True,
    ).message()


def _named_in(chat: str, message: Mapping[str, Any]) -> str:
    """Return the key of a message: its number counts in its chat alone."""
    number = named(message, "message_id")
    return f"{chat}:{number}" if chat and number else ""


def _named_by(update: Mapping[str, Any], message: str = "") -> str:
    """Return the key of what has none of its own, or changes the `message` that has it."""
    number = named(update, "update_id")
    return joined(message, "update", number) if number else ""


def _is_own(kind: str, message: Mapping[str, Any], who: str) -> bool:
    """Whether the owner of a business account wrote it: a private chat is known by the other."""
    is_of_owner = (
        "business" in kind and bool(who) and who != named(members(message.get("chat")), "id")
    )
    return is_of_owner or "sender_business_bot" in message


def _says_nothing(message: Mapping[str, Any]) -> bool:
    return is_service(message) or bool(_START.fullmatch(plain(message.get("text"))))


def _author(message: Mapping[str, Any]) -> tuple[str, str]:
    """Return who wrote it, by id and by name: a person, or a channel or group that speaks."""
    speaker = members(message.get("sender_chat")) or members(message.get("from"))
    speaker = speaker or members(message.get("chat"))
    full = joined(named(speaker, "first_name"), named(speaker, "last_name"), by=" ")
    user_name = named(speaker, "username")
    shown = full or named(speaker, "title")
    return named(speaker, "id"), joined(shown, f"(@{user_name})" if user_name else "", by=" ")


def _deleted(
    _kind: str, value: dict[str, Any], update: Mapping[str, Any], delivery: Delivery
) -> Iterator[Item]:
    chat = named(members(value.get("chat")), "id")
    for number in listed(value.get("message_ids")) or [None]:
        gone = joined(chat, plain(number, 60))
        yield delivery.said(
            {**update, "message_id": number},
            key=joined(gone, "deleted"),
            sent=value.get("date"),
            who=chat,
            room=named(value, "business_connection_id"),
            reply_to=gone,
            amends=REVOKE,
        ).message()


def _button(
    _kind: str, query: dict[str, Any], update: Mapping[str, Any], delivery: Delivery
) -> Iterator[Item]:
    """Yield what stands on the button that somebody pressed."""
    message, (who, name) = members(query.get("message")), _author(query)
    chat, number = named(members(message.get("chat")), "id"), named(query, "id")
    data = plain(query.get("data")) or named(query, "game_short_name")
    rows = listed(members(message.get("reply_markup")).get("inline_keyboard"))
    buttons = (members(button) for row in rows for button in listed(row))
    shown = (plain(one.get("text")) for one in buttons if plain(one.get("callback_data")) == data)
    yield delivery.said(
        update,
        key=f"callback:{number}" if number else "",
        kind="callback_query",
        words=next(shown, "") or data,
        who=who,
        name=name,
        room=chat if chat != who else "",
        reply_to=_named_in(chat, message),
    ).message()


def _membership(
    kind: str, value: dict[str, Any], _update: Mapping[str, Any], _delivery: Delivery
) -> Iterator[Item]:
    """Yield what became of the bot in a chat: out of a group it hears nobody there any more."""
    status = named(members(value.get("new_chat_member")), "status")
    if status in _GONE and members(value.get("chat")).get("type") != "private":
        yield notice_of(CHANNEL, kind, value | {"event": status})
    else:
        yield Ignored(code="message.membership")


def _connection(
    kind: str, value: dict[str, Any], _update: Mapping[str, Any], _delivery: Delivery
) -> Iterator[Item]:
    """Yield that a business account is cut off; that one is connected is nothing to hear of."""
    if value.get("is_enabled") is False:
        yield notice_of(CHANNEL, kind, value | {"event": "disabled"})
    else:
        yield Ignored(code="message.connection")


def _silence(
    kind: str, _value: dict[str, Any], _update: Mapping[str, Any], _delivery: Delivery
) -> Iterator[Item]:
    yield Ignored(code=f"message.{kind}")


def _unknown(
    kind: str, value: dict[str, Any], update: Mapping[str, Any], delivery: Delivery
) -> Iterator[Item]:
    """Yield a kind of tomorrow: a report when it has the shape of a message, else a notice."""
    if {"chat", "from", "text", "message_id"} & value.keys():
        yield from _message(kind, value, update, delivery)
    else:
        yield notice_of(CHANNEL, kind, value)


_READERS: Final = {
    **dict.fromkeys(_MESSAGES, _message),
    **dict.fromkeys(_SILENT, _silence),
    "deleted_business_messages": _deleted,
    "callback_query": _button,
    "my_chat_member": _membership,
    "business_connection": _connection,
}
