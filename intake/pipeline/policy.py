"""What a report may do without a person: pure, from dated policies."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.pipeline.neutral import NeutralReport
from intake.reports.models import ChannelPolicy
from intake.reports.verify import FOUND_BY, UNVERIFIED
from routing.value_object import value_object

_NOISY = 0.5
_SURELY_THE_SAME = 0.85
_URGENT = 1


class Verdict(StrEnum):
    """What the policy lets a report do without a person: wait, open, order help, or join."""

    WAIT = "wait"
    OPEN = "open"
    OPEN_AND_ASSIGN = "open_and_assign"
    JOIN = "join"


@value_object
class Judgement:
    """The facts that a policy looks at."""

    type: str
    priority: int
    confidence: float
    noise: float
    located: bool
    best_candidate: float


class Policies:
    """The policies in force, by channel; a channel without one leaves everything to people."""

    def __init__(self, rows: list[ChannelPolicy]) -> None:
        """Keep `rows`, newest first for each channel."""
        self._rows: dict[str, list[ChannelPolicy]] = {}
        for row in sorted(rows, key=lambda row: row.valid_from, reverse=True):
            self._rows.setdefault(row.channel, []).append(row)

    def of(self, channel: str, at: datetime) -> ChannelPolicy | None:
        """Return the policy of `channel` in force at `at`."""
        return next((row for row in self._rows.get(channel, ()) if row.valid_from <= at), None)


async def load_policies(reading: ReadTransaction) -> Policies:
    """Load all policies."""
    return Policies(
        [
            ChannelPolicy.model_validate(dict(row))
            for row in await reading.fetch("SELECT * FROM channel_policy")
        ]
    )


def as_finding(report: NeutralReport, policy: ChannelPolicy | None) -> NeutralReport:
    """Return the report marked as one that a second person has to verify, if the policy wants it.

    Whoever sent it is its finder, by whichever door it came and whatever it says of itself.
    """
    if policy is None or not policy.verified_by_person:
        return report
    return replace(
        report,
        flags=tuple(dict.fromkeys((*report.flags, UNVERIFIED))),
        extra={**report.extra, FOUND_BY: report.sender},
    )


def judge(report: NeutralReport, found: Judgement, policy: ChannelPolicy | None) -> Verdict:
    """Return what a policy lets `report` do without a person.

    Who says "open" opens even where the policy never does, but not where a second person verifies.
    Never discards: noise only keeps a policy from acting, a person still sees the report.
    """
    if report.opens is False:
        return Verdict.WAIT
    if policy is None:
        return Verdict.OPEN if report.opens else Verdict.WAIT
    return Verdict.WAIT if policy.verified_by_person else _judged_by(policy, report, found)


def _judged_by(policy: ChannelPolicy, report: NeutralReport, found: Judgement) -> Verdict:
    if policy.heeds_duplicates and found.best_candidate >= _SURELY_THE_SAME:
        return Verdict.JOIN if policy.joins else Verdict.WAIT
    if not (report.opens or _opens(policy, found)):
        return Verdict.WAIT
    at_once = policy.assigns == "always" or (
        policy.assigns == "priority_1" and found.priority == _URGENT
    )
    return Verdict.OPEN_AND_ASSIGN if at_once else Verdict.OPEN


def _opens(policy: ChannelPolicy, found: Judgement) -> bool:
    if policy.opens == "always":
        return True
    sure = (
        found.type != "unknown"
        and found.confidence >= policy.min_confidence
        and found.noise < _NOISY
    )
    return (
        policy.opens == "typed" and sure and found.located and found.priority <= policy.max_priority
    )
