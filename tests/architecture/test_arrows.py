"""Which way the arrows point: the import contracts, and what no contract can see."""

import re
import subprocess
import sys
from pathlib import Path

import alembic

from tests.support.paths import ROOT, project_files, room_files
from tests.support.source import parse

ALLOWED = {
    "routing": frozenset[str](),
    "dispatch": frozenset({"routing"}),
    "intake": frozenset({"dispatch", "routing"}),
    "agencies": frozenset({"dispatch", "routing"}),
}
TOP = frozenset({"tests"} | {path.stem for path in ROOT.glob("*.py")})
# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:" + "work|home|root|Users" + r")/[\w.-]")
REGISTRIES = re.compile(
    "|".join(
        [
            r"registry\.npm" + "js",
            r"registry\.yarn" + "pkg",
            r"files\.python" + "hosted",
            r"pypi\.org/" + "simple",
        ]
    )
)
OUTSIDE = re.compile(r"\.\./" + "shared")
# The build server's script is the one place that knows where the real data lies beside the
# checkout; the console has a folder of that name of its own.
KNOWS_OUTSIDE = {".ci/run"}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def _found(pattern: re.Pattern[str]) -> list[str]:
    texts = ((path.relative_to(ROOT).as_posix(), _text(path)) for path in project_files())
    return [f"{name}: {match.group()}" for name, text in texts for match in pattern.finditer(text)]


def test_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_rooms_import_only_what_lies_to_the_right() -> None:
    imports = [(source, name) for source in parse(room_files()) for name in source.imports()]
    strays = [
        f"{source.name} imports {name}"
        for source, name in imports
        if (room := source.name.split("/")[0]) in ALLOWED
        and (other := name.split(".")[0]) in {*ALLOWED, *TOP} - {room}
        and other not in ALLOWED[room]
    ]
    assert strays == []


def test_routing_needs_only_the_standard_library_shapely_and_numpy() -> None:
    allowed = {*sys.stdlib_module_names, "routing", "shapely", "numpy"}
    sources = [source for source in parse(room_files()) if source.name.startswith("routing/")]
    assert [
        f"{source.name} imports {name}"
        for source in sources
        for name in source.imports()
        if name.split(".")[0] not in allowed
    ] == []


def test_no_relative_imports() -> None:
    assert [source.name for source in parse(room_files()) if source.relative_imports()] == []


def test_the_migrations_do_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
    assert ROOT / "alembic" not in Path(alembic.__file__).parents


def test_no_file_names_a_machine_path() -> None:
    assert _found(MACHINE_PATHS) == []


def test_no_file_names_a_registry() -> None:
    assert _found(REGISTRIES) == []


def test_nothing_reaches_outside_the_checkout() -> None:
    assert [
        hit
        for hit in _found(OUTSIDE)
        if hit.split(":")[0] not in KNOWS_OUTSIDE and not hit.startswith("console_ui/")
    ] == []


def test_the_locks_carry_a_hash_for_every_package() -> None:
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    blocks = [
        block
        for lock in locks
        for block in re.split(r"\n(?=[a-z0-9])", lock.read_text())
        if "==" in block
    ]
    assert len(blocks) > 80
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []
