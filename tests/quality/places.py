"""Texts against the kelurahan and the point where they happen."""

import json
from collections.abc import Sequence
from pathlib import Path

from shapely import STRtree
from shapely.geometry import Point, shape

from intake.location.evidence import distance_m
from intake.location.find import read_places
from intake.location.found import FoundPlace
from tests.quality.figure import Figure, share
from tests.quality.labels import Document
from tests.support.city import GAZETTEER

_TRUSTED = 0.6
_NEAR_M = 200.0
_AREAS = Path(__file__).parents[2] / "cities" / "mojokerto" / "areas.geojson"


class Areas:
    """The kelurahan of a point."""

    def __init__(self) -> None:
        features = json.loads(_AREAS.read_text(encoding="utf-8"))["features"]
        self._names = [str(feature["properties"]["name"]) for feature in features]
        self._tree = STRtree([shape(feature["geometry"]) for feature in features])

    def kelurahan(self, lat: float, lon: float) -> str | None:
        found = self._tree.query(Point(lon, lat), predicate="within")
        return self._names[int(found[0])] if len(found) else None


def figures(rows: Sequence[Document]) -> list[Figure]:
    """Give how often the best trusted place lies where the row says.

    `kelurahan` null or empty means elsewhere or nowhere; a row without that member tells only of
    its point.
    """
    areas = Areas()
    right, wrong, near, elsewhere = [], [], [], []
    for row in rows:
        places = read_places(row["text"], GAZETTEER).places
        best = next((place for place in places if place.score >= _TRUSTED), None)
        if "kelurahan" in row and not row["kelurahan"]:
            elsewhere.append(best is not None)
            continue
        if "kelurahan" in row:
            said = _kelurahan(best, areas)
            right.append(_same(said, row["kelurahan"]))
            wrong.append(said is not None and not _same(said, row["kelurahan"]))
        if row.get("lat") is not None and row.get("lon") is not None:
            near.append(
                best is not None
                and distance_m(best.lat, best.lon, float(row["lat"]), float(row["lon"])) <= _NEAR_M
            )
    return [
        share("kelurahan_right", right),
        share("kelurahan_wrong", wrong),
        share("within_200m", near),
        share("elsewhere_placed", elsewhere),
    ]


def _kelurahan(best: FoundPlace | None, areas: Areas) -> str | None:
    if best is None:
        return None
    return best.kelurahan or areas.kelurahan(best.lat, best.lon)


def _same(said: str | None, wanted: str) -> bool:
    return said is not None and _bare(said) == _bare(wanted)


def _bare(name: str) -> str:
    """Return a name as it is compared: letters only, without the word for what it names."""
    letters = "".join(sign for sign in name.casefold() if sign.isalpha())
    return letters.removeprefix("kelurahan").removeprefix("kel")
