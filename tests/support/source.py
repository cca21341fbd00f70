"""What architecture tests read from the code itself: no setting talks them out of it."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from statistics import quantiles

from routing.value_object import value_object
from tests.support.paths import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@value_object
class Source:
    """One parsed Python file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path from the top of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    def at(self, node: ast.AST) -> str:
        """Return `file:line` of a node."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    def functions(self) -> Iterator[Function]:
        """Yield every function, nested ones and methods included."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> list[str]:
        """Return the full name of every imported module, wherever the import stands."""
        plain = [
            alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ]
        return plain + [
            node.module
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
        ]

    def relative_imports(self) -> list[ast.ImportFrom]:
        """Return imports that start with a dot."""
        return [
            node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom) and node.level
        ]


def parse(paths: Iterable[Path]) -> list[Source]:
    """Parse Python files, each once a run."""
    return [_parsed(path) for path in paths]


@cache
def _parsed(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text))


def lines(text: str) -> int:
    """Count lines the way the strictest reader does.

    What follows the last line break counts too.
    """
    return text.count("\n") + 1


def function_lines(function: Function) -> int:
    """Count a function's lines from `def` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    """Count what a caller may pass, without `self` and `cls`."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    extra = [argument for argument in (function.args.vararg, function.args.kwarg) if argument]
    return len([argument for argument in arguments if argument.arg not in {"self", "cls"}]) + len(
        extra
    )


def p95(values: list[int]) -> float:
    """Return the 95th percentile."""
    return quantiles(values, n=20)[-1]


def hidden_imports(tree: ast.AST) -> list[ast.AST]:
    """Find imports inside functions and classes."""
    scopes = [node for node in ast.walk(tree) if isinstance(node, SCOPES)]
    return [
        node
        for scope in scopes
        for node in ast.walk(scope)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def calls_of(tree: ast.AST, forbidden: frozenset[tuple[str, str]]) -> list[ast.AST]:
    """Find uses of `module.function` pairs, as in `datetime.now`, called or passed on."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = (
                owner.id
                if isinstance(owner, ast.Name)
                else owner.attr
                if isinstance(owner, ast.Attribute)
                else ""
            )
            if (name, node.attr) in forbidden:
                found.append(node)
    return found


BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.comprehension,
    ast.Assert,
    ast.match_case,
)


def complexity(function: ast.AST) -> int:
    """Count the ways through a function: one, and one more at each branch and boolean operator."""
    return 1 + sum(
        isinstance(node, BRANCHES) + (len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0)
        for node in ast.walk(function)
    )


def positional(call: ast.Call) -> int:
    """Count the arguments that a call passes by position; a starred one counts as one."""
    return len(call.args)


def constants(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the names in capitals that a module defines, with where it does."""
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        names = [name for target in targets for name in ast.walk(target)]
        yield from (
            (name.id, node) for name in names if isinstance(name, ast.Name) and name.id.isupper()
        )


def names_used(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a file reads: variables, attributes and what it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        if isinstance(node, ast.Attribute):
            yield node.attr
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
