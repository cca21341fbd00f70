"""What the desks add to the whole."""

from typing import Final

from dispatch.desk import (
    catalogue_http,
    city_http,
    conversation_http,
    end_incident_http,
    handle_incident_http,
    incident_http,
    log_http,
    open_incident_http,
)
from dispatch.kernel.feature import Feature
from dispatch.kernel.web.http import ROUTERS

FEATURE: Final = Feature(
    "desk",
    ROUTERS.add(
        log_http.router,
        conversation_http.router,
        incident_http.router,
        open_incident_http.router,
        handle_incident_http.router,
        end_incident_http.router,
        catalogue_http.router,
        city_http.router,
    ),
)
