"""The kernel's own words in every language: titles and details of refusals, and names of states.

`messages/<language>.json` holds three sections: `problems` (code -> title and detail), `findings`
(kind -> what is wrong with one member of a request) and `words` (a vocabulary -> value -> word). A
sentence names its parameters in braces; `{state:task}` takes its word from a vocabulary.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Final, Protocol, TypeAlias

LANGUAGES: Final = ("id", "en")
DEFAULT_LANGUAGE: Final = "id"
# What a client sent is quoted in a sentence up to here: it is for a person, who reads it at once.
_QUOTED_MOST: Final = 120
_LISTED_MOST: Final = 3

Details: TypeAlias = str | Mapping[str, str]


class Sayable(Protocol):
    """A value that has words of its own in every language."""

    def say(self, language: str) -> str:
        """Return the words in `language`."""
        ...


class Catalogue(Formatter):
    """The words of one language."""

    def __init__(self, language: str, sections: Mapping[str, Mapping[str, Any]]) -> None:
        """Speak `language` with the words of a file."""
        self.language = language
        self._problems: Mapping[str, Mapping[str, Any]] = sections["problems"]
        self._findings: Mapping[str, str] = sections["findings"]
        self._words: Mapping[str, Mapping[str, str]] = sections["words"]

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of refusals that have words."""
        return frozenset(self._problems)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of findings that have words."""
        return frozenset(self._findings)

    def words_of(self, vocabulary: str) -> Mapping[str, str]:
        """Return a vocabulary, value -> word; empty when there is none of that name."""
        return self._words.get(vocabulary, {})

    def title(self, code: str, fallback: str) -> str:
        """Return the title of `code`, else of its kind `fallback`, else the code itself."""
        problem = self._problems.get(code) or self._problems.get(fallback)
        return code if problem is None else str(problem["title"])

    def details(self, code: str) -> Mapping[str, str]:
        """Return the sentences of `code` by their `why`; the only one of a code has none."""
        found: Details = self._problems.get(code, {}).get("detail", {})
        return {"": found} if isinstance(found, str) else found

    def detail(self, code: str, why: str, params: Mapping[str, Any]) -> str | None:
        """Return the sentence of one occurrence; None without one, or when a parameter lacks."""
        return self._fill(self.details(code).get(why), params)

    def finding(self, kind: str, params: Mapping[str, Any]) -> str:
        """Return what is wrong with one member; of a kind nobody knows that it cannot be used."""
        said = self._fill(self._findings.get(kind), params)
        return self._findings["unknown"] if said is None else said

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Put a parameter into a sentence, with the words of the vocabulary `format_spec`."""
        if isinstance(value, list | tuple | set | frozenset):
            return self._listed(value, format_spec)
        if hasattr(value, "say"):
            return value.say(self.language)
        text = str(value)[:_QUOTED_MOST]
        return self.words_of(format_spec).get(text, text) if format_spec else text

    def _listed(self, values: Iterable[Any], format_spec: str) -> str:
        said = [str(self.format_field(value, format_spec)) for value in values]
        if any(hasattr(value, "say") for value in values):
            return "; ".join(said[:_LISTED_MOST])
        return ", ".join(said)

    def _fill(self, template: str | None, params: Mapping[str, Any]) -> str | None:
        if template is None:
            return None
        try:
            return self.vformat(template, (), params)
        except (KeyError, IndexError):
            return None


_CATALOGUES: Final = {
    path.stem: Catalogue(path.stem, json.loads(path.read_text(encoding="utf-8")))
    for path in (Path(__file__).parent / "messages").glob("*.json")
}


def catalogue_of(language: str) -> Catalogue:
    """Return the words of `language`; the Indonesian ones when we do not speak it."""
    return _CATALOGUES.get(language) or _CATALOGUES[DEFAULT_LANGUAGE]
