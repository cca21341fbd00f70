"""Which channels there are, with their names in both languages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
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
