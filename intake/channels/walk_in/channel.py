"""The counter of the public service hall (Mal Pelayanan Publik)."""

from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.walk_in.adapter import CHANNEL as NAME
from intake.channels.walk_in.http import router

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Loket pelayanan", en="Service counter"),
    routers=(router,),
    policies=(urgent_opens(NAME),),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE, Capability.NUMBER}),
)
