"""What can happen to an agency."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class AgencyChanged(Event):
    """An agency was changed by an administrator.

    `changed` maps each member to its new value, never a secret and never a person's name or number.
    """

    type: ClassVar[str] = "registry.changed"
    changed: dict[str, object]
