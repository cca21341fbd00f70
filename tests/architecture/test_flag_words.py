"""What a flag of a report says to people: words in both languages of the console."""

import json
import re

import pytest

from tests.support.documents_code import sources
from tests.support.paths import ROOT

# Codes of what is no flag of a report: why it was ignored or could not be read, a call's events.
NO_FLAGS = re.compile(
    r"message\.(?:echo|membership|empty|wrong_shape|not_json|service|receipt|reaction|insights"
    r"|connection|bounce|auto_reply|activity)|website\.(?:empty|unreadable)"
    r"|sms\.(?:unreadable|receipt|no_message)"
)
# Where reports are made; a gauge's readings have flags of their own, that no desk reads.
WRITES = re.compile(r"intake/(?:channels/(?!flood)|pipeline|conversations|reports)")
FLAG = re.compile(r'"((?:message|media|sender|finding|citizen|website|sms|time|key)\.[a-z_]+)"')


def flags() -> set[str]:
    """Return the flags that the source of intake names that become part of a report."""
    texts = [source.text for source in sources() if WRITES.match(source.name)]
    named = {code for text in texts for code in FLAG.findall(text)}
    return {code for code in named if not NO_FLAGS.fullmatch(code)}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_flag_has_words(language: str) -> None:
    path = ROOT / "console_ui" / "toolkit" / f"{language}.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    assert len(flags()) > 20
    assert sorted(code for code in flags() if f"flag.{code}" not in words) == []
