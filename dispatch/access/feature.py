"""What access adds to the whole."""

from typing import Final

from dispatch.access import http, people_http
from dispatch.access.command import ACCESS_COMMANDS
from dispatch.kernel.feature import Feature
from dispatch.kernel.host.command import COMMANDS
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature(
    "access", ROUTERS.add(http.router, people_http.router), COMMANDS.add(*ACCESS_COMMANDS)
)
