"""The permission map: verb -> any of these lists of predicates, all of which must hold.

One page; HTTP and the board both ask it.
"""

from collections.abc import Mapping
from typing import Final

from dispatch.access.predicates import (
    Predicate,
    administrator,
    agency,
    anybody,
    call_taker,
    channel,
    concerned,
    desk,
    dispatcher,
    feeds,
    supervisor,
    system,
)
from dispatch.access.subject import NOTHING, Resource, Subject

PERMISSIONS: Final[Mapping[str, tuple[tuple[Predicate, ...], ...]]] = {
    # intake
    "report.create": (
        (call_taker,),
        (dispatcher,),
        (supervisor,),
        (administrator,),
        (channel, feeds),
        (system,),
    ),
    "report.read": ((desk,),),
    "report.handle": ((call_taker,), (dispatcher,), (supervisor,)),
    "report.see_reporter": ((call_taker,), (dispatcher,)),
    # The emergency page: what waits while nothing can be stored, and the desk's code for it.
    "journal.read": ((call_taker,), (dispatcher,), (supervisor,)),
    "journal.open": ((supervisor,),),
    "raw_message.read": ((desk,),),
    "raw_message.settle": ((call_taker,), (dispatcher,), (supervisor,)),
    "call_back.read": ((desk,),),
    "call_back.settle": ((call_taker,), (dispatcher,), (supervisor,)),
    "channel.feed": ((channel, feeds), (system,)),
    "channel.read": ((supervisor,), (administrator,)),
    "gauge.read": ((anybody,),),
    "answer.read": ((desk,),),
    "answer.manage": ((administrator,),),
    # incidents and tasks
    "incident.read": ((desk,), (agency, concerned)),
    "incident.note": ((call_taker,), (dispatcher,), (supervisor,), (agency, concerned)),
    "incident.open": ((call_taker,), (dispatcher,), (supervisor,), (system,)),
    "incident.change": ((call_taker,), (dispatcher,), (supervisor,), (system,)),
    "incident.close": ((dispatcher,), (supervisor,)),
    "incident.verify": ((supervisor,),),
    "incident.hold": ((supervisor,), (administrator,)),
    "task.read": ((desk,), (agency, concerned)),
    "task.assign": ((dispatcher,), (supervisor,), (system,)),
    "task.answer": ((agency, concerned), (dispatcher,), (supervisor,)),
    "task.cancel": ((dispatcher,), (supervisor,)),
    "task.verify": ((dispatcher,), (supervisor,)),
    # agencies and units
    "delivery.read": ((desk,),),
    "delivery.settle": ((dispatcher,), (supervisor,)),
    "alarm.read": ((desk,),),
    "alarm.take": ((call_taker,), (dispatcher,), (supervisor,)),
    "agency.read": ((anybody,),),
    "agency.contacts": ((desk,),),
    "agency.manage": ((administrator,),),
    "unit.read": ((desk,), (agency, concerned)),
    "unit.manage": ((administrator,), (dispatcher,), (agency, concerned)),
    "unit.report": ((dispatcher,), (supervisor,), (agency, concerned), (channel, feeds)),
    "portal.read": ((agency,),),
    # watching and judging
    "board.watch": ((desk,), (agency,)),
    "catalogue.read": ((anybody,),),
    "geo.read": ((anybody,),),
    "sla.read": ((desk,),),
    "sla.manage": ((administrator,),),
    "response_times.read": ((supervisor,), (administrator,), (dispatcher,)),
    "retention.read": ((supervisor,), (administrator,)),
    "retention.manage": ((administrator,),),
    "event.read": ((supervisor,), (administrator,)),
    "person.manage": ((administrator,),),
}


def allows(subject: Subject, verb: str, resource: Resource = NOTHING) -> bool:
    """Whether `subject` may do `verb` to `resource`.

    An unknown verb is a fault of ours: KeyError.
    """
    return any(
        all(predicate(subject, resource) for predicate in alternative)
        for alternative in PERMISSIONS[verb]
    )


def verbs_of(subject: Subject) -> list[str]:
    """Return the verbs that `subject` may do to something, for the console's menus.

    Of an agency: to what concerns it.
    """
    own = Resource(agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()))
    return sorted(verb for verb in PERMISSIONS if allows(subject, verb, own))
