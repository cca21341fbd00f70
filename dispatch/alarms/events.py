"""What can happen to an alarm. `noun_id` is the alarm."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class AlarmEvent(Event):
    """A fact about an alarm of a `kind`; `detail` is the service or the metric that it is about."""

    kind: str
    detail: str
    report_id: str | None


@value_object(kw_only=True)
class AlarmRaised(AlarmEvent):
    """An alarm was raised: since `since` something waits for an action of `whom`."""

    type: ClassVar[str] = "alarm.raised"
    since: str
    whom: str
    channel: str


@value_object(kw_only=True)
class AlarmClimbed(AlarmEvent):
    """An alarm called again, on `step` of its ladder: nobody had ended it."""

    type: ClassVar[str] = "alarm.climbed"
    step: int
    whom: str
    channel: str


@value_object(kw_only=True)
class AlarmTaken(AlarmEvent):
    """A person said that he is at it: the alarm is quiet for a while, and goes on existing."""

    type: ClassVar[str] = "alarm.taken"
    by: str


@value_object(kw_only=True)
class AlarmEnded(AlarmEvent):
    """An alarm ended, because what it said is no longer so."""

    type: ClassVar[str] = "alarm.ended"
