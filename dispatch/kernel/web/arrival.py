"""When a request reached us: what waited in the journal keeps the moment it came."""

from datetime import datetime
from typing import Final

from starlette.requests import HTTPConnection

from dispatch.kernel.web.http import UNITS
from routing.value_object import value_object

ARRIVAL: Final = "tanggap.arrival"


@value_object(kw_only=True)
class Arrival:
    """When a request reached us first (UTC), and the key of every try to take it in."""

    at: datetime
    key: str


def arrival_of(request: HTTPConnection) -> Arrival:
    """Return when `request` reached us: now, unless it was kept and is only sent again."""
    noted: Arrival | None = request.scope.get(ARRIVAL)
    if noted is not None:
        return noted
    units = UNITS.of(request)
    return Arrival(at=units.clock.now(), key=str(units.new_id()))
