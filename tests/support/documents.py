"""The parts of the documentation that are generated from the code.

`python -m tests.support.documents` writes them anew.

A generated part stands between `<!-- generated: name -->` and `<!-- end -->`;
tests/architecture/test_docs.py fails when the page and the code differ.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.support import documents_code, documents_tables
from tests.support.paths import ROOT

BLOCK: Final = re.compile(r"(<!-- generated: ([a-z_ ]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PARTS: Final[Mapping[str, Callable[[], str]]] = documents_code.PARTS | documents_tables.PARTS


def pages() -> list[Path]:
    """Return the pages of the documentation."""
    return sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the generated parts of a page by name, as the page has them."""
    return [(match[2], match[3]) for match in BLOCK.finditer(text)]


def rewritten(text: str) -> str:
    """Return the page with its generated parts as the code says now."""
    return BLOCK.sub(lambda match: f"{match[1]}{PARTS[match[2]]()}\n{match[4]}", text)


def main() -> None:
    """Write every page anew."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if (new := rewritten(text)) != text:
            page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
