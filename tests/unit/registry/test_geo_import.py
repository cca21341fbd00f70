"""Files that are no boundaries are refused with a stable code.

Usual and official spellings are understood.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.geo.geo_import import LARGEST_FILE, PropertyNames, parse_geojson
from dispatch.kernel.errors import Invalid, TooLarge

RING = [[112.40, -7.50], [112.45, -7.50], [112.45, -7.45], [112.40, -7.45], [112.40, -7.50]]
PROPERTIES = {"code": "35.76.01.1001", "name": "Kauman"}


def feature(
    ring: Any = None, *, properties: Any = PROPERTIES, geometry: Any = None
) -> dict[str, Any]:
    shape = geometry or {"type": "Polygon", "coordinates": [RING if ring is None else ring]}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def refusal_of(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        parse_geojson(data)
    return refusal.value


def test_a_plain_file_is_read() -> None:
    [area] = parse_geojson(collection(feature())).areas
    assert (area.code, area.name, area.level) == ("35.76.01.1001", "Kauman", "kelurahan")
    assert area.geometry.area == pytest.approx(0.0025)


def test_a_single_feature_and_a_byte_order_mark_are_read() -> None:
    assert len(parse_geojson(b"\xef\xbb\xbf" + json.dumps(feature()).encode()).areas) == 1


def test_heights_are_dropped_and_rings_turned_the_right_way() -> None:
    [area] = parse_geojson(collection(feature([[*point, 25.0] for point in reversed(RING)]))).areas
    assert not area.geometry.has_z
    assert area.geometry.exterior.is_ccw  # type: ignore[attr-defined]  # a polygon


def test_official_property_names_are_known_and_others_can_be_given() -> None:
    assert (
        parse_geojson(collection(feature(properties={"KDEPUM": "35.76", "NAMOBJ": "Kota"})))
        .areas[0]
        .level
        == "kabupaten"
    )
    odd = {"id_wil": 3576, "sebutan": "Kota", "jenis": "kota"}
    names = PropertyNames(code="id_wil", name="sebutan", level="jenis")
    [area] = parse_geojson(collection(feature(properties=odd)), names).areas
    assert (area.code, area.name, area.level) == ("3576", "Kota", "kota")


def test_what_the_file_says_of_itself_is_kept() -> None:
    assert parse_geojson(collection(feature(), layer={"accuracy_m": 40})).layer == {
        "accuracy_m": 40
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "geo.not_json"),
        (b"{", "geo.not_json"),
        (b"\xff\xfe", "geo.not_json"),
        (b"[" * 100_000, "geo.not_json"),
        (b"[]", "geo.not_geojson"),
        (b'{"type": "Topology"}', "geo.not_geojson"),
        (collection(), "geo.empty"),
        (b'{"type": "FeatureCollection", "features": 7}', "geo.empty"),
        (
            collection(
                feature(),
                crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32749"}},
            ),
            "geo.crs_not_supported",
        ),
        (collection(feature([point[::-1] for point in RING])), "geo.swapped_coordinates"),
    ],
)
def test_files_of_another_kind_are_refused(data: bytes, code: str) -> None:
    assert refusal_of(data).code == code


def test_wgs84_by_its_old_name_is_accepted() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert parse_geojson(collection(feature(), crs=crs)).areas


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (7, "not a Feature"),
        (feature(properties=[1]), "properties"),
        (feature(properties={"code": "1"}), "no name"),
        (feature(properties={"name": "x", "code": True}), "no code"),
        (feature(geometry={"type": "Point", "coordinates": [1, 2]}), "no Polygon"),
        (feature(geometry={"type": "Polygon", "coordinates": []}), "without rings"),
        (feature(geometry={"type": "MultiPolygon", "coordinates": [[]]}), "without rings"),
        (feature(geometry={"type": "MultiPolygon", "coordinates": []}), "no coordinates"),
        (feature(geometry={"type": ["Polygon"], "coordinates": []}), "no Polygon"),
        (feature(RING[:3]), "fewer than 4"),
        (feature(RING[:4]), "not closed"),
        (feature([[112.4, "x"], *RING[1:4], [112.4, "x"]]), "finite number"),
        (feature([[112.4], *RING[1:4], [112.4]]), "not a list of numbers"),
        (feature([[500, 0], [501, 0], [501, 1], [500, 0]]), "not on Earth"),
        (feature([[float("nan"), 0], [1, 0], [1, 1], [float("nan"), 0]]), "finite number"),
    ],
)
def test_broken_features_are_named(broken: Any, words: str) -> None:
    refusal = refusal_of(collection(feature(), broken))
    assert refusal.code == "geo.invalid_feature"
    [found] = refusal.params["errors"]
    assert found.field == "features.1"
    assert words in refusal.say("en")


def test_all_broken_features_are_listed() -> None:
    refusal = refusal_of(collection(7, feature(), 8, 9))
    assert [found.field for found in refusal.params["errors"]] == [
        "features.0",
        "features.2",
        "features.3",
    ]


def test_a_file_larger_than_we_read_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        parse_geojson(b" " * (LARGEST_FILE + 1))


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "features", "geometry"]), inner)
    ),
    max_leaves=12,
)


@given(values, values)
def test_no_content_makes_anything_but_a_refusal(geometry: Any, properties: Any) -> None:
    refusal = refusal_of(
        collection({"type": "Feature", "geometry": geometry, "properties": properties})
    )
    assert refusal.code == "geo.invalid_feature"


@given(values)
def test_no_document_makes_anything_but_a_refusal(document: Any) -> None:
    assert refusal_of(json.dumps(document).encode()).code.startswith("geo.")
