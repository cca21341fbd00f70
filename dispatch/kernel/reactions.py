"""Reactions: what follows from a fact, run inside the transaction before its commit, in the written order.

The table lives in `main.py`, so one page shows every consequence of every fact. A reaction touches only our own tables.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from dispatch.kernel.event_log import Event

if TYPE_CHECKING:
    from dispatch.kernel.unit_of_work import UnitOfWork

# The event is typed by its own class in each reaction; the table that pairs them is checked by `reaction_table`.
Reaction: TypeAlias = "Callable[[UnitOfWork, Any], Awaitable[None]]"
Reactions: TypeAlias = Mapping[type[Event], Sequence[Reaction]]
NONE: Reactions = {}
