"""What a Telegram message says: its words, files, pin, and the number its sender hands over."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intake.pipeline.items import Media
from intake.pipeline.loose import joined, lines, listed, members, named, plain, texts_in
from intake.pipeline.said import UNKNOWN_KIND

# What a message has beside what it says.
_ABOUT: Final = frozenset(
    {
        *(
            "message_id",
            "message_thread_id",
            "direct_messages_topic",
            "from",
            "sender_chat",
            "chat",
        ),
        *("sender_boost_count", "sender_business_bot", "sender_tag", "date", "edit_date"),
        *("business_connection_id", "forward_origin", "forward_from", "forward_from_chat"),
        *("forward_from_message_id", "forward_signature", "forward_sender_name", "forward_date"),
        *("is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply"),
        *("quote", "reply_to_story", "reply_to_checklist_task_id", "via_bot", "is_from_offline"),
        *("has_protected_content", "is_paid_post", "media_group_id", "author_signature"),
        *("paid_star_count", "entities", "caption_entities", "link_preview_options", "effect_id"),
        *("show_caption_above_media", "has_media_spoiler", "reply_markup", "guest_query_id"),
        *("suggested_post_info", "show_above_text", "update_id", "sender_chat"),
    }
)
# What Telegram says happened in a chat: nobody speaks in it.
_SERVICE: Final = frozenset(
    {
        *("new_chat_members", "new_chat_member", "new_chat_participant", "left_chat_member"),
        *("left_chat_participant", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
        *("group_chat_created", "supergroup_chat_created", "channel_chat_created"),
        *("message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id"),
        *("pinned_message", "successful_payment", "refunded_payment", "users_shared"),
        *("user_shared", "chat_shared", "connected_website", "write_access_allowed"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set", "gift"),
        *("unique_gift", "gift_upgrade_sent", "forum_topic_created", "forum_topic_edited"),
        *("forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden"),
        *("general_forum_topic_unhidden", "giveaway_created", "giveaway", "giveaway_winners"),
        *("giveaway_completed", "paid_message_price_changed", "direct_message_price_changed"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited", "voice_chat_scheduled", "voice_chat_started"),
        *("voice_chat_ended", "voice_chat_participants_invited", "passport_data"),
        *("checklist_tasks_added", "checklist_tasks_done", "chat_owner_left"),
        *("chat_owner_changed", "suggested_post_approved", "suggested_post_declined"),
        *("suggested_post_paid", "suggested_post_refunded", "suggested_post_approval_failed"),
    }
)
_FILES: Final = {
    "animation": "video",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
}
_SPOKEN: Final = ("location", "venue", "contact", "poll", "dice", "checklist", "game", "invoice")


def is_service(message: Mapping[str, Any]) -> bool:
    """Whether the message only says what happened in the chat."""
    told = message.keys() - _ABOUT
    return bool(told) and told <= _SERVICE


def content_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of what is said: words, place, files, number, flags."""
    own, words = _contact(message)
    words = lines(*(plain(message.get(name)) for name in ("text", "caption")), words)
    words = lines(words, *_others(message), *_links(message))
    media, venue = tuple(_media(message)), members(message.get("venue"))
    pin = members(message.get("location")) or members(venue.get("location"))
    is_known = any((words, media, pin, own))
    marks = {"location.live": "live_period" in pin, UNKNOWN_KIND: not is_known}
    kinds = ("photo", "paid_media", *_FILES, *_SPOKEN)
    return {
        "kind": next((name for name in kinds if name in message), "text"),
        "words": words if is_known else lines(*texts_in(dict(message), _ABOUT)),
        "place": pin,
        "address": joined(named(venue, "title"), named(venue, "address"), by=", "),
        "media": media,
        "phone": own,
        "flags": tuple(mark for mark, is_so in marks.items() if is_so),
    }


def _contact(message: Mapping[str, Any]) -> tuple[str, str]:
    """Return the number that a sender hands over as his own, and another's as words."""
    contact = members(message.get("contact"))
    number = named(contact, "phone_number")
    owner = named(contact, "user_id")
    if owner and owner == named(members(message.get("from")), "id"):
        return number if number.startswith(("+", "0")) else f"+{number}", ""
    return "", joined(named(contact, "first_name"), named(contact, "last_name"), number, by=" ")


def _others(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of what is neither text nor file: a poll, a list, a form."""
    poll, todo = members(message.get("poll")), members(message.get("checklist"))
    yield plain(poll.get("question"))
    yield plain(todo.get("title"))
    for one in (*listed(poll.get("options")), *listed(todo.get("tasks"))):
        yield plain(members(one).get("text"))
    for name in ("game", "invoice"):
        yield plain(members(message.get(name)).get("title"))
    yield plain(members(message.get("web_app_data")).get("data"))
    yield named(members(message.get("dice")), "emoji")


def _links(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses behind words: one may be a place on a map."""
    for name in ("entities", "caption_entities"):
        for entity in map(members, listed(message.get(name))):
            yield named(entity, "url", longest=2000)


def _media(message: Mapping[str, Any]) -> Iterator[Media]:
    yield from _picture(message.get("photo"))
    for part in map(members, listed(members(message.get("paid_media")).get("paid_media"))):
        yield from _media(part)
    for name, kind in _FILES.items():
        # An animation stands there as a document too.
        if message.get(name) is not None and not (name == "document" and "animation" in message):
            yield _file(members(message[name]), kind)
    story = members(message.get("story"))
    if story:
        yield Media(external_ref=named(story, "id") or "unknown", kind="story")


def _picture(sizes: Any) -> Iterator[Media]:
    """Yield a picture in the largest of its sizes, which is the last."""
    if sizes is not None:
        yield _file(next(reversed([members(size) for size in listed(sizes)]), {}), "image")


def _file(part: Mapping[str, Any], kind: str) -> Media:
    return Media(
        external_ref=named(part, "file_id", longest=500) or "unknown",
        kind=kind,
        mime=named(part, "mime_type", longest=200),
        filename=named(part, "file_name") or None,
    )
