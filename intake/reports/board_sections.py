"""Intake's sections of the board.

Reports that wait for a person, and messages that nobody could read.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final, TypeAlias
from uuid import UUID

from dispatch.access.subject import NOTHING
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.container import Service
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.sla.metrics import Metric
from dispatch.sla.view import clocks_of
from intake.reports.lifecycle import WAITING
from intake.reports.models import RawMessage, Report
from intake.reports.view import (
    RawMessageView,
    ReportCallView,
    ReportView,
    raw_message_view,
    report_view,
)

_CALL = "call:"


CallsOf: TypeAlias = Callable[
    [ReadTransaction, Collection[str]], Awaitable[dict[str, ReportCallView]]
]
CALLS: Final = Service[CallsOf]("calls")


class ReportsSection:
    """Reports in state received or triaged, with masked reporters.

    All of them, or whoever waits longest would be left out.
    """

    name = "reports"
    view = ReportView
    verb = "report.read"
    moves = False
    every_s = SELDOM_S

    def __init__(self, calls_of: CallsOf) -> None:
        """Show each report with its call, which `calls_of` finds by the call's own id."""
        self._calls_of = calls_of

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the report of the event or of its clock, or the call whose report changes."""
        if event.type.startswith("sla."):
            return [str(event.noun_id)] if event.data["metric"] == Metric.ANSWER else []
        if event.type.startswith("call."):
            return [f"{_CALL}{event.data['call_id']}"]
        return [str(event.noun_id)] if event.type.startswith("report.") else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[ReportView]]:
        """Return reports."""
        if keys is None:
            rows = await reading.fetch(
                "SELECT * FROM report WHERE state = ANY($1::text[]) ORDER BY received_at, id",
                sorted(WAITING),
            )
        else:
            ids = [UUID(key) for key in keys if not key.startswith(_CALL)]
            calls = [key.removeprefix(_CALL) for key in keys if key.startswith(_CALL)]
            rows = await reading.fetch(
                "SELECT * FROM report WHERE id = ANY($1::uuid[]) OR call_id = ANY($2::text[])",
                ids,
                calls,
            )
        found = [Report.model_validate(dict(row)) for row in rows]
        by_call = await self._calls_of(
            reading, {row.call_id for row in found if row.call_id is not None}
        )
        clocks = await clocks_of(reading, Metric.ANSWER, [row.id for row in found])
        return [
            Item(
                str(row.id),
                report_view(
                    row,
                    see_reporter=False,
                    call=by_call.get(row.call_id or ""),
                    clock=clocks.get(row.id),
                ),
                NOTHING,
                gone=row.state not in WAITING,
            )
            for row in found
        ]


class AttentionSection:
    """Raw messages that need a person."""

    name = "attention"
    view = RawMessageView
    verb = "raw_message.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the message of the event."""
        return [str(event.noun_id)] if event.type.startswith("raw_message.") else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[RawMessageView]]:
        """Return messages."""
        if keys is None:
            rows = await reading.fetch(
                "SELECT * FROM raw_message WHERE state = 'needs_person' ORDER BY received_at, id"
            )
        else:
            rows = await reading.fetch(
                "SELECT * FROM raw_message WHERE id = ANY($1::uuid[])", [UUID(key) for key in keys]
            )
        found = [RawMessage.model_validate(dict(row)) for row in rows]
        return [
            Item(str(row.id), raw_message_view(row), NOTHING, gone=row.state != "needs_person")
            for row in found
        ]
