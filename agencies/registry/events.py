"""What can happen to the reference data."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.store.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
class CityLoaded(Event):
    """Reference data that came with the programme was added: how many rows of what."""

    type: ClassVar[str] = "registry.loaded"
    city: str
    added: dict[str, int]


@dataclass(slots=True, frozen=True, kw_only=True)
class GeoLayerImported(Event):
    """Another layer of boundaries is in force."""

    type: ClassVar[str] = "geo.layer_imported"
    version: str
    source: str
    areas: int
    accuracy_m: float
    forced: bool
