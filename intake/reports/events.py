"""What can happen to a report. No personal data is written into the log, which is never erased."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class ReportReceived(Event):
    """A report reached the centre. `answered_at` in RFC 3339 when a person had it at once."""

    type: ClassVar[str] = "report.received"
    channel: str
    call_id: str | None
    answered_at: str | None
    drill: bool
    flags: list[str]


@value_object(kw_only=True)
class ReportCorrected(Event):
    """Its beginning was learnt better from a message that came late.

    `at` is when it reached the centre, as we know now.
    """

    type: ClassVar[str] = "report.corrected"
    was_received_at: str


@value_object(kw_only=True)
class ReportLocated(Event):
    """A better place was learnt by a machine; `at` is when the reporter was there."""

    type: ClassVar[str] = "report.located"
    method: str
    accuracy_m: float | None


@value_object(kw_only=True)
class ReportAnswered(Event):
    """A human answered it or opened it."""

    type: ClassVar[str] = "report.answered"
    channel: str


@value_object(kw_only=True)
class ReportLinked(Event):
    """It was tied to the incident `incident_id`."""

    type: ClassVar[str] = "report.linked"
    by_policy: bool
    was: str


@value_object(kw_only=True)
class ReportDiscarded(Event):
    """It leads to no incident."""

    type: ClassVar[str] = "report.discarded"
    reason: str
    note: str


@value_object(kw_only=True)
class ReportReferred(Event):
    """It was handed to the non-emergency side or another city."""

    type: ClassVar[str] = "report.referred"
    to: str
    ticket: str | None


@value_object(kw_only=True)
class ReportRestored(Event):
    """It waits for a person again: a discard, a referral or a link was taken back."""

    type: ClassVar[str] = "report.restored"
    was: str
    was_incident_id: str | None


@value_object(kw_only=True)
class ReportRevised(Event):
    """A person wrote on at it; `members` names what changed, the words stand in the report."""

    type: ClassVar[str] = "report.revised"
    members: list[str]


@value_object(kw_only=True)
class ReportAddedTo(Event):
    """Its sender said more: `kind` of part; `raised` when that made it more urgent than before."""

    type: ClassVar[str] = "report.added_to"
    kind: str
    raised: bool


@value_object(kw_only=True)
class ReportClaimed(Event):
    """A person took it in hand, perhaps from another (`was_claimed_by`)."""

    type: ClassVar[str] = "report.claimed"
    was_claimed_by: str | None


@value_object(kw_only=True)
class ReportReleased(Event):
    """Nobody has it in hand any more."""

    type: ClassVar[str] = "report.released"


@value_object(kw_only=True)
class ReportDialled(Event):
    """A person called the reporter's number; the number stands in the report alone."""

    type: ClassVar[str] = "report.dialled"


@value_object(kw_only=True)
class ReportTold(Event):
    """A person wrote to the reporter by `channel`; the words stand beside the report."""

    type: ClassVar[str] = "report.told"
    channel: str


@value_object(kw_only=True)
class ReportVerified(Event):
    """A second person has seen what was found: now an office may be told."""

    type: ClassVar[str] = "report.verified"


@value_object(kw_only=True)
class RawMessageKept(Event):
    """A message that nobody could read was kept for a person."""

    type: ClassVar[str] = "raw_message.kept"
    channel: str
    problem: str


@value_object(kw_only=True)
class RawMessageSettled(Event):
    """A person dealt with a message that nobody could read."""

    type: ClassVar[str] = "raw_message.settled"
    channel: str
