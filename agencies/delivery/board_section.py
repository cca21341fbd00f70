"""The board's section of notices that no channel took: somebody must call the agency."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from agencies.delivery.dead_letters import NOTICES
from agencies.delivery.view import NoticeView, notice_view
from dispatch.access.subject import NOTHING
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.reading import Reading

_INCIDENT: Final = "incident:"
# Facts after which an order is answered or over, or an incident that was over is not.
_OF_TASK: Final = frozenset(
    f"task.{word}"
    for word in (
        *("delivery_exhausted", "acknowledged", "declined", "cancelled", "recall_acknowledged"),
    )
)
_OF_INCIDENT: Final = frozenset(
    {
        f"incident.{word}"
        for word in ("closed", "cancelled", "merged", "referred", "reopened", "unmerged")
    }
)
_OF = """
WHERE t.id IN (SELECT unnest($1::uuid[]) UNION SELECT id FROM task
    WHERE incident_id = ANY($2::uuid[]))
    AND (o.state = 'dead' OR o.resent_at IS NOT NULL)
"""


class UndeliveredSection:
    """Dead letters that nobody has dealt with, each with the agency's number.

    Gone when the agency answers the order after all.
    """

    name = "undelivered"
    verb = "delivery.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the task whose notices may have changed, or the incident of such tasks."""
        if event.type in _OF_TASK or event.type.startswith("delivery."):
            return [str(event.noun_id)]
        return [f"{_INCIDENT}{event.noun_id}"] if event.type in _OF_INCIDENT else []

    async def load(self, reading: Reading, keys: Collection[str] | None) -> list[Item[NoticeView]]:
        """Return notices."""
        if keys is None:
            rows = await reading.fetch(
                f"{NOTICES} WHERE o.state = 'dead' AND o.handled_at IS NULL ORDER BY o.settled_at,"
                " o.id"
            )
        else:
            tasks = [UUID(key) for key in keys if not key.startswith(_INCIDENT)]
            incidents = [
                UUID(key.removeprefix(_INCIDENT)) for key in keys if key.startswith(_INCIDENT)
            ]
            rows = await reading.fetch(NOTICES + _OF, tasks, incidents)
        notices = [notice_view(row) for row in rows]
        items = [Item(str(one.id), one, NOTHING, gone=not one.waits) for one in notices]
        return items if keys is not None else [item for item in items if not item.gone]
