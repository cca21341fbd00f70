"""Which SQL reads or writes which table, read from the code's strings and its .sql files."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from routing.value_object import value_object
from tests.support.paths import ROOMS, ROOT, room_files
from tests.support.source import Source, parse

_OWNER_NAMES: Final = frozenset({"__table_name__", "__tablename__"})
_NAME: Final = r'(?:ONLY\s+)?(?:public\.)?"?([a-z_]+)"?'
# What follows one of these words is a table, unless it is a column or a query's own name, which no
# model declares.
_AFTER: Final = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+{_NAME}")
# `FROM a x, b AS y`: the names after a comma.
_LIST: Final = re.compile(
    rf"\bFROM\s+{_NAME}(?:\s+(?:AS\s+)?[a-z_]+)?((?:\s*,\s*{_NAME}(?:\s+(?:AS\s+)?[a-z_]+)?)+)"
)
_COMMA: Final = re.compile(rf",\s*{_NAME}")
_KEY: Final = "foreign_key"


@value_object
class Use:
    """A table that a place in the code reads, writes or refers to."""

    name: str
    line: int
    table: str

    def folder(self) -> str:
        """Return the folder that uses the table."""
        return folder_of(self.name)

    def __str__(self) -> str:
        return f"{self.name}:{self.line} uses {self.table}"


def folder_of(name: str) -> str:
    """Return `room/folder` of a file, or the file itself when it lies in neither."""
    parts = name.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def tables_in(text: str) -> set[str]:
    """Return the names that stand where SQL expects a table."""
    found = {match[1] for match in _AFTER.finditer(text)}
    for match in _LIST.finditer(text):
        found.update(comma[1] for comma in _COMMA.finditer(match[2]))
    return found


@cache
def owners() -> dict[str, str]:
    """Return each table's folder, as the models declare it."""
    return {
        table: folder_of(source.name)
        for source in parse(room_files())
        for table in _declared(source.tree)
    }


def _declared(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if isinstance(node, ast.Assign):
            targets = node.targets
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        value = getattr(node, "value", None)
        if names & _OWNER_NAMES and isinstance(value, ast.Constant):
            yield str(value.value)


def uses_of(source: Source) -> Iterator[Use]:
    """Yield what the strings of a file use, foreign keys included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (Use(source.name, node.lineno, table) for table in tables_in(node.value))
        if isinstance(node, ast.keyword) and node.arg == _KEY:
            key = ast.literal_eval(node.value)
            yield Use(source.name, node.value.lineno, str(key).split(".", maxsplit=1)[0])


def _files_of_sql() -> Iterator[Use]:
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.sql")):
        name = path.relative_to(ROOT).as_posix()
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield from (Use(name, line, table) for table in tables_in(text))


@cache
def uses() -> tuple[Use, ...]:
    """Return every use of a table that a model declares."""
    known = owners()
    found: Iterable[Use] = [use for source in parse(room_files()) for use in uses_of(source)]
    return tuple(use for use in [*found, *_files_of_sql()] if use.table in known)


def table_edges() -> set[tuple[str, str]]:
    """Return which folder (`room/folder`) uses a table of which other."""
    known = owners()
    pairs = {(use.folder(), known[use.table]) for use in uses()}
    return {(here, there) for here, there in pairs if here != there}
