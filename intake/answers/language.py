"""In which of our languages somebody is answered: English if he writes it, else Indonesian. Pure.

Whoever writes Javanese or Madurese reads Indonesian.
"""

import re
from typing import Final

INDONESIAN, ENGLISH = "id", "en"
_WORD: Final = re.compile(r"[a-z']+")
_LOOKED_AT: Final = 2_000
_IN_ENGLISH: Final = frozenset(
    {
        *("the", "is", "are", "was", "there", "has", "have", "my", "our", "your", "please", "help"),
        *("need", "needs", "someone", "people", "man", "woman", "and", "of", "from", "with"),
        *("near", "in", "on", "at", "this", "that", "it's", "it", "an", "been", "fire"),
        *("accident", "house", "burning", "street"),
    }
)
_IN_INDONESIAN: Final = frozenset(
    {
        *("yang", "ada", "di", "ke", "dari", "dan", "ini", "itu", "tolong", "saya", "kami", "kita"),
        *("mas", "pak", "bu", "mbak", "jalan", "jl", "kebakaran", "kecelakaan", "rumah", "orang"),
        *("tidak", "gak", "nggak", "sudah", "belum", "minta", "ono", "wong", "nang", "omah"),
        *("kobong", "aku"),
    }
)
_FEW: Final = 2


def language_of(said: str | None, text: str) -> str:
    """Return the language of an answer to `text`, whose channel says that it is `said`."""
    if said is not None and said[:2].lower() in {INDONESIAN, ENGLISH}:
        return said[:2].lower()
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    english = sum(word in _IN_ENGLISH for word in words)
    own = sum(word in _IN_INDONESIAN for word in words)
    return ENGLISH if english >= _FEW and english > 2 * own else INDONESIAN
