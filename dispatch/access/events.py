"""What can happen to those who may come in. The log has no names: it is never erased."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class PersonAdded(Event):
    """A person was added and may sign in; `noun_id` is the person."""

    type: ClassVar[str] = "person.added"
    role: str


@value_object(kw_only=True)
class PersonDisabled(Event):
    """A person was disabled, and its sessions have ended."""

    type: ClassVar[str] = "person.disabled"
    role: str


@value_object(kw_only=True)
class TokenAdded(Event):
    """A token for an agency's machine or a channel was made; `noun_id` is the token's row."""

    type: ClassVar[str] = "token.added"
    role: str
    scopes: list[str]


@value_object(kw_only=True)
class TokenRevoked(Event):
    """A token was revoked."""

    type: ClassVar[str] = "token.revoked"
    role: str
