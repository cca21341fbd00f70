"""Areas as GeoJSON (RFC 7946)."""

from typing import Literal

from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dispatch.kernel.web.json_text import encode


class GeoJson(JSONResponse):
    """GeoJSON under its own media type (RFC 7946 clause 12)."""

    media_type = "application/geo+json"

    def render(self, content: object) -> bytes:
        """Return the bytes of a document that nobody validates again."""
        return encode(content)


Position = tuple[float, float]
Ring = list[Position]


class PolygonOut(BaseModel):
    """Rings, the outer one first."""

    type: Literal["Polygon"]
    coordinates: list[Ring]


class MultiPolygonOut(BaseModel):
    """Several polygons."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[Ring]]


class AreaProperties(BaseModel):
    """What is known of an area."""

    code: str
    name: str
    level: str
    accuracy_m: float


class AreaFeature(BaseModel):
    """One area."""

    type: Literal["Feature"]
    id: str
    properties: AreaProperties
    geometry: PolygonOut | MultiPolygonOut


class AreaCollection(BaseModel):
    """Areas as a FeatureCollection of RFC 7946: longitude before latitude, WGS 84."""

    type: Literal["FeatureCollection"]
    features: list[AreaFeature]
