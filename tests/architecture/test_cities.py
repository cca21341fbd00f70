"""No code names a city: its name, its prefix, its zone and its neighbours lie in its folder."""

import json
import re
from pathlib import Path
from typing import Final

from tests.support.paths import ROOT, project_files

CODE: Final = {".py", ".sql", ".ts", ".svelte", ".json"}
ROOMS: Final = ("dispatch/", "intake/", "agencies/", "routing/", "console_ui/")
ROOTS: Final = {"main.py", "parts.py", "reactions.py", "cli.py"}
# Files that describe data sets of others, or were recorded from a run of the shipped city.
DATA: Final = ("intake/replay/profiles/", "dispatch/api_examples.json")
ZONE: Final = re.compile(r"\bAsia/[A-Z]\w+")


def manifests() -> list[Path]:
    return sorted((ROOT / "cities").glob("*/city.json"))


def city_words() -> re.Pattern[str]:
    """The words that only one city has: its town and its prefix, as they are written anywhere."""
    facts = [json.loads(path.read_text(encoding="utf-8")) for path in manifests()]
    towns = "|".join(re.escape(one["town"]) for one in facts)
    prefixes = "|".join(re.escape(one["number_prefix"]) for one in facts)
    return re.compile(rf"(?i:{towns})|\b(?:{prefixes})-")


def room_texts() -> dict[str, str]:
    paths = {path.relative_to(ROOT).as_posix(): path for path in project_files()}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in paths.items()
        if path.suffix in CODE
        and (name.startswith(ROOMS) or name in ROOTS)
        and not name.startswith(DATA)
    }


def test_there_is_a_city_to_look_for() -> None:
    assert manifests()
    assert len(room_texts()) > 300


def test_no_code_names_a_city_or_its_prefix() -> None:
    words = city_words()
    assert [
        f"{name}: {found.group()}"
        for name, text in room_texts().items()
        for found in words.finditer(text)
    ] == []


def test_no_code_names_a_zone() -> None:
    assert [
        f"{name}: {found.group()}"
        for name, text in room_texts().items()
        if ".test." not in name  # a test of the console sets a clock
        for found in ZONE.finditer(text)
    ] == []


def test_every_file_of_a_city_is_named_by_its_manifest() -> None:
    lost = [
        f"{folder.name}/{path.name}"
        for manifest in (*manifests(), *(ROOT / "tests" / "cities").glob("*/city.json"))
        for folder in [manifest.parent]
        for named in [set(json.loads(manifest.read_text(encoding="utf-8"))["files"].values())]
        for path in folder.iterdir()
        if path != manifest and path.name not in named
    ]
    assert lost == []
