"""What the intake journal adds to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS
from intake.journal import http

FEATURE: Final = Feature("journal", ROUTERS.add(http.router))
