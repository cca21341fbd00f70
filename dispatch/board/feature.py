"""What the board adds to the whole."""

from typing import Final

from dispatch.board import socket
from dispatch.board.disturbances_section import DisturbancesSection
from dispatch.board.incidents_section import IncidentsSection
from dispatch.board.section import SECTIONS
from dispatch.board.standstills_section import StandstillsSection
from dispatch.board.units_section import UnitsSection
from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import SOCKETS

FEATURE: Final = Feature(
    "board",
    SOCKETS.add(socket.router),
    SECTIONS.add(
        lambda _: IncidentsSection(),
        lambda _: UnitsSection(),
        lambda _: StandstillsSection(),
        lambda _: DisturbancesSection(),
    ),
)
