"""What retention adds to the whole."""

from typing import Final

from dispatch.kernel.container import Services
from dispatch.kernel.feature import FEATURES, Feature
from dispatch.kernel.host.engine import MODULES, Module
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.web.http import ROUTERS
from dispatch.retention import http
from dispatch.retention.erase import Erase
from dispatch.retention.erasure import ERASURES
from dispatch.retention.rules import load_retention_rules


def _modules(services: Services) -> list[Module]:
    features = services.of(FEATURES)
    return [Erase(ERASURES.of(features))]


FEATURE: Final = Feature(
    "retention",
    ROUTERS.add(http.router),
    MODULES.add(_modules),
    LOADERS.add(load_retention_rules),
)
