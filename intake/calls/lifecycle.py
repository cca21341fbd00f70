"""The states of a call-back and the facts between them."""

from typing import Final

from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from intake.calls.events import CallBackDone, CallBackOwed
from intake.calls.models import CallBackState

LIFECYCLE: Final[Lifecycle[CallBackState, Event]] = Lifecycle(
    "call_back",
    CallBackState,
    begins={CallBackState.OPEN: CallBackOwed},
    transitions={(CallBackState.OPEN, CallBackState.DONE): CallBackDone},
)
