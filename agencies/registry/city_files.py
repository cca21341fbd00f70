"""The files of one city folder, read and checked before anything is written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from agencies.geo.geo_import import ImportedFile, parse_geojson
from agencies.geo.tiling import Tile, tile, tiles_of
from agencies.registry.table_builder import (
    build_agencies,
    build_jurisdictions,
    build_response_plan,
    polygon_of,
)
from dispatch.kernel.errors import Invalid
from routing import Area, Table

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CityFiles:
    """What a city folder holds."""

    name: str
    registry: Entry
    incident_types: list[Entry]
    response_plans: list[Entry]
    sla_targets: list[Entry]
    layer: ImportedFile


def read_city(folder: Path) -> CityFiles:
    """Return the content of a city folder.

    `registry.city_unknown` or `registry.city_broken` when that fails.
    """
    if not folder.is_dir():
        raise Invalid("registry.city_unknown", f"there is no city {folder.name!r}")
    try:
        return CityFiles(
            name=folder.name,
            registry=_read(folder, "agencies.json"),
            incident_types=_read(folder, "incident_types.json")["incident_types"],
            response_plans=_read(folder, "response_plans.json")["response_plans"],
            sla_targets=_read(folder, "sla_targets.json")["sla_targets"],
            layer=parse_geojson((folder / "areas.geojson").read_bytes()),
        )
    except (OSError, ValueError, KeyError) as error:
        raise Invalid("registry.city_broken", f"{folder.name}: {error}") from error


def table_of(city: CityFiles) -> Table:
    """Return the routing table that a city folder stands for, without a database.

    BadTable when it is inconsistent.
    """
    agencies: list[Entry] = city.registry["agencies"]
    stations = [
        {**post, "agency_id": agency["id"]}
        for agency in agencies
        for post in agency.get("stations", ())
    ]
    claims = [
        {
            "rank": 1,
            "basis": "",
            "approximate": False,
            "polygon": None,
            **claim,
            "agency_id": agency["id"],
            "service": service,
        }
        for agency in agencies
        for claim in agency["jurisdictions"]
        for service in claim["services"]
    ]
    return Table(
        version=str(city.layer.layer.get("version", city.name)),
        areas=areas_of(tile(tiles_of(city.layer))),
        agencies=build_agencies(agencies, stations, {}),
        jurisdictions=build_jurisdictions(claims),
        response_plans=tuple(build_response_plan(entry, entry) for entry in city.response_plans),
        home_code=city.registry["home_code"],
    )


def areas_of(tiles: Iterable[Tile]) -> tuple[Area, ...]:
    """Return tiles as routing's areas."""
    rows = ((area, polygon_of(shapely.to_wkb(area.geometry))) for area in tiles)
    return tuple(
        Area(code=a.code, name=a.name, level=a.level, geometry=polygon, accuracy_m=a.accuracy_m)
        for a, polygon in rows
    )


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))
