"""What the way of a report through intake adds to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from intake.pipeline import proposal_http, revise_http

FEATURE: Final = Feature("pipeline", ROUTERS.add(proposal_http.router, revise_http.router))
