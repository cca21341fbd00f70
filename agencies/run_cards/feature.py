"""What run cards add to the whole."""

from typing import Final

from agencies.run_cards import plans_http
from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature("run_cards", ROUTERS.add(plans_http.router))
