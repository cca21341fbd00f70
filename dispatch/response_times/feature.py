"""What the report of response times add to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from dispatch.response_times import http

FEATURE: Final = Feature("response_times", ROUTERS.add(http.router))
