"""The order of the rooms and of their folders, as pyproject.toml has it."""

import re
import tomllib
from functools import cache
from typing import Any, Final

from tests.support.paths import ROOMS, ROOT

BELOW: Final = {
    "intake": {"dispatch", "routing"},
    "agencies": {"dispatch", "routing"},
    "dispatch": {"routing"},
    "routing": set[str](),
}


def _orders() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return [each for each in contracts if each["type"] == "layers" and "containers" in each]


@cache
def layers() -> dict[str, dict[str, int]]:
    """Return each room's folders with their height."""
    return {
        contract["containers"][0]: {
            folder: -depth
            for depth, row in enumerate(contract["layers"])
            for folder in re.findall(r"\w+", row)
        }
        for contract in _orders()
    }


def may_use(here: str, there: str) -> bool:
    """Whether what lies in `here` owns what lies in `there` or stands above its owner."""
    (room, _, folder), (other, _, owner) = here.partition("/"), there.partition("/")
    if here == there or room not in ROOMS:
        return True
    if room != other:
        return other in BELOW[room]
    return layers()[room][folder] > layers()[room][owner]


def rules() -> dict[str, str]:
    """Return each room's order in one line, as the names of the contracts say it."""
    return {name.split(":")[0]: name for name in (contract["name"] for contract in _orders())}
