"""Names of which only the consonants are left: "jl Smr" is Semeru, "kel Wts" is Wates.

So short a name may be any word; it is believed only behind a word that tells what follows, and only
where one name alone is left so.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from intake.location.words import skeleton

Name: TypeAlias = tuple[str, ...]

_FEWEST_LETTERS: Final = 3


class Shorthand:
    """The names of one kind by the consonants of their words."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Index `names`."""
        self._names: dict[Name, set[Name]] = {}
        for name in names:
            left = tuple(map(skeleton, name))
            if sum(map(len, left)) >= _FEWEST_LETTERS:
                self._names.setdefault(left, set()).add(name)
        self._longest = max(map(len, self._names), default=0)

    def find(self, said: Sequence[str]) -> Name | None:
        """Return the longest name that `said` begins with; None when it may be several."""
        for length in range(min(self._longest, len(said)), 0, -1):
            names = self._names.get(tuple(said[:length]), ())
            if len(names) == 1:
                return next(iter(names))
        return None
