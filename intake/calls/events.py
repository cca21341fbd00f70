"""What can happen to a call. No number goes into the log."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class CallArrived(Event):
    """A call reached the centre; `at` is the arrival."""

    type: ClassVar[str] = "call.arrived"
    call_id: str
    trunk: str | None
    report_id: str | None


@value_object(kw_only=True)
class CallAnswered(Event):
    """An agent answered first."""

    type: ClassVar[str] = "call.answered"
    call_id: str
    agent_extension: str | None


@value_object(kw_only=True)
class CallAbandoned(Event):
    """The caller went before anybody answered."""

    type: ClassVar[str] = "call.abandoned"
    call_id: str
    short: bool


@value_object(kw_only=True)
class CallEnded(Event):
    """An answered call was over."""

    type: ClassVar[str] = "call.ended"
    call_id: str


@value_object(kw_only=True)
class CallBackOwed(Event):
    """A call-back is owed until `due_at` (RFC 3339)."""

    type: ClassVar[str] = "call_back.owed"
    call_id: str
    due_at: str


@value_object(kw_only=True)
class CallBackDialled(Event):
    """Somebody took the number to call it; whether anybody answered is said by `call_back.done`."""

    type: ClassVar[str] = "call_back.dialled"
    call_id: str


@value_object(kw_only=True)
class CallBackTexted(Event):
    """Who hung up was sent a text; it does not settle the call-back."""

    type: ClassVar[str] = "call_back.texted"
    call_id: str


@value_object(kw_only=True)
class CallBackDone(Event):
    """A call-back was made, or became needless."""

    type: ClassVar[str] = "call_back.done"
    call_id: str
    outcome: str
