"""What a channel is: one value that says all about it.

A channel is a folder with its adapter and its routers, and one `CHANNEL`. Nothing but
`intake/catalogue/channels.py`, which lists them, has to know a channel's name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final, Protocol, TypeAlias, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings

from dispatch.kernel.container import Service
from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.web.fast_lane import Endpoint
from intake.answers.ways import Answering, Correspondent
from intake.journal.keep import Tell
from intake.pipeline.receive_items import ITEMS, Fate, Outcome, ReceiveItems
from intake.reports.models import ChannelPolicy
from routing.value_object import value_object

OwnSettings = TypeVar("OwnSettings", bound=BaseSettings)
CHANNEL_SETTINGS: Final = Service[dict[type[BaseSettings], Any]]("channel settings")
Modules: TypeAlias = Callable[[Settings, ReceiveItems], Sequence[Module]]


class Capability(StrEnum):
    """What a channel can carry."""

    TEXT = "text"
    PLACE = "place"
    MEDIA = "media"
    NUMBER = "number"
    CONVERSATION = "conversation"
    EDITS = "edits"
    ANSWERS = "answers"
    CALLS = "calls"
    READINGS = "readings"


@value_object(kw_only=True)
class Label:
    """A name as people read it."""

    id: str
    en: str


@value_object(kw_only=True)
class IntakeChannel:
    """Everything the project knows about a way in.

    `settings` is read from the environment once; `policies` are the shipped rows that say what its
    reports may do by themselves. `limits` are the largest bodies of its paths (None: the
    limit of webhooks), `fast` those that are answered before routing.
    One of the settings named `proof` must be given before anything is believed, else any secret
    among `settings`. `takes_token` when a token of the channel opens it as well, and `listens`
    whether the installation has set up what needs neither.
    `pages` need no account; where anybody may send, `tell` says what a sender hears whose report is
    kept in the journal. `answering` is how whoever wrote is answered, where that is possible.
    """

    name: str
    label: Label
    routers: tuple[APIRouter, ...] = ()
    pages: tuple[APIRouter, ...] = ()
    tell: Tell | None = None
    modules: Modules | None = None
    settings: type[BaseSettings] | None = None
    proof: tuple[str, ...] = ()
    takes_token: bool = False
    listens: Callable[[Settings], bool] = lambda _: False
    policies: tuple[ChannelPolicy, ...] = ()
    limits: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))
    fast: Mapping[tuple[str, str], Endpoint] = field(default_factory=lambda: MappingProxyType({}))
    capabilities: frozenset[Capability] = frozenset({Capability.TEXT})
    answering: Answering | None = None


class Adapter(Protocol):
    """Translates one channel's deliveries."""

    channel: str

    def parse(self, body: bytes, *, received_at: datetime, sender: str) -> Sequence[Any]:
        """Translate one delivery that has been authenticated into items; never raises."""
        ...


def settings_of(request: Request, kind: type[OwnSettings]) -> OwnSettings:
    """Return the channel's own settings, as they were read when the application was built."""
    found: OwnSettings = CHANNEL_SETTINGS.of(request)[kind]
    return found


def secret_of(secret: SecretStr | None) -> str:
    """Return a secret in the clear; empty when the installation has none."""
    return "" if secret is None else secret.get_secret_value()


def alone(who: Correspondent) -> str | None:
    """Return the id of somebody who wrote to us alone, not in a group or for all to read."""
    talk = who.conversation_id or ""
    return who.ref if who.ref and talk.rpartition(":")[2] == who.ref else None


def urgent_opens(channel: str, *, key_hours: float = 72.0) -> ChannelPolicy:
    """Return the policy of a channel whose messages open an incident when nobody can doubt them.

    `key_hours` is how long its network delivers again.
    """
    return ChannelPolicy(
        channel=channel,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        opens="typed",
        min_confidence=0.75,
        max_priority=2,
        key_hours=key_hours,
        reason="Only urgent, sure and located messages open an incident by themselves",
    )


Receiving = Annotated[ReceiveItems, Depends(ITEMS)]


class DeliveryOut(BaseModel):
    """How many parts of a delivery were stored, stored before, kept, or are no reports."""

    stored: int = 0
    duplicate: int = 0
    kept: int = 0
    ignored: int = 0


def tally(outcomes: Sequence[Outcome]) -> DeliveryOut:
    """Count what became of the parts of a delivery."""
    fates = [outcome.fate for outcome in outcomes]
    return DeliveryOut(
        stored=fates.count(Fate.STORED),
        duplicate=fates.count(Fate.DUPLICATE),
        kept=fates.count(Fate.KEPT) + fates.count(Fate.NOTICED),
        ignored=fates.count(Fate.IGNORED),
    )
