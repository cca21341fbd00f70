"""What locating adds to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from intake.location import http

FEATURE: Final = Feature("location", ROUTERS.add(http.router))
