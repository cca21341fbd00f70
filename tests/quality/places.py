"""Texts against the kelurahan and the point where they happen."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shapely import STRtree
from shapely.geometry import Point, shape

from intake.location.evidence import distance_m
from intake.location.find import read_places
from tests.quality.figure import Figure, share
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


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """Give how often the best trusted place lies where the row says."""
    areas = Areas()
    right, wrong, near, elsewhere = [], [], [], []
    for row in rows:
        places = read_places(row["text"], GAZETTEER).places
        best = next((place for place in places if place.score >= _TRUSTED), None)
        if row["kelurahan"] is None:
            elsewhere.append(best is not None)
            continue
        said = None
        if best is not None:
            said = best.kelurahan or areas.kelurahan(best.lat, best.lon)
        right.append(_same(said, row["kelurahan"]))
        wrong.append(said is not None and not _same(said, row["kelurahan"]))
        if row.get("lat") is not None:
            near.append(
                best is not None
                and distance_m(best.lat, best.lon, row["lat"], row["lon"]) <= _NEAR_M
            )
    return [
        share("kelurahan_right", right),
        share("kelurahan_wrong", wrong),
        share("within_200m", near),
        share("elsewhere_placed", elsewhere),
    ]


def _same(said: str | None, wanted: str) -> bool:
    return said is not None and said.casefold() == wanted.casefold()
