"""What the emergency page adds to the whole."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.command import COMMANDS
from dispatch.kernel.web.http import PAGES
from intake.emergency import http
from intake.emergency.command import EMERGENCY_COMMANDS

FEATURE: Final = Feature("emergency", PAGES.add(http.page), COMMANDS.add(*EMERGENCY_COMMANDS))
