"""The documentation says what the code does.

Generated parts, paths, links, decisions, settings, commands, codes and arrows.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from agencies.channels.notice import AgencyIncident, LinksView, NoticeBody
from agencies.delivery.owe_delivery import owe_delivery
from dispatch.kernel.catalogue import catalogue_of
from dispatch.tasks.view import TaskView
from tests.support.documents import PARTS, blocks, pages, rewritten
from tests.support.documents_code import TOP, folder_edges, room_edges
from tests.support.documents_tables import (
    codes,
    commands,
    consequences,
    setting_name,
    settings_kinds,
    unread_settings,
)
from tests.support.layers import layers, rules
from tests.support.paths import ROOT, project_files
from tests.support.wire import kinds_of_events

PAGES: Final = {
    page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in pages()
}
HAND_WRITTEN: Final = {
    name: re.sub(r"```.*?```", "", text, flags=re.DOTALL) for name, text in PAGES.items()
}
# Variables that are read outside of Settings: by one command, by the tests, or by an agency's own
# program.
ELSEWHERE: Final = {
    "TANGGAP_ADMIN_PASSWORD",
    "TANGGAP_PASSWORD",
    "TANGGAP_REPLAY_PASSWORD",
    "TANGGAP_REPLAY_TOKEN",
    "TANGGAP_REAL_DATA",
    "TANGGAP_SECRET",
}
SPAN: Final = re.compile(r"`([^`\n]+)`")
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
SUFFIXES: Final = (
    ".py",
    ".sql",
    ".json",
    ".csv",
    ".geojson",
    ".md",
    ".toml",
    ".ts",
    ".svelte",
    ".css",
    ".yml",
)
# The console that is built, which git does not know.
BUILT: Final = {"console_ui/dist"}
# Columns and modules that look like codes.
NO_CODES: Final = {"task.version", "agency_channel.kind", "event.actor", "sla.sweep"}


@cache
def known_files() -> frozenset[str]:
    return frozenset(path.relative_to(ROOT).as_posix() for path in project_files())


@cache
def known_folders() -> frozenset[str]:
    return frozenset(parent.as_posix() for name in known_files() for parent in Path(name).parents)


@cache
def known_names() -> frozenset[str]:
    return frozenset(Path(name).name for name in known_files())


def is_path(word: str) -> bool:
    """Tell a path of ours from another word.

    It begins with one of our folders, or ends like one of our files.
    """
    ours = word.split("/", maxsplit=1)[0] in known_folders() - {"."} and "/" in word
    return (
        re.fullmatch(r"[\w./-]+", word) is not None
        and word not in codes()
        and (ours or (word.endswith(SUFFIXES) and not word.startswith((".", "/"))))
    )


def is_there(word: str) -> bool:
    """A bare file name is some file of ours; a path is that file or folder."""
    return word.rstrip("/") in known_files() | known_folders() | BUILT or (
        "/" not in word and word in known_names()
    )


def paths_of(text: str) -> list[str]:
    return [word for span in SPAN.findall(text) for word in span.split() if is_path(word)]


def target_of(page: str, link: str) -> Path:
    return (
        (ROOT / page).parent / link.split("#", maxsplit=1)[0]
        if link.split("#", maxsplit=1)[0]
        else ROOT / page
    )


def anchors_of(path: Path) -> set[str]:
    heads = (
        re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if path.suffix == ".md"
        else []
    )
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def tree_of(text: str) -> list[str]:
    """Return the paths of the tree of rooms; two spaces go one folder down."""
    [tree] = re.findall(r"## The rooms\n\n```\n(.*?)```", text, re.DOTALL)
    found: list[str] = []
    above = ""
    for line in tree.splitlines():
        words = re.findall(r"[\w.]+(?:/|\.py\b)", line.split("   ")[0] if line.strip() else "")
        above = above if line.startswith(" ") else words[0]
        found.extend(f"{above}{word}" for word in words if line.startswith(" "))
        found.extend(words if not line.startswith(" ") else [])
    return found


@pytest.mark.parametrize("page", PAGES)
def test_generated_parts_are_what_the_code_says(page: str) -> None:
    assert rewritten(PAGES[page]) == PAGES[page], (
        "run `python -m tests.support.documents` and commit the difference"
    )


def test_every_generated_part_is_shown_somewhere() -> None:
    assert {name for text in PAGES.values() for name, _ in blocks(text)} == set(PARTS)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page: str) -> None:
    folder = "cities/mojokerto/"
    assert [
        word
        for word in paths_of(HAND_WRITTEN[page])
        if not (is_there(word) or is_there(folder + word))
    ] == []


def test_the_tree_of_rooms_is_the_tree() -> None:
    tree = tree_of(PAGES["README.md"])
    assert len(tree) > 25
    assert [word for word in tree if not is_there(word)] == []
    rooms = {
        f"{path.relative_to(ROOT).as_posix()}/"
        for name in ("dispatch", "intake", "agencies")
        for path in (ROOT / name).iterdir()
        if (path / "__init__.py").is_file()
    }
    assert rooms - set(tree) == set()


def test_every_notice_that_an_agency_is_owed_is_in_its_table() -> None:
    owed = {kind.type for kind, follows in consequences().items() if owe_delivery in follows}
    rows = re.findall(r"^\| `(task\.\w+)` \|", PAGES["docs/agency-api.md"], re.MULTILINE)
    assert set(rows) == owed
    assert len(rows) == len(owed)


def test_the_notice_that_is_shown_has_the_members_that_are_sent() -> None:
    [shown] = re.findall(r"```json\n(.*?)```", PAGES["docs/agency-api.md"], re.DOTALL)
    notice = json.loads(shown)
    assert notice.keys() == NoticeBody.model_fields.keys()
    assert notice["incident"].keys() == AgencyIncident.model_fields.keys()
    assert notice["links"].keys() == LinksView.model_fields.keys()
    assert notice["task"].keys() <= TaskView.model_fields.keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    links = [
        link
        for link in LINK.findall(HAND_WRITTEN[page])
        if not link.startswith(("http:", "https:"))
    ]
    assert [link for link in links if not target_of(page, link).exists()] == []
    assert [
        link
        for link in links
        if "#" in link and link.split("#")[1] not in anchors_of(target_of(page, link))
    ] == []


def test_every_page_is_reached_from_the_first() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        links = (
            LINK.findall(page.read_text(encoding="utf-8"))
            if page.suffix == ".md" and page not in reached
            else []
        )
        reached.add(page)
        waiting.extend(
            path
            for link in links
            if (path := target_of(page.relative_to(ROOT).as_posix(), link)).is_file()
        )
    assert [page for page in pages() if page.resolve() not in reached] == []


def test_every_decision_is_listed_and_whole() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\]\((0\d{3}-[\w-]+\.md)\)", PAGES["docs/adr/README.md"])
    assert listed == decisions
    assert [name[:4] for name in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    parts = ("**Context.**", "**Rejected.**", "**Decision.**", "**Consequences.**")
    assert [
        (name, part)
        for name in decisions
        for part in parts
        if part not in PAGES[f"docs/adr/{name}"]
    ] == []


def test_the_settings_in_the_table_are_the_settings() -> None:
    table = dict(blocks(PAGES["README.md"]))["settings"]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {
        setting_name(kind, field) for kind in settings_kinds() for field in kind.model_fields
    }


def test_no_setting_is_promised_that_no_code_reads() -> None:
    assert unread_settings() == []


def test_every_variable_that_is_named_exists() -> None:
    known = {
        setting_name(kind, field) for kind in settings_kinds() for field in kind.model_fields
    } | ELSEWHERE
    assert {
        name for text in PAGES.values() for name in re.findall(r"TANGGAP_[A-Z_]+[A-Z]", text)
    } - known == set()


def test_every_command_that_is_named_exists() -> None:
    known = {name.split()[0] for name, _ in commands()}
    named = {
        word for text in PAGES.values() for word in re.findall(r"cli\.py ([a-z][a-z-]*)", text)
    }
    assert named - known == set()
    assert {name.split()[0] for name, _ in commands()} <= set(
        re.findall(r"cli\.py ([a-z-]+)", PAGES["README.md"])
    )


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {word for text in PAGES.values() for word in re.findall(r"`make ([a-z]+)", text)}
    assert named - targets == set()


def test_every_code_in_the_pages_exists() -> None:
    kinds = {kind.type for kind in kinds_of_events()}
    nouns = {code.split(".")[0] for code in codes() if "." in code}
    named = {
        word
        for text in HAND_WRITTEN.values()
        for word in SPAN.findall(text)
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)
    }
    suspects = {
        word for word in named if word.split(".")[0] in nouns and not word.endswith(SUFFIXES)
    }
    verbs = set(
        re.findall(
            r"^\| `([a-z_]+\.[a-z_]+)`", dict(blocks(PAGES["docs/api.md"]))["rights"], re.MULTILINE
        )
    )
    assert suspects - set(codes()) - kinds - verbs - NO_CODES == set()


def test_the_picture_of_the_rooms_obeys_the_rule() -> None:
    allowed = {
        TOP: {"intake", "agencies", "dispatch", "routing"},
        "intake": {"dispatch", "routing"},
        "agencies": {"dispatch", "routing"},
    }
    assert [
        (here, there)
        for here, there in sorted(room_edges())
        if there not in allowed.get(here, {"routing"} - {here})
    ] == []
    assert (
        "main, parts, reactions, cli > intake | agencies > dispatch > routing"
        in PAGES["docs/architecture.md"]
    )


@pytest.mark.parametrize("room", ["dispatch", "intake", "agencies"])
def test_the_picture_of_a_room_obeys_its_rule(room: str) -> None:
    assert rules()[room] in PAGES["docs/architecture.md"]
    height = layers()[room]
    edges = sorted(folder_edges(room))
    assert [(here, there) for here, there in edges if height[here] <= height[there]] == []
    assert edges != []


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_a_title(language: str) -> None:
    assert set(codes()) <= catalogue_of(language).codes
