"""Tables of the registry.

Boundaries and run cards are dated versions: a new one is added, the old one stays to be judged by.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.store.rows import Row, document, real, required_stamp, stamp, text


class StationRow(Row):
    """Where an agency's people stand; `error_m` says how well that is known."""

    __table_name__: ClassVar[str] = "station"
    id: str = text(primary_key=True)
    agency_id: str = text(foreign_key="agency.id")
    name: str = text()
    lat: float = real()
    lon: float = real()
    error_m: float = real(default=0.0)
    source: str = text(default="")


class StationTable(StationRow, table=True):
    """Table of stations."""

    __tablename__ = "station"


class JurisdictionRow(Row):
    """Where an agency answers for one service: area codes, or one polygon as WKB."""

    __table_name__: ClassVar[str] = "jurisdiction"
    id: UUID = Field(primary_key=True)
    agency_id: str = text(foreign_key="agency.id")
    service: str = text()
    rank: int = Field(default=1)
    area_codes: list[str] = document(default_factory=list)
    polygon: bytes | None = Field(default=None, sa_type=LargeBinary)
    basis: str = text(default="")
    approximate: bool = Field(default=False)
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()


class JurisdictionTable(JurisdictionRow, table=True):
    """Table of jurisdictions."""

    __tablename__ = "jurisdiction"
    __table_args__ = (Index("jurisdiction_agency", "agency_id"),)


class GeoLayer(Row):
    """One imported set of boundaries; the newest active one is in force."""

    __table_name__: ClassVar[str] = "geo_layer"
    __key__: ClassVar[tuple[str, ...]] = ("version",)
    version: str = text(primary_key=True)
    source: str = text()
    accuracy_m: float = real()
    accuracy_note: str = text(default="")
    home_code: str = text()
    imported_at: datetime = required_stamp()
    imported_by: str = text()
    active: bool = Field(default=True)
    lint: dict[str, Any] = document(default_factory=dict)


class GeoLayerTable(GeoLayer, table=True):
    """Table of layers."""

    __tablename__ = "geo_layer"
    __table_args__ = (Index("geo_layer_in_force", "imported_at", postgresql_where=sql("active")),)


class AreaRow(Row):
    """One area of a layer, its geometry as WKB in degrees WGS 84."""

    __table_name__: ClassVar[str] = "area"
    __key__: ClassVar[tuple[str, ...]] = ("layer", "code")
    layer: str = text(primary_key=True, foreign_key="geo_layer.version")
    code: str = text(primary_key=True)
    name: str = text()
    level: str = text()
    accuracy_m: float = real()
    geometry: bytes = Field(sa_type=LargeBinary)


class AreaTable(AreaRow, table=True):
    """Table of areas."""

    __tablename__ = "area"


class ResponsePlanRow(Row):
    """A run card: `card` holds needs, checklist and matching as in the city's file."""

    __table_name__: ClassVar[str] = "response_plan"
    __key__: ClassVar[tuple[str, ...]] = ("id", "version")
    id: str = text(primary_key=True)
    version: int = Field(primary_key=True)
    type: str = text()
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()
    card: dict[str, Any] = document()
    source: str = text(default="")


class ResponsePlanTable(ResponsePlanRow, table=True):
    """Table of run cards."""

    __tablename__ = "response_plan"


class PlanModifierRow(Row):
    """What a sign adds to run cards: `modifier` holds it as in the city's file."""

    __table_name__: ClassVar[str] = "plan_modifier"
    __key__: ClassVar[tuple[str, ...]] = ("id", "version")
    id: str = text(primary_key=True)
    version: int = Field(primary_key=True)
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()
    modifier: dict[str, Any] = document()
    source: str = text(default="")


class PlanModifierTable(PlanModifierRow, table=True):
    """Table of modifiers."""

    __tablename__ = "plan_modifier"
