"""Read boundaries from GeoJSON (RFC 7946), and refuse with a reason what cannot be boundaries."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from math import isfinite
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from agencies.geo.area_code import NamedCode, code_in, numbering_of
from dispatch.kernel.errors import Finding, Invalid, TooLarge
from routing.case import LATITUDE_LIMIT, LONGITUDE_LIMIT
from routing.value_object import value_object

LARGEST_FILE: Final = 64 * 1024 * 1024
LARGEST_LIST: Final = 50
RING_AT_LEAST: Final = 4
# Official files call the same things by many names; the first that is there is taken.
USUAL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": (
        *("code", "kode", "KODE", "kode_kemendagri", "KDEPUM", "KDCPUM", "KDPKAB"),
        *("ADM4_PCODE", "ADM3_PCODE", "ADM2_PCODE", "kode_desa", "kode_kel", "kd_desa", "iddesa"),
        *("kode_bps", "code_bps", "KDEBPS", "KDCBPS", "KDBBPS"),
    ),
    "name": (
        *("name", "nama", "NAMOBJ", "WADMKD", "WADMKC", "ADM4_EN", "ADM3_EN", "ADM2_EN"),
        *("nama_desa", "nama_kel", "nmdesa"),
    ),
    "level": ("level", "tingkat"),
}
LEVEL_OF_DEPTH: Final[Mapping[int, str]] = {
    1: "provinsi",
    2: "kabupaten",
    3: "kecamatan",
    4: "kelurahan",
}
WGS84_NAMES: Final = ("CRS84", "4326")
# Tuples, because what stands there may be anything, also something that no set can look for.
DOCUMENTS: Final = ("FeatureCollection", "Feature")
SHAPES: Final = ("Polygon", "MultiPolygon")
_SWAPPED: Final = "swapped"


class _Broken(Exception):
    """What is wrong with one feature; `kind` has its sentence among the findings (`geo.<kind>`)."""

    def __init__(self, kind: str, **params: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


@value_object
class ImportedArea:
    """An area as it stands in the file: degrees WGS 84, possibly still with faults."""

    code: str
    name: str
    level: str
    geometry: BaseGeometry


@value_object(kw_only=True)
class PropertyNames:
    """Which property holds what, when the file does not use one of the usual names."""

    code: str | None = None
    name: str | None = None
    level: str | None = None


@value_object
class ImportedFile:
    """What a file holds: its areas, and its own word about itself (the foreign member `layer`)."""

    areas: tuple[ImportedArea, ...]
    layer: Mapping[str, Any] = field(default_factory=dict)


def parse_geojson(data: bytes, names: PropertyNames | None = None) -> ImportedFile:
    """Return the areas of a FeatureCollection of polygons; else `Invalid` with every fault."""
    if len(data) > LARGEST_FILE:
        raise TooLarge("geo.too_large", limit=LARGEST_FILE)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid("geo.not_json") from error
    features = _features(document)
    faults: list[Finding] = []
    areas: list[ImportedArea] = []
    for number, feature in enumerate(features):
        try:
            areas.append(_area(feature, names or PropertyNames()))
        except _Broken as fault:
            faults.append(Finding(f"features.{number}", f"geo.{fault.kind}", fault.params))
            if len(faults) == LARGEST_LIST:
                break
    if faults:
        code = (
            "geo.swapped_coordinates"
            if all(fault.kind == f"geo.{_SWAPPED}" for fault in faults)
            else "geo.invalid_feature"
        )
        raise Invalid(code, errors=faults)
    layer = document.get("layer")
    return ImportedFile(tuple(areas), layer if isinstance(layer, dict) else {})


def _features(document: object) -> list[object]:
    if not isinstance(document, dict) or document.get("type") not in DOCUMENTS:
        raise Invalid("geo.not_geojson")
    crs = document.get("crs")
    if crs is not None and not any(name in json.dumps(crs) for name in WGS84_NAMES):
        raise Invalid("geo.crs_not_supported")
    features = [document] if document["type"] == "Feature" else document.get("features")
    if not isinstance(features, list) or not features:
        raise Invalid("geo.empty")
    return features


def _area(feature: object, names: PropertyNames) -> ImportedArea:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Broken("not_a_feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise _Broken("properties")
    code = _property(properties, "code", names.code)
    name = _property(properties, "name", names.name)
    if code is None or name is None:
        missing = "code" if code is None else "name"
        raise _Broken("no_property", missing=missing, found=list(properties)[:20])
    level = _property(properties, "level", names.level) or level_of(code)
    return ImportedArea(code, name, level, _geometry(feature.get("geometry")))


def in_one_form(file: ImportedFile, known: Mapping[str, str]) -> ImportedFile:
    """Return the file with its codes in one form; `known` are names of areas by their code."""
    named = [NamedCode(area.code, area.name) for area in file.areas]
    numbering = numbering_of(named, known)
    codes = [code_in(numbering, one, known) for one in named]
    areas = tuple(
        replace(area, code=code, level=_level(area, code))
        for area, code in zip(file.areas, codes, strict=True)
    )
    return replace(file, areas=areas)


def _level(area: ImportedArea, code: str) -> str:
    """Return the level that the file gives, else that of the code in its one form."""
    return level_of(code) if area.level == level_of(area.code) else area.level


def level_of(code: str) -> str:
    """Return what an area with a code of this depth is called."""
    return LEVEL_OF_DEPTH.get(code.count(".") + 1, "area")


def _property(properties: Mapping[str, Any], meaning: str, chosen: str | None) -> str | None:
    candidates = (chosen,) if chosen is not None else USUAL_NAMES[meaning]
    for candidate in candidates:
        value = properties.get(candidate)
        if isinstance(value, str | int | float) and str(value).strip() and value is not True:
            return str(value).strip()
    return None


def _geometry(value: object) -> BaseGeometry:
    if not isinstance(value, dict) or value.get("type") not in SHAPES:
        raise _Broken("not_a_polygon")
    coordinates = value.get("coordinates")
    polygons = [coordinates] if value["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _Broken("no_coordinates")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Broken("no_rings")
        for ring in polygon:
            _check_ring(ring)
    geometry = shapely.force_2d(shape(value))
    # Rings turned the wrong way round are common and harmless; everything after this may rely on
    # the right hand.
    if not isinstance(geometry, Polygon | MultiPolygon) or geometry.is_empty:
        raise _Broken("empty")
    return shapely.orient_polygons(geometry)


def _check_ring(ring: object) -> None:
    if not isinstance(ring, list) or len(ring) < RING_AT_LEAST:
        raise _Broken("short_ring", least=RING_AT_LEAST)
    positions = list(_positions(ring))
    if positions[0] != positions[-1]:
        raise _Broken("open_ring", begins=positions[0])
    if all(abs(lon) <= LATITUDE_LIMIT < abs(lat) <= LONGITUDE_LIMIT for lon, lat in positions):
        raise _Broken(_SWAPPED, example=positions[0])
    for lon, lat in positions:
        if not (abs(lon) <= LONGITUDE_LIMIT and abs(lat) <= LATITUDE_LIMIT):
            raise _Broken("off_the_earth", lon=lon, lat=lat)


def _positions(ring: list[Any]) -> Iterator[tuple[float, float]]:
    for position in ring:
        if not isinstance(position, list) or len(position) < len(("lon", "lat")):
            raise _Broken("not_a_position")
        for number in position[:2]:
            if (
                isinstance(number, bool)
                or not isinstance(number, int | float)
                or not isfinite(number)
            ):
                raise _Broken("not_a_number")
        yield float(position[0]), float(position[1])
