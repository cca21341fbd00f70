"""Which channels there are, with their names in both languages, and how each stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.feature import FEATURES, Feature
from dispatch.kernel.host.ways import WAYS, WayState, ways_of
from dispatch.kernel.web.http import Read, TheUnits
from intake.catalogue.channels import CHANNELS
from intake.channels.base import Capability

router = APIRouter(prefix="/channels", tags=["intake"])


class LabelOut(BaseModel):
    """A name in both languages."""

    id: str
    en: str


class ChannelOut(BaseModel):
    """A way in; `reports` are the names that its reports carry."""

    name: str
    label: LabelOut
    reports: list[str]
    capabilities: list[Capability]


@router.get("")
async def list_channels(_: Annotated[Subject, needs("catalogue.read")]) -> list[ChannelOut]:
    """List the ways in, with their names and what they can carry."""
    return [
        ChannelOut(
            name=channel.name,
            label=LabelOut(id=channel.label.id, en=channel.label.en),
            reports=sorted({policy.channel for policy in channel.policies}),
            capabilities=sorted(channel.capabilities),
        )
        for channel in CHANNELS
    ]


class WayOut(BaseModel):
    """How a way in or out stands. `missing` names what is not given; no value of it is ever shown.

    `users` are the tokens of a way in, or the agencies that a way out reaches.
    """

    direction: Literal["in", "out"]
    name: str
    state: WayState
    users: int
    last_at: datetime | None
    missing: list[str]
    error: str | None


class WaysOut(BaseModel):
    """Every way in and out."""

    items: list[WayOut]


@router.get("/standing")
async def list_standing(
    _: Annotated[Subject, needs("channel.read")],
    reading: Read,
    units: TheUnits,
    features: Annotated[Sequence[Feature], Depends(FEATURES)],
) -> WaysOut:
    """List how each way in and out stands, as `cli.py channels` prints it."""
    now = units.clock.now()
    return WaysOut(
        items=[
            WayOut(
                direction=way.direction,
                name=way.name,
                state=way.state(now),
                users=way.users,
                last_at=way.traffic.last,
                missing=list(way.missing),
                error=way.error,
            )
            for way in await ways_of(WAYS.of(features), reading, now)
        ]
    )
