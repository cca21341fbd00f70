"""The neutral report: what every channel's message becomes before anything is decided."""

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Final

from dispatch.kernel.texts import dumps_any
from routing.value_object import value_object

# What a message does to the one that it names in `reply_to`.
EDIT: Final = "edit"
REVOKE: Final = "revoke"


@value_object(kw_only=True)
class NeutralReport:
    """One contact, channel-independent.

    `external_id` is the channel's own key; `raw` the bytes it came in. `conversation_id` is stable
    for its sender on this channel; `amends` says what it does to the message `reply_to`.

    Latitude and longitude are degrees WGS 84, already checked; a place that was refused is named in
    `flags`.
    `opens` overrides the channel's policy: False leaves the report to a person, True opens an
    incident unless the policy heeds duplicates and there surely is one already.
    `one_per_key`: whatever comes with this key is the same contact, other content or not (a call).
    """

    channel: str
    external_id: str
    received_at: datetime
    text: str = ""
    language: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    reporter_ref: str | None = None
    anonymous: bool = False
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    location_method: str | None = None
    address: str | None = None
    occurred_at: datetime | None = None
    answered_at: datetime | None = None
    declared_type: str | None = None
    declared_priority: int | None = None
    trunk: str | None = None
    call_id: str | None = None
    is_forwarded: bool = False
    has_media: bool = False
    flags: tuple[str, ...] = ()
    drill: bool = False
    opens: bool | None = None
    one_per_key: bool = False
    phone_raw: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    media: tuple[Mapping[str, Any], ...] = ()
    reply_to: str | None = None
    amends: str | None = None
    conversation_id: str | None = None
    sender: str = "system:intake"
    raw: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"

    def content_hash(self) -> bytes:
        """Return a hash of what the sender said.

        Two messages with one key and other content are told apart by it.
        """
        said = (
            self.text,
            self.reporter_phone,
            self.lat,
            self.lon,
            self.declared_type,
            self.declared_priority,
            self.call_id,
            *(media.get("ref") for media in self.media),
            *(() if self.address is None else (self.address,)),
        )
        return hashlib.sha256(dumps_any(said)).digest()
