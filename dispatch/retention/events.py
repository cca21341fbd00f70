"""What can happen to retention."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.store.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
class RetentionRuleSet(Event):
    """Somebody said how long a category of personal data is kept, from when on and by which law."""

    type: ClassVar[str] = "retention.rule_set"
    category: str
    keep_days: int | None
    valid_from: str
    legal_basis: str
    confirmed_by: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class DataErased(Event):
    """Personal data past their time were erased.

    How many rows of which table, and from before when. The proof of the erasure.
    """

    type: ClassVar[str] = "retention.erased"
    category: str
    table: str
    rows: int
    before: str
    legal_basis: str
