"""A position in whatever spelling it comes.

Named degrees in many tongues, a GeoJSON point, a pair, "lat,lon", a geo: URI, a link to a map.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from intake.location.angles import angle_in
from intake.location.check import parse_location
from intake.location.evidence import Fix, Method
from routing.position import BadPosition, in_country
from routing.value_object import value_object

LAT: Final = ("lat", "latitude", "lintang", "y")
LON: Final = ("lon", "lng", "long", "longitude", "bujur", "x")
ACCURACY: Final = ("accuracy_m", "accuracy", "horizontal_accuracy", "radius", "uncertainty")
INSIDE: Final = (
    "point",
    "coordinates",
    "coords",
    "coordinate",
    "position",
    "geometry",
    "geolocation",
    "geo",
    "gps",
    "latlng",
    "location",
    "geometries",
    "features",
)
ORDER_ASSUMED: Final = "location.order_assumed"
_NUMBER: Final = r"[-+]?\d{1,3}(?:[.]\d+)?"
_PAIR: Final = re.compile(rf"\(?\s*({_NUMBER})\s*(?:[,;/]\s*|\s+)({_NUMBER})\s*\)?")
_DECIMAL_COMMAS: Final = re.compile(
    r"\(?\s*([-+]?\d{1,3},\d{3,})\s*[,;\s]\s*([-+]?\d{1,3},\d{3,})\s*\)?"
)
_GEO: Final = re.compile(
    rf"geo:({_NUMBER}),({_NUMBER})(?:,[^;]*)?(?:;.*?u=(\d+(?:\.\d+)?))?", re.IGNORECASE
)
_LINK: Final = re.compile(
    rf"https?://\S*?(?:[?&=@/!]|q=)(?:loc:)?({_NUMBER}),\s*({_NUMBER})", re.IGNORECASE
)
_METHODS: Final = {method.value: method for method in Method}


@value_object
class Said:
    """What was said about a position, before anybody judged it.

    `assumed`: the order of the two numbers was not said.
    """

    lat: object = None
    lon: object = None
    accuracy_m: object = None
    assumed: bool = False


def judge(said: Said, method: object) -> Fix | BadPosition:
    """Return the position that was said, or why it is none."""
    lat, lon = _degrees(said.lat), _degrees(said.lon)
    flags: tuple[str, ...] = ()
    north, east = _float(lat), _float(lon)
    if said.assumed and in_country(east, north) and not in_country(north, east):
        lat, lon, flags = lon, lat, (ORDER_ASSUMED,)
    known = _METHODS.get(str(method).strip().lower(), Method.UNKNOWN)
    found = parse_location(lat, lon, said.accuracy_m, method=known)
    if isinstance(found, BadPosition) or not flags:
        return found
    return Fix(found.lat, found.lon, found.accuracy_m, found.method, (*found.flags, *flags))


def said_in(value: object, depth: int = 0) -> Said | None:
    """Return what `value` says about a position; None when it says nothing of the kind."""
    if isinstance(value, str):
        return _in_text(value)
    if isinstance(value, list):
        return _in_pair(value)
    if isinstance(value, Mapping) and depth < 4:  # noqa: PLR2004 - Feature > geometry > coordinates
        return _in_members(value, depth)
    return None


def _in_members(value: Mapping[Any, Any], depth: int) -> Said | None:
    members = {str(name).strip().lower(): member for name, member in value.items()}
    accuracy = first(members, ACCURACY)
    lat, lon = first(members, LAT), first(members, LON)
    if lat is not None or lon is not None:
        return Said(lat, lon, accuracy)
    for name in INSIDE:
        found = said_in(members.get(name), depth + 1)
        if found is not None:
            exact = "coordinates" in members and isinstance(members["coordinates"], list)
            own = found.accuracy_m if found.accuracy_m is not None else accuracy
            return Said(found.lat, found.lon, own, found.assumed and not exact)
    return None


def _in_pair(value: list[Any]) -> Said | None:
    """Read [lon, lat], as GeoJSON has it, unless only the other order can be meant."""
    plain = [one for one in value if isinstance(one, int | float | str)]
    if len(plain) == len(value) and len(value) in {2, 3}:
        return Said(value[1], value[0], assumed=True)
    return said_in(value[0]) if len(value) == 1 else None


def _in_text(text: str) -> Said | None:
    """Read "lat,lon", as people and maps write it, a geo: URI, or a link to a map."""
    found = _DECIMAL_COMMAS.fullmatch(text.strip()) or _PAIR.fullmatch(text.strip())
    return linked_in(text) if found is None else Said(found[1], found[2], assumed=True)


def linked_in(text: str) -> Said | None:
    """Return the position in the first geo: URI or link to a map."""
    geo = _GEO.search(text)
    if geo is not None:
        return Said(geo[1], geo[2], geo[3])
    found = _LINK.search(text)
    return None if found is None else Said(found[1], found[2], assumed=True)


def first(members: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return the first member that is there, under any of `names`."""
    return next((members[name] for name in names if members.get(name) is not None), None)


def _degrees(value: object) -> object:
    """Return a number as people write it too: a decimal comma, a long minus, its side, minutes."""
    if not isinstance(value, str):
        return value
    text = value.strip().replace("\N{MINUS SIGN}", "-").rstrip("°").strip()
    angle = angle_in(text)
    if angle is not None:
        return angle
    return text.replace(",", ".") if "." not in text else text


def _float(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
