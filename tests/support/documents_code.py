"""Generated parts of the documentation that draw the code.

Lifecycles and the pictures of the imports.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final, TypeVar

from dispatch.incidents.lifecycle import LIFECYCLE as INCIDENT
from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from dispatch.tasks.lifecycle import LIFECYCLE as TASK
from dispatch.units.milestones import Milestone
from intake.reports.lifecycle import LIFECYCLE as REPORT
from tests.support.paths import ROOT, room_files
from tests.support.source import Source, parse
from tests.support.tables import table_edges

ROOTS: Final = ("main", "parts", "reactions", "cli")
TOP: Final = "main, parts, reactions, cli"
_ROOMS: Final = ("intake", "agencies", "dispatch", "routing")
Edge = tuple[str, str]
S = TypeVar("S", bound=StrEnum)


def mermaid(text: str) -> str:
    """Return a diagram as a fenced block."""
    return f"```mermaid\n{text}\n```"


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file that runs in production."""
    return tuple(parse(room_files()))


@cache
def _module_edges() -> frozenset[Edge]:
    return frozenset(_edges())


def _edges() -> Iterable[Edge]:
    for source in sources():
        here = ".".join(PurePosixPath(source.name).with_suffix("").parts).removesuffix(".__init__")
        for name in source.imports():
            yield here, name
        # `from dispatch.board import socket` names the module only in the imported name.
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from ((here, f"{node.module}.{alias.name}") for alias in node.names)


def room_of(module: str) -> str:
    """Return the room of a module; the root modules are one."""
    first = module.split(".", maxsplit=1)[0]
    return TOP if first in ROOTS else first


def folder_of(room: str, module: str) -> str:
    """Return the folder of `room` that a module lies in; nothing for the modules right below it."""
    parts = module.split(".")
    return (
        parts[1]
        if len(parts) > 1 and parts[0] == room and (ROOT / room / parts[1]).is_dir()
        else ""
    )


def room_edges() -> set[Edge]:
    """Return which room imports which, or reads its tables."""
    known = {*_ROOMS, TOP}
    modules = {(here.replace("/", "."), there.replace("/", ".")) for here, there in table_edges()}
    pairs = {(room_of(here), room_of(name)) for here, name in {*_module_edges(), *modules}}
    return {
        (here, there) for here, there in pairs if here in known and there in known and here != there
    }


def folder_edges(room: str) -> set[Edge]:
    """Return which folder of a room imports which other of it, or reads its tables."""
    modules = {(here.replace("/", "."), there.replace("/", ".")) for here, there in table_edges()}
    edges = {*_module_edges(), *modules}
    pairs = {(folder_of(room, here), folder_of(room, name)) for here, name in edges}
    return {(here, there) for here, there in pairs if here and there and here != there}


def essential(edges: set[Edge]) -> set[Edge]:
    """Leave out every arrow that a longer way says already."""
    reach: dict[str, set[str]] = {}

    def below(node: str) -> set[str]:
        if node not in reach:
            reach[node] = set()
            reach[node].update(*({there} | below(there) for here, there in edges if here == node))
        return reach[node]

    return {
        (here, there)
        for here, there in edges
        if not any(there in below(via) for start, via in edges if start == here and via != there)
    }


def _graph(edges: set[Edge], *, names: Mapping[str, str]) -> str:
    key = {name: name.split(",")[0] for edge in edges for name in edge}
    nodes = [f'    {key[name]}["{names.get(name, name)}"]' for name in sorted(key)]
    return mermaid(
        "\n".join(
            [
                "flowchart TD",
                *nodes,
                *(f"    {key[here]} --> {key[there]}" for here, there in sorted(edges)),
            ]
        )
    )


def rooms() -> str:
    """Return the picture of the rooms."""
    names = {
        TOP: "main, parts, reactions, cli<br/>composition root",
        "intake": "intake<br/>reports in",
        "agencies": "agencies<br/>orders out",
        "dispatch": "dispatch<br/>the centre",
        "routing": "routing<br/>pure advice",
    }
    return _graph(essential(room_edges()), names=names)


def lifecycle(table: Lifecycle[S, Event]) -> str:
    """Return the diagram of a lifecycle, its arrows in the order of the states they join."""
    place = {"[*]": -1} | {str(state): number for number, state in enumerate(table.states)}
    head, *arrows = table.mermaid().split("\n")

    def order(arrow: str) -> tuple[int, int]:
        old, _, new = arrow.split(":", maxsplit=1)[0].split()
        return place[old], place[new]

    return mermaid("\n".join([head, *sorted(arrows, key=order)]))


def _chart(room: str) -> Callable[[], str]:
    return lambda: _graph(essential(folder_edges(room)), names={})


def milestones() -> str:
    """Return the steps of a unit's assignment."""
    return mermaid(
        "\n".join(
            ["stateDiagram-v2", *(f"    {one} --> {other}" for one, other in pairwise(Milestone))]
        )
    )


PARTS: Final[dict[str, Callable[[], str]]] = {
    "lifecycle report": lambda: lifecycle(REPORT),
    "lifecycle incident": lambda: lifecycle(INCIDENT),
    "lifecycle task": lambda: lifecycle(TASK),
    "milestones": milestones,
    "imports rooms": rooms,
    "imports dispatch": _chart("dispatch"),
    "imports intake": _chart("intake"),
    "imports agencies": _chart("agencies"),
}
