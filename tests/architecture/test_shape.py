"""What a reader meets: few ways through a function, arguments with names, no dead names."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.paths import CONSOLE, ROOT, project_files, python_files, room_files
from tests.support.source import (
    Source,
    complexity,
    constants,
    lines,
    names_used,
    parse,
    positional,
)

COMPLEXITY_MAX, POSITIONAL_MAX = 12, 5
# Lines of tests for one of source; of the console what it thinks, not what it draws.
TESTS_TO_SOURCE_MIN = {"Python": 0.8, "console": 0.4}
CONSOLE_THINKS = frozenset({"domain", "live", "data"})

ROOMS = parse(room_files())
# A migration is a list of statements in Python's clothes.
AUTHORED = [
    source for source in parse(python_files()) if not source.name.startswith("alembic/versions/")
]


def test_few_ways_lead_through_a_function() -> None:
    found = [
        (complexity(each), source.at(each), each.name)
        for source in ROOMS
        for each in source.functions()
    ]
    assert [each for each in sorted(found, reverse=True) if each[0] > COMPLEXITY_MAX] == []


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    return getattr(function, "attr", getattr(function, "id", ""))


def variadic(sources: list[Source]) -> set[str]:
    """Return what of ours takes any number of values (a statement's values): they have no names."""
    functions = [
        (node.name, each)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for each in (node.body if isinstance(node, ast.ClassDef) else [node])
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.args.vararg
    ]
    return {
        outer if each.name in {"__init__", "__call__"} else each.name for outer, each in functions
    }


def nameless(sources: list[Source]) -> list[str]:
    """Return the calls that pass more than five arguments without saying what each is."""
    free = variadic(sources)
    calls = [
        (source, node)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    ]
    return [
        f"{source.at(call)} {called(call)}: {positional(call)}"
        for source, call in calls
        if positional(call) > POSITIONAL_MAX and called(call) not in free
    ]


def test_many_arguments_are_passed_by_name() -> None:
    assert nameless(AUTHORED) == []


def test_a_call_with_six_places_is_found_unless_they_are_values() -> None:
    text = """
class Statement:
    def __init__(self, *values): ...
    def fetch(self, query, *values): ...
def measure(a, b, c, d, e, f): ...
Statement(1, 2, 3, 4, 5, 6)
reading.fetch(q, 1, 2, 3, 4, 5)
measure(1, 2, 3, 4, 5, 6)
measure(1, 2, 3, 4, 5, f=6)
"""
    source = Source(CONSOLE.parent / "one.py", text, ast.parse(text))
    assert nameless([source]) == ["one.py:8 measure: 6"]


def unused_constants(sources: list[Source]) -> list[str]:
    """Return the constants that neither their own module nor, if public, another one reads."""
    readers: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for name in names_used(source.tree):
            readers[name].add(source.name)
    return [
        f"{source.at(node)} {name}"
        for source in sources
        for name, node in constants(source.tree)
        if source.name not in readers[name] and (name.startswith("_") or not readers[name])
    ]


def test_every_constant_is_used() -> None:
    assert unused_constants(AUTHORED) == []


def counted(paths: Iterable[Path]) -> int:
    return sum(lines(path.read_text(encoding="utf-8")) for path in paths)


def shares() -> dict[str, tuple[int, int]]:
    """Return the lines of tests and of what they test, of Python and of the console's own thinking.

    A migration is a list of statements that is run and not called; what the console draws is tested
    in a real browser.
    """
    files = project_files()
    python = [path for path in files if path.suffix == ".py" and "versions" not in path.parts]
    thinking = [
        path
        for path in files
        if path.suffix == ".ts"
        and path.is_relative_to(CONSOLE)
        and path.relative_to(CONSOLE).parts[0] in CONSOLE_THINKS
    ]
    ours = [path for path in python if path.relative_to(ROOT).parts[0] == "tests"]
    theirs = [path for path in thinking if path.name.endswith(".test.ts")]
    return {
        "Python": (counted(ours), counted(set(python) - set(ours))),
        "console": (counted(theirs), counted(set(thinking) - set(theirs))),
    }


def test_there_are_nearly_as_many_lines_of_tests_as_of_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {of: tests / source for of, (tests, source) in shares().items()}
    with capsys.disabled():
        print("\ntests : source =", {of: round(share, 2) for of, share in found.items()})  # noqa: T201
    assert {of: share for of, share in found.items() if share < TESTS_TO_SOURCE_MIN[of]} == {}


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("def f(): return 1", 1),
        ("def f(a, b):\n    return 1 if a and b or a else 2", 4),
        ("def f(a):\n    for x in a:\n        if x:\n            assert x", 4),
        ("def f(a):\n    try:\n        return [x for x in a]\n    except E:\n        pass", 3),
        ("def f(a):\n    match a:\n        case 1: return 1\n        case _: return 2", 3),
    ],
)
def test_ways_are_counted_as_the_house_counts_them(text: str, ways: int) -> None:
    assert complexity(ast.parse(text).body[0]) == ways


def test_names_are_found_where_they_are_read() -> None:
    one = "A = 1\n_B: int = 2\nC, D = 3, 4\nprint(A)"
    other = "from one import C"
    sources = [
        Source(CONSOLE.parent / "one.py", one, ast.parse(one)),
        Source(CONSOLE.parent / "other.py", other, ast.parse(other)),
    ]
    assert unused_constants(sources) == ["one.py:2 _B", "one.py:3 D"]
    call = ast.parse("f(1, 2, *rest, x=3)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert positional(call) == 3


# Rooms through which what a sender wrote passes, or in which it is stored.
TAKES_ANYTHING = (
    "intake/channels/",
    "intake/pipeline/",
    "intake/reports/",
    "dispatch/kernel/store/",
)


def test_what_a_sender_wrote_is_written_by_what_takes_any_number() -> None:
    """`orjson.dumps` raises at a number of more than 64 bits, and no message is lost for one."""
    found = [
        source.at(node)
        for source in ROOMS
        for node in ast.walk(source.tree)
        if source.name.startswith(TAKES_ANYTHING)
        and isinstance(node, ast.Call)
        and ast.unparse(node.func) == "orjson.dumps"
    ]
    assert found == []


def _is_frozen_dataclass(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and getattr(decorator.func, "attr", getattr(decorator.func, "id", "")) == "dataclass"
        and any(word.arg == "frozen" for word in decorator.keywords)
        and not any(word.arg == "eq" for word in decorator.keywords)
    )


def test_what_never_changes_is_a_value_object() -> None:
    """docs/adr/0028: a frozen dataclass costs three times as much; one without equality is none."""
    assert [
        source.at(node)
        for source in ROOMS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any(map(_is_frozen_dataclass, node.decorator_list))
    ] == []
