"""What can happen to retention."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class RetentionRuleSet(Event):
    """A rule was set: how long a category of personal data is kept, since when, by which law."""

    type: ClassVar[str] = "retention.rule_set"
    category: str
    keep_days: int | None
    valid_from: str
    legal_basis: str
    confirmed_by: str | None


@value_object(kw_only=True)
class DataErased(Event):
    """Personal data past their time were erased: the proof of the erasure.

    How many rows of which table, and from before when.
    """

    type: ClassVar[str] = "retention.erased"
    category: str
    table: str
    rows: int
    before: str
    legal_basis: str
