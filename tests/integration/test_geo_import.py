"""Official boundaries replace the shipped sketch, after a lint.

What cannot be trusted is refused with size and place.
"""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from agencies.registry.ground import GroundEffect
from agencies.registry.import_layer import ImportOptions, import_layer
from agencies.registry.load import load_city
from agencies.registry.source import RoutingTableSource, load_table
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import Invalid, NotFound
from dispatch.kernel.store.unit_of_work import Units
from routing import Router, Table, locate
from tests.support.city import SHIPPED
from tests.support.units import open_units

SQUARE = [[112.40, -7.50], [112.45, -7.50], [112.45, -7.45], [112.40, -7.45], [112.40, -7.50]]
SKETCH = "mojokerto-sketch-1"


@pytest.fixture
async def units(database_url: str) -> AsyncIterator[Units]:
    async with open_units(database_url) as opened:
        async with opened.begin("system:load") as uow:
            await load_city(uow, SHIPPED)
        # A layer imported in the same instant as the sketch would be told apart only by its name.
        assert isinstance(opened.clock, ManualClock)
        opened.clock.advance(seconds=1)
        yield opened


def written(folder: Path, *rings: tuple[str, list[list[float]]], **members: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"Area {code}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in rings
    ]
    file = folder / "official.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8"
    )
    return file


async def layer_of(units: Units) -> Table:
    async with units.reading() as reading:
        return await load_table(reading)


async def test_an_import_puts_the_new_layer_in_force_and_keeps_the_neighbours(
    units: Units, tmp_path: Path
) -> None:
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, written(tmp_path, ("35.76", SQUARE)))
    table = await layer_of(units)
    codes = {area.code for area in table.areas}
    assert table.version == report.version
    assert "35.76" in codes
    assert not any(code.startswith("35.76.") for code in codes)
    assert "35.16.13" in codes
    async with units.reading() as reading:
        data = await reading.fetchval(
            "SELECT data::text FROM event WHERE type = 'geo.layer_imported'"
        )
    assert json.loads(data)["version"] == report.version


async def test_neighbours_close_up_to_the_new_border(units: Units, tmp_path: Path) -> None:
    before = shapely.union_all([area.geometry for area in (await layer_of(units)).areas])
    async with units.begin("person:admin") as uow:
        await import_layer(uow, written(tmp_path, ("35.76", SQUARE)))
    areas = [area.geometry for area in (await layer_of(units)).areas]
    after = shapely.union_all(areas)
    assert shapely.difference(before, after).area < 1e-9
    assert sum(area.area for area in areas) == pytest.approx(after.area, rel=1e-9)


async def test_importing_the_same_file_again_changes_nothing(units: Units, tmp_path: Path) -> None:
    file = written(tmp_path, ("35.76", SQUARE))
    async with units.begin("person:admin") as uow:
        await import_layer(uow, file)
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, file)
    assert report.already_there
    async with units.reading() as reading:
        assert await reading.fetchval("SELECT count(*) FROM geo_layer") == 2


async def test_going_back_to_an_earlier_file_is_a_new_layer(units: Units, tmp_path: Path) -> None:
    first = written(tmp_path, ("35.76", SQUARE))
    kept = first.rename(tmp_path / "first.geojson")
    second = written(tmp_path, ("35.76", [[lon, lat + 0.01] for lon, lat in SQUARE]))
    versions = []
    for file in (kept, second, kept):
        units.clock.advance(seconds=60)  # type: ignore[attr-defined]  # the clock of tests can be moved
        async with units.begin("person:admin") as uow:
            versions.append((await import_layer(uow, file)).version)
    assert len(set(versions)) == 3
    assert (await layer_of(units)).version == versions[2]


async def test_the_city_loaded_again_does_not_overrule_the_import(
    units: Units, tmp_path: Path
) -> None:
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, written(tmp_path, ("35.76", SQUARE)))
    async with units.begin("system:load") as uow:
        await load_city(uow, SHIPPED)
    assert (await layer_of(units)).version == report.version


async def test_an_overlap_is_refused_with_its_size_and_place_unless_forced(
    units: Units, tmp_path: Path
) -> None:
    over = [[lon + 0.04, lat] for lon, lat in SQUARE]
    file = written(tmp_path, ("35.76.01", SQUARE), ("35.76.02", over))
    with pytest.raises(Invalid) as refusal:
        async with units.begin("person:admin") as uow:
            await import_layer(uow, file)
    assert refusal.value.code == "geo.lint_refused"
    assert "overlap" in refusal.value.say("en")
    assert "-7.47" in refusal.value.say()
    assert (await layer_of(units)).version == SKETCH
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, file, force=True)
    assert report.lint.refused
    async with units.reading() as reading:
        assert (
            await reading.fetchval(
                "SELECT data->>'forced' FROM event WHERE type = 'geo.layer_imported'"
            )
            == "true"
        )


async def test_a_forced_file_with_a_broken_ring_still_gives_a_usable_table(
    units: Units, tmp_path: Path
) -> None:
    bow_tie = [[112.40, -7.50], [112.45, -7.45], [112.45, -7.50], [112.40, -7.45], [112.40, -7.50]]
    async with units.begin("person:admin") as uow:
        await import_layer(uow, written(tmp_path, ("35.76.01", bow_tie)), force=True)
    source = RoutingTableSource()
    async with units.reading() as reading:
        await source.refresh(reading)
    assert locate(source.current(), 112.41, -7.475).distance_m == 0.0


async def test_a_file_that_is_not_there_is_not_found(units: Units, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        async with units.begin("person:admin") as uow:
            await import_layer(uow, tmp_path / "none.geojson")
    assert refusal.value.code == "geo.file_not_found"


async def test_accuracy_and_source_can_be_given(units: Units, tmp_path: Path) -> None:
    options = ImportOptions(accuracy_m=25.0, source="Dinas X")
    async with units.begin("person:admin") as uow:
        await import_layer(uow, written(tmp_path, ("35.76", SQUARE)), options=options)
    table = await layer_of(units)
    assert {area.accuracy_m for area in table.areas if area.code == "35.76"} == {25.0}
    async with units.reading() as reading:
        assert (
            await reading.fetchval("SELECT source FROM geo_layer WHERE version = $1", table.version)
            == "Dinas X"
        )


@pytest.mark.parametrize("name", ["kelurahan", "kecamatan", "kota", "kabupaten", "neighbours"])
async def test_the_official_files_import_clean(units: Units, real_data: Path, name: str) -> None:
    units.clock.advance(seconds=timedelta(hours=1).total_seconds())  # type: ignore[attr-defined]  # as above
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, real_data / "geo" / f"{name}.geojson")
    assert not report.lint.refused
    assert {finding.kind for finding in report.lint.findings} <= {"hole"}
    source = RoutingTableSource()
    async with units.reading() as reading:
        assert await source.refresh(reading)
    assert source.current().table.version == report.version


FORMS = {
    "dotted": ("code", "{0}"),
    "KDEPUM": ("KDEPUM", "{1}"),
    "p-code": ("ADM4_PCODE", "ID{1}"),
    "spaces": ("kode", "{2}"),
}


def renamed(source: Path, folder: Path, form: str) -> Path:
    """Write the city's kelurahan with their codes in another form."""
    name, pattern = FORMS[form]
    document = json.loads(source.read_text(encoding="utf-8"))
    features = []
    for feature in document["features"]:
        code = feature["properties"]["code"]
        if code.startswith("35.76."):
            written = pattern.format(code, code.replace(".", ""), code.replace(".", " "))
            properties = {name: written, "NAMOBJ": feature["properties"]["name"]}
            features.append({**feature, "properties": properties})
    file = folder / "other.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.mark.parametrize("form", FORMS)
async def test_a_file_takes_no_agency_its_ground_whatever_the_form_of_its_codes(
    units: Units, tmp_path: Path, form: str
) -> None:
    before = [(area.code, area.name) for area in (await layer_of(units)).areas]
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, renamed(SHIPPED.folder / "areas.geojson", tmp_path, form))
    table = await layer_of(units)
    assert [(area.code, area.name) for area in table.areas] == before
    assert report.effect == GroundEffect()
    assert Router(table).first_owner("35.76.01.1003", "fire") == "damkar-kota"


async def test_a_dry_run_says_who_would_lose_ground_and_writes_nothing(
    units: Units, tmp_path: Path
) -> None:
    file = written(tmp_path, ("99.99", SQUARE))
    async with units.begin("person:admin") as uow:
        report = await import_layer(uow, file, options=ImportOptions(dry_run=True))
    assert (await layer_of(units)).version == SKETCH
    said = str(report).splitlines()
    assert any(line.startswith("WARNING: no agency answers for 99.99") for line in said)
    assert any(line.startswith("loses ground: damkar-kota (fire): ") for line in said)
    async with units.reading() as reading:
        imported = "SELECT count(*) FROM event WHERE type = 'geo.layer_imported'"
        assert await reading.fetchval(imported) == 0


async def test_the_numbers_of_bps_are_the_same_areas(
    units: Units, real_data: Path, tmp_path: Path
) -> None:
    document = json.loads((real_data / "geo" / "kelurahan.geojson").read_text(encoding="utf-8"))
    for feature in document["features"]:
        of_bps = feature["properties"]
        feature["properties"] = {"KDEBPS": of_bps["code_bps"], "NAMOBJ": of_bps["name"].upper()}
    file = tmp_path / "bps.geojson"
    file.write_text(json.dumps(document), encoding="utf-8")
    before = {area.code for area in (await layer_of(units)).areas}
    async with units.begin("person:admin") as uow:
        await import_layer(uow, file)
    assert {area.code for area in (await layer_of(units)).areas} == before
