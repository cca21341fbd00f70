"""What the ways in add to the whole; a new channel is a line in `channels.py`."""

from typing import Final

from dispatch.kernel.feature import Feature
from dispatch.kernel.host.engine import MODULES
from dispatch.kernel.host.prepare import LOADERS
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.host.ways import WAYS
from dispatch.kernel.web.body_limit import LIMITS
from dispatch.kernel.web.fast_lane import FAST
from dispatch.kernel.web.http import PAGES, ROUTERS
from intake.catalogue import http as catalogue_http
from intake.catalogue.channels import (
    channel_limits,
    channel_modules,
    channel_pages,
    channel_routers,
    fast_endpoints,
    journalled_requests,
    load_channel_policies,
)
from intake.catalogue.standing import ways_back, ways_in
from intake.channels.website.status_http import router as status_router
from intake.journal.keep import JOURNALLED
from intake.pipeline.receive_items import ITEMS

FEATURE: Final = Feature(
    "channels",
    ROUTERS.add(*channel_routers(), catalogue_http.router),
    PAGES.add(*channel_pages(), status_router),
    LIMITS.add(*channel_limits()),
    FAST.add(*fast_endpoints()),
    JOURNALLED.add(*journalled_requests()),
    MODULES.add(lambda services: channel_modules(services.of(SETTINGS), services.of(ITEMS))),
    LOADERS.add(load_channel_policies),
    WAYS.add(ways_in, ways_back),
)
