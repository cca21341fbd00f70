"""Words that came on a transport, offered to whoever expects an answer before they become a report.

One telephone number serves citizens and agencies: the gateway does not know whose words they are.
"""

from enum import StrEnum
from typing import Final, Protocol

from dispatch.kernel.container import Service
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object


@value_object(kw_only=True)
class Words:
    """What `sender` (E.164) wrote; `key` is the transport's own, `at` its time as written."""

    transport: str
    sender: str
    text: str
    key: str
    at: object = None


class Hearing(StrEnum):
    """What became of words: nobody expected them, they were an answer, or one that is not clear."""

    STRANGER = "stranger"
    ANSWERED = "answered"
    UNCLEAR = "unclear"


class Listener(Protocol):
    """Hears words before they become a report."""

    async def hear(self, units: Units, words: Words) -> Hearing:
        """Take them if they are an answer; the same key again does nothing more."""
        ...


LISTENER: Final = Service[Listener]("listener")
