"""Deliveries of a Facebook page as items: its conversations, and what people write on the page.

Natural keys: `message.mid` of a direct message, `comment_id` or `post_id` of a public one. Who
writes is known by his page-scoped id. What everybody can read waits for a person.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from dispatch.transports.meta import MALFORMED, Change, NotAnEnvelope, NotJson, changes_of
from intake.channels.messenger.direct import direct_item, is_own
from intake.pipeline.items import Ignored, Item, Media, Unparsable
from intake.pipeline.loose import TEXT_MOST, given, listed, members, named, plain
from intake.pipeline.neutral import EDIT, REVOKE
from intake.pipeline.notices import notice_of
from intake.pipeline.said import Delivery

_WRITTEN: Final = frozenset({"feed", "mention", "ratings"})
_MARKS: Final = {"mention": ("message.mention",)}
# A page's own moderators hide, its readers like: nobody says anything.
_SHOWN: Final = {"photo": "image", "video": "video"}
_SILENT_ITEMS: Final = frozenset({"reaction", "like"})
_SILENT_VERBS: Final = frozenset({"hide", "unhide", "block", "unblock", "follow"})
_AMENDS: Final = {
    **dict.fromkeys(("edit", "edited", "update"), EDIT),
    **dict.fromkeys(("remove", "removed", "delete", "deleted"), REVOKE),
}


class MessengerAdapter:
    """Translates webhook bodies of a page whose signature was right."""

    channel = "messenger"

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:messenger"
    ) -> Sequence[Item]:
        """Return one item for every event and change of `body`; never raises."""
        delivery = Delivery(channel=self.channel, received_at=received_at, sender=sender, body=body)
        return items_of(delivery, "page", _public)


def items_of(
    delivery: Delivery, kind: str, public: Callable[[Change, Delivery], Item]
) -> Sequence[Item]:
    """Return the items of a delivery to an account of this kind.

    `public` reads what is not a conversation.
    """
    try:
        changes = changes_of(delivery.body, kind)
    except NotJson as problem:
        return [Unparsable(code="message.not_json", reason=str(problem), body=delivery.body)]
    except NotAnEnvelope as problem:
        return [Unparsable(code="message.wrong_shape", reason=str(problem), body=delivery.body)]
    return list(_each(changes, delivery, public)) or [Ignored(code="message.empty")]


def _each(
    changes: Sequence[Change], delivery: Delivery, public: Callable[[Change, Delivery], Item]
) -> Iterator[Item]:
    for change in changes:
        is_talk = isinstance(change.value, dict) and "sender" in change.value
        if change.field in {"messaging", "standby"} or is_talk:
            yield direct_item(change, delivery)
        elif change.field == MALFORMED or not isinstance(change.value, dict):
            reason = f"a change of field {change.field!r} that is no object"
            yield delivery.unreadable(change.value, reason)
        else:
            yield public(change, delivery)


def _public(change: Change, delivery: Delivery) -> Item:
    """Return what is written on the page: a comment, a post, a review, a mention elsewhere."""
    value, author = members(change.value), members(change.value.get("from"))
    who = named({**value, **author}, "id", "sender_id", "reviewer_id")
    key, verb = _key(value), plain(value.get("verb"), 60).lower()
    if plain(value.get("item")) in _SILENT_ITEMS or verb in _SILENT_VERBS:
        return Ignored(code="message.reaction")
    if is_own(change, who):
        return Ignored(code="message.echo", natural_key=given(key))
    if change.field not in _WRITTEN and not plain(value.get("message")):
        return notice_of(delivery.channel, change.field, change.value)
    amends = _AMENDS.get(verb)
    return delivery.said(
        value,
        # An edit has the id of what it edits, and more edits may follow.
        key="" if amends else key,
        kind=plain(value.get("item"), 60) or change.field[:60],
        sent=value.get("created_time") or change.at,
        words=named(value, "message", "review_text", longest=TEXT_MOST),
        who=who,
        name=named({**value, **author}, "name", "sender_name", "reviewer_name"),
        room=change.account,
        media=tuple(_media(value)),
        flags=_MARKS.get(change.field, ()),
        reply_to=key if amends else named(value, "parent_id"),
        amends=amends,
        is_public=True,
    ).message()


def _key(value: dict[str, Any]) -> str:
    return named(value, "comment_id", "post_id", "open_graph_story_id")


def _media(value: dict[str, Any]) -> Iterator[Media]:
    """Yield the pictures of a post; one may stand under several names."""
    shown = _SHOWN.get(plain(value.get("item"), 60), "file")
    kinds = {"link": shown, "photos": "image", "photo": "image", "video": "video"}
    found = {
        where: kind
        for name, kind in kinds.items()
        for one in listed(value.get(name))
        if (where := plain(one, 500))
    }
    yield from (Media(external_ref=where, kind=kind) for where, kind in found.items())
