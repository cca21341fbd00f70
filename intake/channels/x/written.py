"""One post or direct message of X, in the members of its older or its newer interface."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any, Final

from intake.pipeline.items import Ignored, Item, Media
from intake.pipeline.loose import (
    TEXT_MOST,
    given,
    joined,
    lines,
    listed,
    members,
    named,
    plain,
    texts_in,
)
from intake.pipeline.neutral import EDIT
from intake.pipeline.said import UNKNOWN_KIND, Delivery
from routing.value_object import value_object

_SHOWN: Final = {"photo": "image", "video": "video", "animated_gif": "video"}
# What is about a message and not in it.
_ABOUT: Final = frozenset(
    {
        *("id", "id_str", "type", "sender_id", "recipient_id", "created_timestamp"),
        *("entities", "created_at", "event_type", "dm_conversation_id", "author_id", "lang"),
        *("user", "source", "edit_history_tweet_ids", "conversation_id", "url", "media_url"),
        "source_app_id",
    }
)


@value_object(kw_only=True)
class Around:
    """What stands beside what is written: whose account it is for, and who and what is named."""

    account: str = ""
    users: Mapping[str, Any]
    media: Mapping[str, Any]
    places: Mapping[str, Any]

    def is_own(self, who: str) -> bool:
        """Whether the account itself wrote it."""
        return bool(who) and who == self.account


def around(document: Mapping[str, Any], account: str = "") -> Around:
    """Return what stands beside the messages of a document."""
    included = members(document.get("includes"))
    users = {named(members(user), "id"): user for user in listed(included.get("users"))}
    return Around(
        account=account or named(document, "for_user_id"),
        users=users | members(document.get("users")),
        media={named(members(one), "media_key"): one for one in listed(included.get("media"))},
        places={named(members(one), "id"): one for one in listed(included.get("places"))},
    )


def post_item(post: dict[str, Any], beside: Around, delivery: Delivery) -> Item:
    """Return a post as a report that waits: everybody can read it."""
    author = members(post.get("user"))
    who = named(author, "id_str", "id") or named(post, "author_id", "user_id_str")
    key = named(post, "id_str", "id", "tweet_id")
    original, quoted = members(post.get("retweeted_status")), members(post.get("quoted_status"))
    # Whoever only repeats what we said says nothing of his own.
    if any(map(beside.is_own, (who, named(members(original.get("user")), "id_str", "id")))):
        return Ignored(code="message.echo", natural_key=given(key))
    before, linked = _version_before(post, key), _linked(post)
    text = lines(_text(original or post), _text(quoted))
    return delivery.said(
        post,
        key=key,
        kind="post",
        sent=_time(named(post, "created_at", "timestamp_ms")),
        words=text or lines(*texts_in(post, _ABOUT)),
        who=who,
        name=_name(author or members(beside.users.get(who))),
        room=beside.account,
        **_place(post, beside),
        media=tuple(_media(original or post, beside)),
        reply_to=before
        or named(post, "in_reply_to_status_id_str", "in_reply_to_status_id")
        or linked.get("replied_to", ""),
        amends=EDIT if before else None,
        is_public=True,
        is_forwarded=bool(original) or "retweeted" in linked,
    ).message()


def direct_item(event: dict[str, Any], beside: Around, delivery: Delivery) -> Item:
    """Return a direct message as a report."""
    told = members(event.get("message_create")) or members(event.get("messageCreate")) or event
    data = members(told.get("message_data")) or told
    who, key = named(told, "sender_id", "senderId"), named(event, "id") or named(told, "id")
    if named(event, "event_type").startswith("Participants"):
        return Ignored(code="message.membership", natural_key=given(key))
    if beside.is_own(who):
        return Ignored(code="message.echo", natural_key=given(key))
    text = _text(data) or named(members(data.get("quick_reply_response")), "metadata")
    what = _place(members(data.get("attachment")), beside)
    media = tuple(_media(data, beside))
    is_known = any((text, media, *what.values()))
    return delivery.said(
        event,
        key=f"dm:{key}" if key else "",
        kind="direct_message",
        sent=_time(named({**told, **event}, "created_timestamp", "created_at", "createdAt")),
        words=text if is_known else lines(*texts_in(told, _ABOUT)),
        who=who,
        name=_name(members(beside.users.get(who))),
        room=beside.account,
        **what,
        media=media,
        flags=() if is_known else (UNKNOWN_KIND,),
    ).message()


def _linked(post: Mapping[str, Any]) -> dict[str, str]:
    """Return the posts that this one answers, quotes or repeats, by how it does."""
    told = map(members, listed(post.get("referenced_tweets")))
    return {named(one, "type"): named(one, "id") for one in told}


def _version_before(post: Mapping[str, Any], key: str) -> str:
    """Return the version that this one replaces: an edited post is a post of its own."""
    history = members(post.get("edit_history")) or members(post.get("edit_info"))
    versions = listed(post.get("edit_history_tweet_ids") or history.get("edit_tweet_ids"))
    ids = [plain(version, 60) for version in versions]
    return ids[ids.index(key) - 1] if key in ids[1:] else ""


def _text(told: Mapping[str, Any]) -> str:
    """Return the words, with what short addresses stand for: one may be a place on a map."""
    longer = (members(told.get(name)) for name in ("extended_tweet", "note_tweet"))
    texts = (named(one, "full_text", "text", longest=TEXT_MOST) for one in (*longer, told))
    text = unescape(next(filter(None, texts), ""))
    for entity in map(members, listed(members(told.get("entities")).get("urls"))):
        short, whole = named(entity, "url"), named(entity, "expanded_url", longest=500)
        text = text.replace(short, whole) if short and whole else text
    return text[:TEXT_MOST]


def _time(written: str) -> str:
    """Return a time as the older interface writes it in ISO 8601, any other as it is."""
    try:
        return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y").isoformat()
    except (ValueError, OverflowError):
        return written


def _name(user: Mapping[str, Any]) -> str:
    handle = named(user, "screen_name", "username")
    return joined(named(user, "name"), f"(@{handle})" if handle else "", by=" ")


def _place(told: Mapping[str, Any], beside: Around) -> dict[str, Any]:
    """Return the pin, as GeoJSON has it, and the name of the place."""
    shared, geo = members(told.get("location")), members(told.get("geo"))
    point = (
        told.get("coordinates")
        or members(shared.get("shared_coordinate")).get("coordinates")
        or members(geo.get("coordinates"))
    )
    place = (
        members(told.get("place"))
        or members(members(shared.get("shared_place")).get("place"))
        or members(beside.places.get(named(geo, "place_id")))
    )
    return {"place": point or None, "address": named(place, "full_name", "name")}


def _media(told: Mapping[str, Any], beside: Around) -> Iterator[Media]:
    """Yield pictures and films, each once."""
    attached = members(told.get("attachment")).get("media")
    keys = listed(members(told.get("attachments")).get("media_keys"))
    entities = members(told.get("extended_entities")) or members(told.get("entities"))
    found = [
        *listed(attached),
        *(beside.media.get(plain(key)) or {"media_key": key} for key in keys),
        *listed(entities.get("media")),
    ]
    seen: set[str] = set()
    for one in map(members, found):
        where = named(one, "media_url_https", "url", "preview_image_url", "media_key", longest=500)
        if where not in seen:
            seen.add(where)
            kind = _SHOWN.get(named(one, "type"), "file")
            yield Media(external_ref=where or "unknown", kind=kind)
