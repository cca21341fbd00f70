"""What the SLA clocks add to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.web.http import ROUTERS
from dispatch.sla import http
from dispatch.sla.policy import TARGETS
from dispatch.sla.sweep import Sweep

FEATURE: Final = Feature(
    "sla",
    ROUTERS.add(http.router),
    MODULES.add(lambda services: [Sweep(services.of(TARGETS))]),
)
