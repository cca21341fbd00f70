"""The board's section of call-backs that are owed, and the calls behind reports."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from dispatch.access.subject import NOTHING
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.calls.models import Call, CallBack, CallBackState
from intake.calls.view import CallBackView, call_back_view, report_call_view
from intake.reports.view import ReportCallView

_SELECT = (
    "SELECT b.*, c.call_id AS natural_id FROM call_back b JOIN call c ON c.id = b.call_id WHERE"
)
_OPEN = f"{_SELECT} b.state = 'open' ORDER BY b.due_at"
_BY_KEY = f"{_SELECT} b.id = ANY($1::uuid[])"


class CallBacksSection:
    """Open call-backs with masked numbers, the most urgent first."""

    name = "call_backs"
    view = CallBackView
    verb = "call_back.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the call-back of the event."""
        return [str(event.noun_id)] if event.type.startswith("call_back.") else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[CallBackView]]:
        """Return the call-backs with `keys`, or all open ones."""
        records = await (
            reading.fetch(_OPEN)
            if keys is None
            else reading.fetch(_BY_KEY, [UUID(key) for key in keys])
        )
        return [_item(dict(record)) for record in records]


def _item(record: dict[str, Any]) -> Item[CallBackView]:
    row = CallBack.model_validate(record)
    body = call_back_view(row, call_id=record["natural_id"], see_number=False)
    return Item(str(row.id), body, NOTHING, gone=row.state != CallBackState.OPEN)


async def calls_of(
    reading: ReadTransaction, call_ids: Collection[str]
) -> dict[str, ReportCallView]:
    """Return what the board shows of calls, by the telephone system's own id, numbers masked."""
    if not call_ids:
        return {}
    rows = await reading.fetch("SELECT * FROM call WHERE call_id = ANY($1::text[])", list(call_ids))
    return {
        row["call_id"]: report_call_view(Call.model_validate(dict(row)), see_number=False)
        for row in rows
    }
