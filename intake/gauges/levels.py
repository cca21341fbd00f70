"""The alert levels, one order for every vocabulary; a source's words are mapped from data."""

import json
import re
from enum import IntEnum
from pathlib import Path

VOCABULARIES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "vocabularies.json").read_text(encoding="utf-8")
)
# As a web page prints it before the word: "Status : Siaga 3".
_STATUS = re.compile(r"^status ?:? ")


class Level(IntEnum):
    """From calm to worst.

    UNKNOWN stands below: nothing is known, which is never the same as calm.
    """

    UNKNOWN = -1
    NORMAL = 0
    WASPADA = 1
    SIAGA = 2
    AWAS = 3


def level_of(label: str, vocabulary: str) -> Level:
    """Return the level that `label` means in `vocabulary` (a name of vocabularies.json).

    UNKNOWN when the vocabulary has no such word.
    """
    words = VOCABULARIES.get(vocabulary, {})
    word = _STATUS.sub("", " ".join(label.lower().split()))
    return Level[words.get(word, "UNKNOWN")]
