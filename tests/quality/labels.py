"""Labelled files as other people write them: JSON lines, or one JSON list, of any kind of row.

A member that is missing or null is a label that nobody gave: it counts for no figure. Members that
nobody asked for are left alone, and a line that cannot be read is said and skipped.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from routing.value_object import value_object

Document: TypeAlias = dict[str, Any]

_OF_A_SENTENCE: Final = frozenset({"kind", "types", "priority", "life", "flags", "needs"})
_NOBODY: Final = frozenset({"none"})


@value_object(kw_only=True)
class Sentence:
    """What people say of one sentence; None where they say nothing of it."""

    text: str
    author: str = ""
    language: str = ""
    kind: str = ""
    types: frozenset[str] = frozenset()
    priority: int | None = None
    life: bool | None = None
    flags: frozenset[str] | None = None
    needs: frozenset[str] | None = None


@value_object
class Labelled:
    """The rows of a file by what they are; one row may tell of its place and of its content."""

    sentences: list[Sentence]
    places: list[Document]
    pairs: list[Document]


def read_labelled(path: Path) -> Labelled:
    """Read the labelled rows of a file."""
    return sorted_out(documents_in(path), path.stem)


def documents_in(path: Path) -> list[Document]:
    """Return the JSON objects of a file, one a line or all of them in one list."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    found = list(_whole(text) or _by_line(text, path))
    return [document for document in found if isinstance(document, dict)]


def _whole(text: str) -> Iterable[Any]:
    if not text.lstrip().startswith("["):
        return ()
    found: list[Any] = json.loads(text)
    return found


def _by_line(text: str, path: Path) -> Iterator[Any]:
    # Not `splitlines`: a JSON string may hold signs that it takes for ends of lines.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError:
            sys.stderr.write(f"{path}:{number} is no JSON and was left out\n")


def sorted_out(documents: Iterable[Document], author: str) -> Labelled:
    """Tell sentences, places and pairs apart by their members."""
    labelled = Labelled([], [], [])
    for document in documents:
        if isinstance(document.get("one"), str) and isinstance(document.get("two"), str):
            labelled.pairs.append(document)
        elif isinstance(document.get("text"), str):
            if not _OF_A_SENTENCE.isdisjoint(document):
                labelled.sentences.append(sentence_of(document, author))
            if "kelurahan" in document or document.get("lat") is not None:
                labelled.places.append(document)
    return labelled


def sentence_of(document: Mapping[str, Any], author: str = "") -> Sentence:
    """Return the labels of one sentence."""
    life = document.get("life")
    priority = document.get("priority")
    needs = _names(document.get("needs"))
    return Sentence(
        text=document["text"],
        author=author,
        language=str(document.get("lang") or ""),
        kind=str(document.get("kind") or ""),
        types=_names(document.get("types")) or frozenset(),
        priority=None if priority is None else int(priority),
        life=None if life is None else bool(life),
        flags=_names(document.get("flags")),
        needs=None if needs is None else needs - _NOBODY,
    )


def _names(value: Any) -> frozenset[str] | None:
    """Return a list of names, or one name that stands for itself."""
    if value is None:
        return None
    return frozenset([value] if isinstance(value, str) else map(str, value))
