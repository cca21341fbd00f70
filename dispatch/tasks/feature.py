"""What tasks add to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from dispatch.tasks import http

FEATURE: Final = Feature("tasks", ROUTERS.add(http.router))
