"""What gauges add to the whole."""

from typing import Final

from dispatch.board.section import SECTIONS
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.host.prepare import DEMO_LOADERS, LOADERS
from dispatch.kernel.web.http import ROUTERS
from intake.gauges import http
from intake.gauges.board_section import GaugesSection
from intake.gauges.modules import gauge_modules
from intake.gauges.stations import load_demo_stations, load_stations
from intake.pipeline.receive import RECEIVER

FEATURE: Final = Feature(
    "gauges",
    ROUTERS.add(http.router),
    SECTIONS.add(lambda _: GaugesSection()),
    MODULES.add(lambda services: gauge_modules(services.of(RECEIVER))),
    LOADERS.add(load_stations),
    DEMO_LOADERS.add(load_demo_stations),
)
