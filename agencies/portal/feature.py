"""What the agencies' own page adds to the whole."""

from typing import Final

from agencies.portal import http
from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature("portal", ROUTERS.add(http.router))
