"""Circles among packages, parents and children counted as the different things they are.

A package imports what any module directly in it imports. So `agencies` and `agencies.channels` are
a circle when a module of the one needs the other and is needed back, which no rule about siblings
sees.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from tests.support.paths import ROOMS
from tests.support.source import Source

Edge = tuple[str, str]


def package_edges(sources: Iterable[Source]) -> set[Edge]:
    """Return which package imports which, each counted with its own modules only."""
    rooms = [source for source in sources if source.name.split("/", maxsplit=1)[0] in ROOMS]
    modules = {_module(source) for source in rooms}
    packages = {_package(source) for source in rooms}
    return {
        (_package(source), there)
        for source in rooms
        for name in _imported(source.tree)
        for there in _packages_of(name, modules, packages)
        if there != _package(source)
    }


def _module(source: Source) -> str:
    return ".".join(PurePosixPath(source.name).with_suffix("").parts)


def _package(source: Source) -> str:
    return ".".join(PurePosixPath(source.name).parent.parts)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _packages_of(name: str, modules: set[str], packages: set[str]) -> Iterator[str]:
    """Yield the package that `name` (a package, a module, or something in one) lies in."""
    while name:
        if name in packages:
            yield name
            return
        if name in modules:
            yield name.rpartition(".")[0]
            return
        name = name.rpartition(".")[0]


def circles(edges: Iterable[Edge]) -> list[list[str]]:
    """Return every set of nodes that reach each other, sorted."""
    reach = _reachable(edges)
    found = {
        frozenset({here, *(there for there in reach[here] if here in reach.get(there, ()))})
        for here in reach
    }
    return sorted(sorted(circle) for circle in found if len(circle) > 1)


def _reachable(edges: Iterable[Edge]) -> Mapping[str, set[str]]:
    reach: dict[str, set[str]] = {}
    for here, there in edges:
        reach.setdefault(here, set()).add(there)
        reach.setdefault(there, set())
    grown = True
    while grown:
        sizes = {node: len(known) for node, known in reach.items()}
        for known in reach.values():
            known.update(*(reach[node] for node in tuple(known)))
        grown = any(len(known) > sizes[node] for node, known in reach.items())
    return reach
