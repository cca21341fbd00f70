"""What gauges add to the whole."""

from typing import Final

from dispatch.alarms.conditions import SOURCES
from dispatch.board.section import SECTIONS
from dispatch.kernel.container import Services
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES, Module
from dispatch.kernel.host.prepare import DEMO_LOADERS, LOADERS
from dispatch.kernel.web.http import ROUTERS
from intake.gauges import http
from intake.gauges.board_section import GaugesSection
from intake.gauges.flood_plans import CARDS, FLOODS
from intake.gauges.modules import gauge_modules
from intake.gauges.silent_alarms import silent_gauges
from intake.gauges.stations import load_demo_stations, load_stations
from intake.pipeline.receive import RECEIVER


def _modules(services: Services) -> list[Module]:
    return gauge_modules(services.of(RECEIVER), services.of(FLOODS), services.of(CARDS))


FEATURE: Final = Feature(
    "gauges",
    ROUTERS.add(http.router),
    SECTIONS.add(lambda _: GaugesSection()),
    SOURCES.add(silent_gauges),
    MODULES.add(_modules),
    LOADERS.add(load_stations),
    DEMO_LOADERS.add(load_demo_stations),
)
