"""What a delivery of any channel consists of.

Nothing disappears in an adapter: each part of a delivery comes out as exactly one item. Nouns of
intake add kinds of their own (a call's event, a gauge's reading) and say who receives them.
"""

from dataclasses import field, replace
from typing import Any, TypeAlias

from intake.pipeline.neutral import EDIT, REVOKE, NeutralReport
from routing.value_object import value_object


@value_object(kw_only=True)
class Media:
    """A picture, recording or file that stays with the channel; it is never fetched by address."""

    external_ref: str
    kind: str = "file"
    mime: str = ""
    sha256: str | None = None
    filename: str | None = None

    def document(self) -> dict[str, Any]:
        """Return the members of the medium that are stored."""
        members = {
            "ref": self.external_ref,
            "kind": self.kind,
            "mime": self.mime,
            "sha256": self.sha256,
            "filename": self.filename,
        }
        return {name: value for name, value in members.items() if value}


@value_object(kw_only=True)
class Message:
    """A report, with what belongs to the conversation it came in."""

    report: NeutralReport
    kind: str = "text"
    conversation_id: str | None = None
    reply_to: str | None = None
    media: tuple[Media, ...] = ()
    is_edit: bool = False
    is_delete: bool = False

    def whole(self) -> NeutralReport:
        """Return the report with what belongs to its conversation."""
        return replace(
            self.report,
            conversation_id=self.conversation_id,
            reply_to=self.reply_to,
            media=tuple(part.document() for part in self.media),
            amends=EDIT if self.is_edit else REVOKE if self.is_delete else None,
        )


@value_object(kw_only=True)
class Notice:
    """Something about the channel itself that people must hear of: blocked, cut off, failing.

    `code` is stable and has a sentence for people, in which `detail` names what it is about (a
    station, a broker); the same notice (`natural_key`) is shown once while it waits.
    """

    code: str
    body: bytes = field(repr=False)
    detail: str = ""
    natural_key: str | None = None


@value_object(kw_only=True)
class Unparsable:
    """A message nobody could read, kept for a person: it may be a cry for help.

    `code` is stable and has a sentence for people; `reason` is what the parser said, for whoever
    programs the sender.
    """

    code: str
    reason: str
    body: bytes = field(repr=False)
    natural_key: str | None = None


@value_object(kw_only=True)
class Ignored:
    """Something understood that is no report (a receipt, a reaction): counted, not stored."""

    code: str
    natural_key: str | None = None


@value_object(kw_only=True)
class Renamed:
    """Somebody goes on under another number or id: what he says next is the same conversation.

    `was` are the conversations he had until now.
    """

    was: tuple[str, ...]
    conversation_id: str | None = None
    phone: str | None = None


Item: TypeAlias = Message | Renamed | Notice | Unparsable | Ignored
