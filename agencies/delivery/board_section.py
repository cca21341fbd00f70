"""The board's section of notices that no channel took: somebody must call the agency."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from agencies.delivery.dead_letters import NOTICES
from agencies.delivery.view import NoticeView, notice_view
from dispatch.access.subject import NOTHING
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction

_INCIDENT: Final = "incident:"
_AGENCY: Final = "agency:"
_CONTACT_CHANGED: Final = "registry.changed"
# What is shown of a notice is its order's, its incident's and its agency's: each of their facts may
# change it.
_OF = """
WHERE t.id IN (SELECT unnest($1::uuid[])
    UNION SELECT id FROM task WHERE incident_id = ANY($2::uuid[])
    UNION SELECT noun_id FROM outbox WHERE agency_id = ANY($3::text[]) AND state = 'dead')
    AND (o.state = 'dead' OR o.resent_at IS NOT NULL)
"""


class UndeliveredSection:
    """Dead letters that nobody has dealt with, each with the agency's number.

    A notice leaves the board when the agency answers the order after all.
    """

    name = "undelivered"
    view = NoticeView
    verb = "delivery.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the task, the incident or the agency whose notices may have changed."""
        if event.type.startswith(("task.", "delivery.")):
            return [str(event.noun_id)]
        if event.type.startswith("incident."):
            return [f"{_INCIDENT}{event.noun_id}"]
        is_contact = event.type == _CONTACT_CHANGED and event.agency_id is not None
        return [f"{_AGENCY}{event.agency_id}"] if is_contact else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[NoticeView]]:
        """Return the notices with `keys`, or all dead letters."""
        if keys is None:
            rows = await reading.fetch(
                f"{NOTICES} WHERE o.state = 'dead' AND o.handled_at IS NULL ORDER BY o.settled_at,"
                " o.id"
            )
        else:
            incidents, agencies = _named(keys, _INCIDENT), _named(keys, _AGENCY)
            tasks = [UUID(key) for key in keys if ":" not in key]
            rows = await reading.fetch(
                NOTICES + _OF, tasks, [UUID(key) for key in incidents], agencies
            )
        notices = [notice_view(row) for row in rows]
        items = [Item(str(one.id), one, NOTHING, gone=not one.waits) for one in notices]
        return items if keys is not None else [item for item in items if not item.gone]


def _named(keys: Collection[str], kind: str) -> list[str]:
    return [key.removeprefix(kind) for key in keys if key.startswith(kind)]
