"""Which messages were stored before: by their key, what they say, and how old the key is.

A channel's key stands for one message and for a time. The same key with other content, or used
again long after, is another message and must not be taken for the old one (docs/adr/0018).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.policy import Policies
from intake.pipeline.propose import Proposed
from intake.reports.models import Report
from routing.value_object import value_object

Key: TypeAlias = tuple[str, str]
KEY_REUSED = "key.reused"
_HASH_SHOWN = 12
# A channel that could not reach us tries again for some days.
_USUAL_HOURS = 72.0
# A message may have become a report, or a part of one.
_FIND = """
WITH k AS (SELECT * FROM unnest($1::text[], $2::text[]) AS k (channel, external_id))
SELECT r.*, k.external_id AS key, r.content_hash AS said, r.recorded_at AS since
FROM k JOIN report r USING (channel, external_id)
UNION ALL
SELECT r.*, k.external_id, p.content_hash, p.recorded_at
FROM k JOIN report_part p USING (channel, external_id) JOIN report r ON r.id = p.report_id
"""


@value_object
class Arrival:
    """A report on its way in, with what is proposed for it."""

    report: NeutralReport
    proposed: Proposed

    @property
    def key(self) -> Key:
        """Return the natural key."""
        return self.report.channel, self.report.external_id


@value_object
class _Known:
    row: Report
    said: bytes | None
    since: datetime


class Stored:
    """What is stored already of the keys of one group."""

    def __init__(self, uow: UnitOfWork, policies: Policies) -> None:
        """Look through `uow`; `policies` say how long a channel's keys live."""
        self._uow = uow
        self._policies = policies
        self._known: dict[Key, _Known] = {}

    async def find(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Read all keys at once; return the arrivals, each with the key it is stored under."""
        await self._look(arrivals)
        named = [self.name(arrival) for arrival in arrivals]
        others = [new for new, old in zip(named, arrivals, strict=True) if new is not old]
        if others:
            await self._look(others)
        return named

    def name(self, arrival: Arrival) -> Arrival:
        """Return the arrival under a key of its own when its key stands for another message."""
        known, report = self._known.get(arrival.key), arrival.report
        if known is None or report.one_per_key or KEY_REUSED in report.flags:
            return arrival
        policy = self._policies.of(report.channel, self._uow.now)
        life = timedelta(hours=_USUAL_HOURS if policy is None else policy.key_hours)
        lives, said = int((self._uow.now - known.since) / life), report.content_hash()
        if not lives and said == known.said:
            return arrival
        name = f"{report.external_id}#{said.hex()[:_HASH_SHOWN]}"
        other = replace(
            report,
            external_id=f"{name}.{lives}" if lives else name,
            flags=(*report.flags, KEY_REUSED),
        )
        return replace(arrival, report=other)

    def get(self, arrival: Arrival) -> Report | None:
        """Return the report that this very message became or was added to, None when it is new."""
        known = self._known.get(arrival.key)
        return None if known is None else known.row

    def add(self, arrival: Arrival, row: Report) -> None:
        """Remember what a message of this group became."""
        self._known[arrival.key] = _Known(row, arrival.report.content_hash(), self._uow.now)

    async def _look(self, arrivals: Sequence[Arrival]) -> None:
        rows = await self._uow.fetch(
            _FIND,
            [arrival.report.channel for arrival in arrivals],
            [arrival.report.external_id for arrival in arrivals],
        )
        for row in rows:
            values = dict(row)
            key, said, since = values.pop("key"), values.pop("said"), values.pop("since")
            found = _Known(Report.model_validate(values), said, since)
            self._known.setdefault((row["channel"], key), found)
