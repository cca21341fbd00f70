"""Pure predicates of the permission map: (subject, resource) -> bool."""

from collections.abc import Callable
from typing import TypeAlias

from dispatch.access.subject import DESKS, Resource, Role, Subject

Predicate: TypeAlias = Callable[[Subject, Resource], bool]


def _has_role(role: Role) -> Predicate:
    def predicate(subject: Subject, _: Resource) -> bool:
        return subject.role is role

    return predicate


call_taker = _has_role(Role.CALL_TAKER)
dispatcher = _has_role(Role.DISPATCHER)
supervisor = _has_role(Role.SUPERVISOR)
administrator = _has_role(Role.ADMINISTRATOR)
agency = _has_role(Role.AGENCY)
channel = _has_role(Role.CHANNEL)
system = _has_role(Role.SYSTEM)


def desk(subject: Subject, _: Resource) -> bool:
    """Whether the subject sits in the 112 room."""
    return subject.role in DESKS


def anybody(_subject: Subject, _resource: Resource) -> bool:
    """Whether the subject is authenticated, which every subject is."""
    return True


def concerned(subject: Subject, resource: Resource) -> bool:
    """Whether the subject belongs to an agency that the resource concerns."""
    return subject.agency_id is not None and subject.agency_id in resource.agency_ids


def feeds(subject: Subject, resource: Resource) -> bool:
    """Whether the subject holds a token for the resource's channel."""
    return resource.channel is not None and (
        resource.channel in subject.scopes or resource.channel.split(":")[0] in subject.scopes
    )
