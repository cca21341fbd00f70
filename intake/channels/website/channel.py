"""The public form: the page `/lapor`, and reports as JSON from other pages of the city."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.website.adapter import CHANNEL as NAME
from intake.channels.website.http import READ_MAX, page, router, tell
from intake.channels.website.page import PATH

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Situs web", en="Website"),
    routers=(router,),
    pages=(page,),
    tell=tell,
    policies=(urgent_opens(NAME),),
    limits=MappingProxyType({PATH: READ_MAX, "/api/v1/channels/website/reports": READ_MAX}),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE, Capability.NUMBER}),
)
