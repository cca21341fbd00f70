"""Subjects: who asks.

A person at a desk or an agency, an agency's machine, a channel's device, or the system itself.
"""

from enum import StrEnum

from routing.value_object import value_object


class Role(StrEnum):
    """What a subject is; the permission map speaks of nothing else."""

    CALL_TAKER = "call_taker"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AGENCY = "agency"
    CHANNEL = "channel"
    SYSTEM = "system"


DESKS = frozenset({Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})


@value_object
class Subject:
    """Somebody authenticated.

    `scopes` names the channels a token may feed (`cti`, `flood:KS-01`, `reports`).
    """

    kind: str
    id: str
    name: str
    role: Role
    agency_id: str | None = None
    scopes: frozenset[str] = frozenset()
    language: str = "id"

    @property
    def actor(self) -> str:
        """Return the form in which the event log names the subject."""
        return f"{self.kind}:{self.id}"


@value_object
class Resource:
    """What a predicate may know of a thing: the agencies it concerns, the channel it came by."""

    agency_ids: frozenset[str] = frozenset()
    channel: str | None = None


NOTHING = Resource()
SYSTEM = Subject(kind="system", id="tanggap", name="Tanggap 112", role=Role.SYSTEM)
