"""The text of an HTML page, as somebody reads it."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

from intake.location.spellings import linked_in

_BREAKS: Final = frozenset(
    {"address", "blockquote", "br", "div", "h1", "h2", "h3", "hr", "li", "p", "table", "tr"}
)
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template"})
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")
        # A link to a map is the place, whatever words stand on it.
        target = next((value for name, value in attrs if name == "href" and value), "")
        if target and linked_in(target) is not None:
            self.parts.append(f" {target} ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(_SPACE.sub(" ", data.replace("\n", " ")))


def text_of_page(page: str) -> str:
    """Return the words of a page, a line for each of its blocks; never raises."""
    reader = _Reader()
    try:
        reader.feed(page)
        reader.close()
        found = "".join(reader.parts)
    except AssertionError:
        # The standard parser asserts that a marked section is one it knows.
        found = unescape(_TAG.sub(" ", page))
    return _LINES.sub("\n", _SPACE.sub(" ", found)).strip()
