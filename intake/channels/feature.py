"""What the ways in add to the whole; a new channel is a line in `registry.py`."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.body_limit import LIMITS
from dispatch.kernel.web.fast_lane import FAST
from dispatch.kernel.web.http import ROUTERS
from intake.channels import catalogue_http
from intake.channels.registry import (
    channel_limits,
    channel_modules,
    channel_routers,
    fast_endpoints,
    load_channel_policies,
)
from intake.pipeline.receive_items import ITEMS

FEATURE: Final = Feature(
    "channels",
    ROUTERS.add(*channel_routers(), catalogue_http.router),
    LIMITS.add(*channel_limits()),
    FAST.add(*fast_endpoints()),
    MODULES.add(lambda services: channel_modules(services.of(SETTINGS), services.of(ITEMS))),
    LOADERS.add(load_channel_policies),
)
