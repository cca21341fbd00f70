"""Load a city's reference data: what is not there yet; what somebody has changed stays."""

import hashlib
from collections import Counter
from typing import Final

import shapely

from agencies.delivery.directory import ChannelSetting, set_channel
from agencies.geo.tiling import Tile, tile, tiles_of
from agencies.registry.city_files import CityFiles, Entry, read_registry, table_of
from agencies.registry.events import CityLoaded
from agencies.registry.models import (
    AreaRow,
    GeoLayer,
    JurisdictionRow,
    PlanModifierRow,
    ResponsePlanRow,
    StationRow,
)
from agencies.registry.table_builder import as_moment
from dispatch.directory.models import AgencyRow
from dispatch.directory.read import list_agencies
from dispatch.incidents.models import IncidentType
from dispatch.kernel.city import City
from dispatch.kernel.errors import Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.targets import load_targets
from routing import BadTable
from routing.check import check_table

SHIPPED_BY: Final = "system:load"
# Room before them for the webhook of an agency's own system, which is tried first.
FIRST_RANK: Final = 10


async def load_city(uow: UnitOfWork, city: City) -> dict[str, int]:
    """Add the city's types, agencies, run cards, targets and boundaries that are missing.

    Return how many rows of each.
    """
    files = read_registry(city)
    try:
        check_table(table_of(files))
    except BadTable as broken:
        raise Invalid(
            "registry.city_broken", why="table", city=city.id, fault=broken.detail
        ) from broken
    added: Counter[str] = Counter()
    added["incident_types"] = await _load_types(uow, files.incident_types)
    added["agencies"] = await _load_agencies(uow, files.registry)
    added["response_plans"] = await _load_cards(uow, files.response_plans)
    added["plan_modifiers"] = await _load_modifiers(uow, files.modifiers)
    added["sla_targets"] = await load_targets(uow, files.sla_targets)
    added["areas"] = await _load_layer(uow, files)
    if added.total():
        uow.append(CityLoaded(noun_id=uow.new_id(), at=uow.now, city=city.id, added=dict(added)))
    return dict(added)


async def _load_types(uow: UnitOfWork, entries: list[Entry]) -> int:
    known = {row["code"] for row in await uow.fetch("SELECT code FROM incident_type")}
    new = [IncidentType(**entry) for entry in entries if entry["code"] not in known]
    for row in new:
        uow.add(row)
    return len(new)


async def _load_agencies(uow: UnitOfWork, registry: Entry) -> int:
    known = {agency.id for agency in await list_agencies(uow)}
    new = [entry for entry in registry["agencies"] if entry["id"] not in known]
    for entry in new:
        _add_agency(uow, entry, registry)
    # Channels refer to agencies, whose rows must stand before another statement asks for them.
    await uow.flush()
    for entry in new:
        for rank, kind in enumerate(entry.get("channels", ()), FIRST_RANK):
            await set_channel(uow, entry["id"], ChannelSetting(kind=kind, rank=rank))
    return len(new)


def _add_agency(uow: UnitOfWork, entry: Entry, registry: Entry) -> None:
    members = ("id", "name", "short_name", "services", "phone", "active", "note", "source")
    crews = dict(entry.get("crews", {}))
    uow.add(AgencyRow(**{name: entry[name] for name in members}, crews=crews))
    for number, post in enumerate(entry.get("stations", ()), 1):
        where = {name: post[name] for name in ("name", "lat", "lon", "error_m")}
        uow.add(
            StationRow(
                id=f"{entry['id']}:{number}",
                agency_id=entry["id"],
                source=post.get("quality", ""),
                **where,
            )
        )
    for claim in entry["jurisdictions"]:
        for service in claim["services"]:
            uow.add(
                JurisdictionRow(
                    id=uow.new_id(),
                    agency_id=entry["id"],
                    service=service,
                    rank=claim.get("rank", 1),
                    area_codes=list(claim["area_codes"]),
                    basis=claim.get("basis", ""),
                    approximate=claim.get("approximate", False),
                    valid_from=as_moment(registry["valid_from"]),
                )
            )


async def _load_cards(uow: UnitOfWork, entries: list[Entry]) -> int:
    known = {
        (row["id"], row["version"])
        for row in await uow.fetch("SELECT id, version FROM response_plan")
    }
    new = [entry for entry in entries if (entry["id"], entry["version"]) not in known]
    for entry in new:
        members = {name: entry[name] for name in ("id", "version", "type", "source")}
        card = {
            name: value
            for name, value in entry.items()
            if name not in {*members, "valid_from", "valid_to"}
        }
        uow.add(ResponsePlanRow(**members, valid_from=as_moment(entry["valid_from"]), card=card))
    return len(new)


async def _load_modifiers(uow: UnitOfWork, entries: list[Entry]) -> int:
    known = {
        (row["id"], row["version"])
        for row in await uow.fetch("SELECT id, version FROM plan_modifier")
    }
    new = [entry for entry in entries if (entry["id"], entry["version"]) not in known]
    for entry in new:
        members = {name: entry[name] for name in ("id", "version", "source")}
        apart = {*members, "valid_from", "valid_to"}
        body = {name: value for name, value in entry.items() if name not in apart}
        began = as_moment(entry["valid_from"])
        uow.add(PlanModifierRow(**members, valid_from=began, modifier=body))
    return len(new)


async def _load_layer(uow: UnitOfWork, city: CityFiles) -> int:
    """Put the shipped sketch in force.

    Unless it is already there or somebody imported something better.
    """
    about = city.layer.layer
    version = str(about.get("version", f"{city.name}-1"))
    if await uow.fetchval(
        "SELECT EXISTS (SELECT FROM geo_layer WHERE version = $1 OR imported_by <> $2)",
        version,
        SHIPPED_BY,
    ):
        return 0
    tiles = tile(tiles_of(city.layer))
    measured = about.get("measured")
    layer = GeoLayer(
        version=version,
        source=str(about.get("source", "")),
        accuracy_m=accuracy_of(tiles, city.registry["home_code"]),
        accuracy_note=""
        if measured is None
        else "; ".join(f"{name}: {value}" for name, value in measured.items()),
        home_code=city.registry["home_code"],
        imported_at=uow.now,
        imported_by=SHIPPED_BY,
    )
    add_layer(uow, layer, tiles)
    return len(tiles)


def accuracy_of(tiles: list[Tile], home_code: str) -> float:
    """Return how far the borders of the city itself may be off, by its worst area."""
    return max((area.accuracy_m for area in tiles if area.code.startswith(home_code)), default=0.0)


def add_layer(uow: UnitOfWork, layer: GeoLayer, tiles: list[Tile]) -> None:
    """Write a layer and its areas."""
    uow.add(layer)
    for area in tiles:
        geometry = shapely.to_wkb(area.geometry)
        row = AreaRow(
            layer=layer.version,
            code=area.code,
            name=area.name,
            level=area.level,
            accuracy_m=area.accuracy_m,
            geometry=geometry,
        )
        uow.add(row)


def digest(data: bytes) -> str:
    """Return a short name for exactly this content."""
    return hashlib.sha256(data).hexdigest()[:12]
