"""What the registry adds to the whole."""

from typing import Final

from agencies.portal.presence import PRESENCE
from agencies.registry import channels_http, http
from agencies.registry.board_section import AgenciesSection
from agencies.registry.command import GEO_IMPORT
from agencies.registry.load import load_city
from dispatch.board.section import SECTIONS
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.command import COMMANDS
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature(
    "registry",
    ROUTERS.add(http.router, channels_http.router),
    SECTIONS.add(lambda services: AgenciesSection(services.of(PRESENCE))),
    COMMANDS.add(GEO_IMPORT),
    LOADERS.add(load_city),
)
