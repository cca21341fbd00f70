"""The command `cli.py geo import`."""

from pathlib import Path
from typing import Final

from agencies.registry.import_layer import import_layer
from dispatch.kernel.host.command import Call, Command, Parser


def _declare(parser: Parser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--force", action="store_true")


async def geo_import(call: Call) -> str:
    """Replace the layer of boundaries by an official GeoJSON file, after a lint."""
    async with call.connect() as units, units.begin("system:cli") as uow:
        return str(await import_layer(uow, call.arguments.file, force=call.arguments.force))


GEO_IMPORT: Final = Command(words=("geo", "import"), run=geo_import, declare=_declare)
