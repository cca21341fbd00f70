"""The files of one city folder, read and checked before anything is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agencies.registry.geo_import import ImportedFile, parse_geojson
from dispatch.kernel.errors import Invalid

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
    """Return the content of a city folder; `registry.city_unknown` or `registry.city_broken` when that fails."""
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


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))
