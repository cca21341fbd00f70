"""Deliveries of an Instagram account as items: direct messages, comments, mentions.

Natural keys: `message.mid` of a direct message, the id of a comment. A mention brings no words,
only where they stand: somebody has to look. What everybody can read waits for a person.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dispatch.transports.meta import Change
from intake.channels.messenger.adapter import items_of
from intake.channels.messenger.direct import is_own
from intake.pipeline.items import Ignored, Item
from intake.pipeline.loose import given, members, named, plain
from intake.pipeline.notices import notice_of
from intake.pipeline.said import Delivery, instead_of_words

_COMMENTS: Final = frozenset({"comments", "live_comments"})
_COUNTED: Final = frozenset({"story_insights", "follow", "likes"})


class InstagramAdapter:
    """Translates webhook bodies of an account whose signature was right."""

    channel = "instagram"

    def parse(
        self, body: bytes, *, received_at: datetime, sender: str = "channel:instagram"
    ) -> Sequence[Item]:
        """Return one item for every event and change of `body`; never raises."""
        delivery = Delivery(channel=self.channel, received_at=received_at, sender=sender, body=body)
        return items_of(delivery, "instagram", _public)


def _public(change: Change, delivery: Delivery) -> Item:
    """Return a comment, or where somebody mentioned the account."""
    value, author = members(change.value), members(change.value.get("from"))
    who, words = named(author, "id"), plain(value.get("text"))
    if change.field in _COUNTED:
        return Ignored(code="message.insights")
    if is_own(change, who):
        return Ignored(code="message.echo", natural_key=given(named(value, "id")))
    if change.field == "mentions":
        return _mention(change, delivery)
    if not words and change.field not in _COMMENTS:
        return notice_of(delivery.channel, change.field, change.value)
    return _written(
        change,
        delivery,
        key=named(value, "id"),
        kind="comment",
        words=words,
        who=who,
        name=named(author, "username", "name"),
        reply_to=named(value, "parent_id") or named(members(value.get("media")), "id"),
    )


def _mention(change: Change, delivery: Delivery) -> Item:
    value = members(change.value)
    where = named(value, "comment_id", "media_id")
    return _written(
        change,
        delivery,
        key=f"mention:{where}" if where else "",
        kind="mention",
        words=plain(value.get("text")) or instead_of_words(("mention",)),
        flags=("message.mention",),
        reply_to=named(value, "media_id"),
    )


def _written(change: Change, delivery: Delivery, **what: Any) -> Item:
    """Return what everybody can read; it brings no time of its own, Meta told it at once."""
    sent = change.value.get("timestamp") or change.at
    return delivery.said(
        change.value, sent=sent, room=change.account, is_public=True, **what
    ).message()
