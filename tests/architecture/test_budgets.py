"""The budgets of the house. The tail, not the average, separates good code from bad."""

import ast

from tests.support.paths import CONSOLE, python_files, room_files
from tests.support.source import (
    calls_of,
    function_lines,
    hidden_imports,
    lines,
    p95,
    parameters,
    parse,
)

FILE_MAX, FILE_P95 = 400, 300
FUNCTION_MAX, FUNCTION_P95 = 60, 40
PARAMETERS_MAX = 8
SCREEN_MAX, SCREEN_P95 = 400, 265
COMPOSITION_ROOT_MAX = 150

ROOMS = parse(room_files())
EVERYTHING = parse(python_files())
# A migration is written once, mostly by Alembic, and never read again as code: its length has no
# tail to cut.
AUTHORED = [source for source in EVERYTHING if not source.name.startswith("alembic/versions/")]
TESTS = [source for source in EVERYTHING if source.name.startswith("tests/")]
# Fixed by a person: files that a program writes have no author to ask for brevity.
GENERATED = ("node_modules", "dist", "types.ts", "frame_types.ts")
SCREENS = [
    path
    for path in CONSOLE.rglob("*")
    if path.suffix in {".ts", ".svelte"}
    and not path.name.endswith(".d.ts")
    and not set(path.relative_to(CONSOLE).parts) & set(GENERATED)
]
OWN_CLOCK = frozenset(
    {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("time", "time"),
        ("time", "time_ns"),
    }
)


def test_no_python_file_is_too_long() -> None:
    assert [
        f"{source.name}: {lines(source.text)}"
        for source in AUTHORED
        if lines(source.text) > FILE_MAX
    ] == []


def test_python_files_are_short_as_a_rule() -> None:
    assert p95([lines(source.text) for source in ROOMS]) <= FILE_P95
    assert p95([lines(source.text) for source in AUTHORED]) <= FILE_P95


def test_no_function_is_too_long() -> None:
    found = [
        (source.at(each), each.name, function_lines(each))
        for source in AUTHORED
        for each in source.functions()
    ]
    assert [each for each in found if each[2] > FUNCTION_MAX] == []


def test_functions_are_short_as_a_rule() -> None:
    assert (
        p95([function_lines(each) for source in ROOMS for each in source.functions()])
        <= FUNCTION_P95
    )
    assert (
        p95([function_lines(each) for source in AUTHORED for each in source.functions()])
        <= FUNCTION_P95
    )


def test_no_function_takes_too_many_parameters() -> None:
    found = [
        (source.at(each), each.name, parameters(each))
        for source in ROOMS
        for each in source.functions()
    ]
    assert [each for each in found if each[2] > PARAMETERS_MAX] == []


def test_every_function_says_what_it_returns() -> None:
    assert [
        f"{source.at(each)} {each.name}"
        for source in EVERYTHING
        for each in source.functions()
        if each.returns is None
    ] == []


def test_no_import_hides_inside_a_function() -> None:
    assert [source.at(node) for source in EVERYTHING for node in hidden_imports(source.tree)] == []


def test_only_the_clock_asks_for_the_time() -> None:
    sources = [source for source in ROOMS if source.name != "dispatch/kernel/clock.py"]
    assert [
        source.at(node) for source in sources for node in calls_of(source.tree, OWN_CLOCK)
    ] == []


def test_the_composition_root_reads_like_a_table_of_contents() -> None:
    roots = [source for source in ROOMS if source.name == "main.py"]
    assert [
        lines(source.text) for source in roots if lines(source.text) >= COMPOSITION_ROOT_MAX
    ] == []


def test_work_is_verb_files_not_services() -> None:
    assert [
        source.name
        for source in ROOMS
        if source.path.stem in {"service", "services", "utils", "helpers", "manager"}
    ] == []


def test_tests_do_not_branch() -> None:
    tests = [
        (source, each)
        for source in TESTS
        for each in source.functions()
        if each.name.startswith("test_")
    ]
    branches = [
        (source, node)
        for source, each in tests
        for node in ast.walk(each)
        if isinstance(node, ast.If | ast.Match | ast.Try)
    ]
    assert [source.at(node) for source, node in branches] == []


def test_no_screen_is_too_long() -> None:
    assert [
        f"{path.relative_to(CONSOLE)}: {lines(path.read_text())}"
        for path in SCREENS
        if lines(path.read_text()) > SCREEN_MAX
    ] == []


def test_screens_are_short_as_a_rule() -> None:
    assert p95([lines(path.read_text()) for path in SCREENS]) <= SCREEN_P95
