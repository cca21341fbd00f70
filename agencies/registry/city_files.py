"""The files of one city folder, read and checked before anything is written."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from agencies.geo.geo_import import ImportedFile, in_one_form, parse_geojson
from agencies.geo.tiling import Tile, tile, tiles_of
from agencies.registry.table_builder import (
    build_agencies,
    build_jurisdictions,
    build_modifier,
    build_response_plan,
    polygon_of,
)
from dispatch.kernel.city import City
from dispatch.kernel.errors import Invalid
from routing import Area, Table
from routing.value_object import value_object

Entry = Mapping[str, Any]


@value_object
class CityFiles:
    """What a city's files say of its registry."""

    name: str
    registry: Entry
    incident_types: list[Entry]
    response_plans: list[Entry]
    modifiers: list[Entry]
    sla_targets: list[Entry]
    layer: ImportedFile


def read_registry(city: City) -> CityFiles:
    """Return what a city's files say of its registry; `registry.city_broken` when that fails."""
    areas = city.file("areas")
    try:
        return CityFiles(
            name=city.id,
            registry=city.read("agencies", {}),
            incident_types=city.read("incident_types", {})["incident_types"],
            response_plans=city.read("response_plans", {})["response_plans"],
            modifiers=city.read("plan_modifiers", {"plan_modifiers": []})["plan_modifiers"],
            sla_targets=city.read("sla_targets", {})["sla_targets"],
            layer=in_one_form(parse_geojson(b"" if areas is None else areas.read_bytes()), {}),
        )
    except (OSError, ValueError, KeyError) as error:
        raise Invalid(
            "registry.city_broken", why="files", city=city.id, fault=str(error)
        ) from error


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
        modifiers=tuple(build_modifier(entry, entry) for entry in city.modifiers),
        home_code=city.registry["home_code"],
    )


def areas_of(tiles: Iterable[Tile]) -> tuple[Area, ...]:
    """Return tiles as routing's areas."""
    rows = ((area, polygon_of(shapely.to_wkb(area.geometry))) for area in tiles)
    return tuple(
        Area(code=a.code, name=a.name, level=a.level, geometry=polygon, accuracy_m=a.accuracy_m)
        for a, polygon in rows
    )
