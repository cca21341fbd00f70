"""The one way a state changes: checked, guarded and recorded.

Each noun has one door, `transition` in its folder, that knows what its facts say; all doors lead
through here (docs/adr/0016-one-door-a-noun.md).
"""

from collections.abc import Mapping
from typing import Any, Final

from dispatch.kernel.lifecycle import Lifecycle, S
from dispatch.kernel.store.event_log import Event, member_names
from dispatch.kernel.store.rows import R
from dispatch.kernel.store.unit_of_work import UnitOfWork

_STATE: Final = "state"
_WAS: Final = "was"


async def change_state(
    uow: UnitOfWork,
    lifecycle: Lifecycle[S, Event],
    row: R,
    to: S,
    *,
    fact: Mapping[str, Any],
    **stamps: object,
) -> R:
    """Move `row` to the state `to` with `stamps`, and append the lifecycle's fact of that move.

    `fact` holds the members of the fact; the state that was left is added where the fact has `was`.
    `<noun>.illegal_transition` when the lifecycle has no such move, `conflict.stale_version` when
    somebody else moved the row since it was read.
    """
    was = lifecycle.states(getattr(row, _STATE))
    kind = lifecycle.check(was, to)
    members = dict(fact)
    if _WAS in member_names(kind):
        members[_WAS] = str(was)
    await uow.change(row, **{_STATE: to}, **stamps)
    uow.append(kind(**members))
    return row
