"""Every refusal that the source can make, read off its syntax: code, reason and parameters."""

import ast
from collections.abc import Iterable, Iterator
from string import Formatter

from routing.value_object import value_object
from tests.support.source import Source

ROOT = "TanggapError"


@value_object
class Refusal:
    """One place that makes an error; a code with `*` is put together from a noun and an ending."""

    where: str
    code: str
    why: str
    params: frozenset[str]


def error_classes(sources: Iterable[Source]) -> frozenset[str]:
    """Return the names of all classes of errors, however deep they are in the tree."""
    classes = [node for source in sources for node in classes_of(source)]
    known = {ROOT}
    for _ in classes:
        known |= {one.name for one in classes if known & {ast.unparse(base) for base in one.bases}}
    return frozenset(known)


def classes_of(source: Source) -> Iterator[ast.ClassDef]:
    """Yield the classes of a file."""
    yield from (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef))


def refusals(sources: Iterable[Source], classes: frozenset[str]) -> Iterator[Refusal]:
    """Yield every refusal; one that passes on what an adapter found has no code of its own."""
    for source in sources:
        for call in ast.walk(source.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in classes:
                yield _refusal(source.name, call)


def _refusal(name: str, call: ast.Call) -> Refusal:
    given = {word.arg: word.value for word in call.keywords if word.arg is not None}
    why = given.pop("why", None)
    return Refusal(
        where=f"{name}:{call.lineno}",
        code=_code(call.args[0]) if call.args else "",
        why=str(why.value) if isinstance(why, ast.Constant) else "",
        params=frozenset(given),
    )


def _code(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        return "".join(parts)
    return ""


def constants(sources: Iterable[Source]) -> frozenset[str]:
    """Return every text that stands in the source as a whole constant."""
    return frozenset(
        node.value
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def tables_got(sources: Iterable[Source]) -> frozenset[str]:
    """Return the tables of which somebody gets a row that must be there (`uow.get(Task, ...)`)."""
    every = list(sources)
    names = {
        ast.unparse(call.args[0])
        for source in every
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "get"
        and call.args
    }
    return frozenset(
        table
        for source in every
        for node in classes_of(source)
        if node.name in names
        for table in _table(node)
    )


def _table(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if (
            isinstance(line, ast.AnnAssign)
            and ast.unparse(line.target) == "__table_name__"
            and isinstance(line.value, ast.Constant)
        ):
            yield str(line.value.value)


def fields(template: str) -> dict[str, str]:
    """Return the parameters of a sentence, each with its vocabulary (empty without one)."""
    parsed = Formatter().parse(template)
    return {name: spec or "" for _text, name, spec, _conversion in parsed if name is not None}
