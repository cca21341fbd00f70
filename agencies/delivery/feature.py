"""What delivery adds to the whole."""

from typing import Final

from agencies.delivery import http
from agencies.delivery.board_section import UndeliveredSection
from agencies.delivery.deliver import Deliver
from agencies.delivery.standing import ways_out
from dispatch.board.section import SECTIONS
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.host.ways import WAYS
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature(
    "delivery",
    ROUTERS.add(http.router),
    SECTIONS.add(lambda _: UndeliveredSection()),
    WAYS.add(ways_out),
    MODULES.add(lambda services: [Deliver(services.of(SETTINGS))]),
)
