"""What can happen to the reference data."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class CityLoaded(Event):
    """Reference data that came with the programme was added: how many rows of what."""

    type: ClassVar[str] = "registry.loaded"
    city: str
    added: dict[str, int]


@value_object(kw_only=True)
class GeoLayerImported(Event):
    """Another layer of boundaries is in force."""

    type: ClassVar[str] = "geo.layer_imported"
    version: str
    source: str
    areas: int
    accuracy_m: float
    forced: bool
