"""What units add to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from dispatch.retention.erasure import ERASURES
from dispatch.units import erasure, http

FEATURE: Final = Feature("units", ROUTERS.add(http.router), ERASURES.add(*erasure.UNIT_ERASURES))
