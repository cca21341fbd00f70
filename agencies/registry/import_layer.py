"""Put an official layer of boundaries in force: parse, lint, merge, write, append the fact."""

import asyncio
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import shapely

from agencies.geo.geo_import import (
    LARGEST_FILE,
    ImportedArea,
    ImportedFile,
    PropertyNames,
    in_one_form,
    parse_geojson,
)
from agencies.geo.lint import LintReport, lint
from agencies.geo.tiling import Tile, merge, tiles_of
from agencies.registry.city_files import areas_of
from agencies.registry.events import GeoLayerImported
from agencies.registry.ground import GroundEffect, effect_of
from agencies.registry.load import accuracy_of, add_layer, digest
from agencies.registry.models import GeoLayer
from agencies.registry.source import IN_FORCE, load_table
from dispatch.kernel.errors import Finding, Invalid, NotFound, TooLarge
from dispatch.kernel.store.unit_of_work import UnitOfWork
from routing.value_object import value_object

LONGEST_NAME: Final = 60
NO_EFFECT: Final = GroundEffect()


@value_object(kw_only=True)
class ImportOptions:
    """How to read a file: which properties hold what, and how true its borders are.

    `force` uses it despite its faults; `dry_run` only says what it would change.
    """

    names: PropertyNames | None = None
    accuracy_m: float | None = None
    source: str | None = None
    force: bool = False
    dry_run: bool = False


@value_object
class ImportReport:
    """What an import did, or would do."""

    version: str
    areas: int
    kept: int
    lint: LintReport
    already_there: bool = False
    effect: GroundEffect = NO_EFFECT
    dry_run: bool = False

    def __str__(self) -> str:
        """Return the report for people."""
        if self.already_there:
            return f"{self.version} is in force already"
        state = "would be put in force (nothing was written)" if self.dry_run else "is in force"
        said = f"{self.version} {state}: {self.areas} areas, {self.kept} kept from the layer before"
        return "\n".join((said, str(self.lint), *self.effect.lines()))


async def import_layer(
    uow: UnitOfWork, file: Path, *, force: bool = False, options: ImportOptions | None = None
) -> ImportReport:
    """Put the boundaries of a GeoJSON file in force.

    Areas it does not speak of stay as they are and close up to it.

    Raises `geo.lint_refused` with the whole report when the file has faults that would misdirect
    help; `force` overrules. The report says which agency loses or gains ground and which areas no
    agency answers for; a dry run writes nothing.
    """
    options = options or ImportOptions(force=force)
    data = _read(file)
    parsed = in_one_form(parse_geojson(data, options.names), await _known_names(uow))
    report = lint(parsed.areas)
    _check_lint(report, force=force or options.force)
    before = await uow.fetchrow(IN_FORCE)
    version = f"{file.stem[:LONGEST_NAME]}-{digest(data)}"
    if before is not None and before["version"] == version:
        return ImportReport(version, len(parsed.areas), 0, report, already_there=True)
    version = await _free_name(uow, version)
    old = [] if before is None else await load_tiles(uow, before["version"])
    new = tiles_of(ImportedFile(_repaired(parsed.areas), parsed.layer), options.accuracy_m)
    tiles = merge(new, old)
    result = ImportReport(
        version,
        len(tiles),
        len(_codes(tiles) - _codes(new)),
        report,
        effect=await _effect(uow, tiles) if before is not None else NO_EFFECT,
        dry_run=options.dry_run,
    )
    if options.dry_run:
        return result
    home = before["home_code"] if before is not None else _home(new)
    layer = GeoLayer(
        version=version,
        source=options.source or str(parsed.layer.get("source") or file.name),
        accuracy_m=accuracy_of(tiles, home),
        accuracy_note="as given" if options.accuracy_m is not None else "",
        home_code=home,
        imported_at=uow.now,
        imported_by=uow.actor,
        lint=report.as_document(),
    )
    add_layer(uow, layer, tiles)
    _note(uow, layer, len(tiles), forced=report.refused)
    return result


async def _known_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the name of every area that any layer has had, by its code."""
    rows = await uow.fetch("SELECT DISTINCT ON (code) code, name FROM area ORDER BY code, layer")
    return {row["code"]: row["name"] for row in rows}


async def _effect(uow: UnitOfWork, tiles: list[Tile]) -> GroundEffect:
    table = await load_table(uow)
    return await asyncio.to_thread(effect_of, table, replace(table, areas=areas_of(tiles)))


def _check_lint(report: LintReport, *, force: bool) -> None:
    if report.refused and not force:
        errors = [
            Finding(" / ".join(one.codes), f"geo.{one.kind}", asdict(one))
            for one in report.findings
            if one.refuses
        ]
        raise Invalid("geo.lint_refused", errors=errors, report=report.as_document())


def _codes(tiles: list[Tile]) -> set[str]:
    return {area.code for area in tiles}


async def _free_name(uow: UnitOfWork, version: str) -> str:
    """Return a name for the layer that none has had.

    The same file again after another one is written once more, under a name of its own.
    """
    taken = "SELECT EXISTS (SELECT FROM geo_layer WHERE version = $1)"
    return f"{version}-{uow.now:%Y%m%d%H%M%S}" if await uow.fetchval(taken, version) else version


def _note(uow: UnitOfWork, layer: GeoLayer, areas: int, *, forced: bool) -> None:
    fact = GeoLayerImported(
        noun_id=uow.new_id(),
        at=uow.now,
        version=layer.version,
        source=layer.source,
        areas=areas,
        accuracy_m=layer.accuracy_m,
        forced=forced,
    )
    uow.append(fact)


async def load_tiles(uow: UnitOfWork, version: str) -> list[Tile]:
    """Return the areas of a layer."""
    rows = await uow.fetch(
        "SELECT code, name, level, accuracy_m, geometry FROM area WHERE layer = $1 ORDER BY code",
        version,
    )
    return [Tile(**{**dict(row), "geometry": shapely.from_wkb(row["geometry"])}) for row in rows]


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise TooLarge("geo.too_large", limit=LARGEST_FILE)
        return file.read_bytes()
    except OSError as error:
        raise NotFound("geo.file_not_found", file=file.name) from error


def _repaired(areas: tuple[ImportedArea, ...]) -> tuple[ImportedArea, ...]:
    """Mend broken rings and codes used twice, which only get here when somebody forced the file."""
    joined: dict[str, ImportedArea] = {}
    for area in areas:
        geometry = shapely.make_valid(area.geometry)
        if area.code in joined:
            geometry = shapely.union(joined[area.code].geometry, geometry)
        joined[area.code] = ImportedArea(area.code, area.name, area.level, geometry)
    return tuple(joined.values())


def _home(tiles: list[Tile]) -> str:
    """Return the code that all areas have in common: province and city of the first layer ever."""
    return ".".join(tiles[0].code.split(".")[:2])
