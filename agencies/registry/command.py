"""The command `cli.py geo import`."""

from pathlib import Path
from typing import Final

from agencies.registry.import_layer import ImportOptions, import_layer
from dispatch.kernel.host.command import Call, Command, Parser


def _declare(parser: Parser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--force", action="store_true", help="use it despite its faults")
    parser.add_argument(
        "--dry-run", action="store_true", help="only say which agency would lose or gain ground"
    )


async def geo_import(call: Call) -> str:
    """Replace the layer of boundaries by an official GeoJSON file, after a lint."""
    given = call.arguments
    options = ImportOptions(force=given.force, dry_run=given.dry_run)
    async with call.connect() as units, units.begin("system:cli") as uow:
        return str(await import_layer(uow, given.file, options=options))


GEO_IMPORT: Final = Command(words=("geo", "import"), run=geo_import, declare=_declare)
