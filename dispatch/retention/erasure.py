"""What a room declares about its personal data: its category, and the statement that erases it."""

from enum import StrEnum
from typing import Final

from dispatch.kernel.feature import ExtensionPoint
from routing.value_object import value_object


class Category(StrEnum):
    """The kinds of personal data that have a retention time of their own."""

    REPORT = "report"
    NUISANCE = "nuisance"
    HANDSET_LOCATION = "handset_location"
    RAW_MESSAGE = "raw_message"
    CALL = "call"
    INCIDENT = "incident"
    UNIT_POSITION = "unit_position"


@value_object(kw_only=True)
class Erasure:
    """One statement for one table.

    $1 is the moment before which it erases, $2 the most rows it may touch at once.

    It must leave alone what a person still works on and what is under a legal hold, and find
    nothing when it is run again.
    """

    category: Category
    table: str
    statement: str


ERASURES: Final = ExtensionPoint[Erasure]("erasures")
