"""The wire shapes of a WhatsApp webhook, as tolerant as they may be.

Unknown members are ignored, everything optional that can be.

Each message is validated alone, so that a bad one does not take its neighbours down.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ID_MAX = 512


class Part(BaseModel):
    """A part of a message."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class TextPart(Part):
    """A text of up to 4,096 characters."""

    body: str = ""


class MediaPart(Part):
    """A picture, video, recording, document or sticker, by reference."""

    id: str | None = None
    mime_type: str = ""
    sha256: str | None = None
    caption: str = ""
    filename: str | None = None


class LocationPart(Part):
    """A pin; name and address only for a chosen place."""

    latitude: Any = None
    longitude: Any = None
    name: str = ""
    address: str = ""


class ContextPart(Part):
    """What the message answers, or whether it was passed on."""

    id: str | None = None
    forwarded: bool = False
    frequently_forwarded: bool = False


class NamePart(Part):
    """The name of a shared contact."""

    formatted_name: str = ""


class PhonePart(Part):
    """A number of a shared contact."""

    phone: str = ""


class ContactPart(Part):
    """A shared contact."""

    name: NamePart = Field(default_factory=NamePart)
    phones: list[PhonePart] = Field(default_factory=list)


class ReplyPart(Part):
    """A chosen button or list row."""

    title: str = ""
    description: str = ""
    body: str = ""


class InteractivePart(Part):
    """An answer to one of our menus."""

    button_reply: ReplyPart | None = None
    list_reply: ReplyPart | None = None
    nfm_reply: ReplyPart | None = None


class ButtonPart(Part):
    """A quick reply to a template."""

    text: str = ""


class ErrorPart(Part):
    """Why WhatsApp could not give us the message."""

    code: int = 0
    title: str = ""


class RevokePart(Part):
    """Which message its sender took back."""

    original_message_id: str | None = None


class EditPart(Part):
    """Which message its sender changed, and to what."""

    original_message_id: str | None = None
    message: dict[str, Any] = Field(default_factory=dict)


class WireMessage(Part):
    """One message.

    `from` may be missing when the sender has a user name: then `from_user_id` is the stable key.
    """

    id: str = Field(min_length=1, max_length=ID_MAX)
    sender: str | None = Field(default=None, alias="from")
    sender_user_id: str | None = Field(default=None, alias="from_user_id")
    group_id: str | None = None
    timestamp: str | float | None = None
    type: str = "unknown"
    text: TextPart | None = None
    image: MediaPart | None = None
    video: MediaPart | None = None
    audio: MediaPart | None = None
    document: MediaPart | None = None
    sticker: MediaPart | None = None
    location: LocationPart | None = None
    contacts: list[ContactPart] = Field(default_factory=list)
    interactive: InteractivePart | None = None
    button: ButtonPart | None = None
    context: ContextPart = Field(default_factory=ContextPart)
    errors: list[ErrorPart] = Field(default_factory=list)
    revoke: RevokePart | None = None
    edit: EditPart | None = None
