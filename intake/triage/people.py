"""How many people a text counts, and how many of them each thing said is about."""

from collections.abc import Sequence
from typing import Final

from intake.triage.spelling import listed

_MOST_BELIEVED: Final = 500
_COUNT_WORDS: Final = {
    word: count
    for count, words in {
        1: "satu siji setunggal settong",
        2: "dua loro kalih dhuwa",
        3: "tiga telu tello",
        4: "empat papat sekawan empa",
        5: "lima limo gangsal lema",
        6: "enam enem ennem",
        7: "tujuh pitu petto",
        8: "delapan wolu ballu",
        9: "sembilan sanga songo sanga",
        10: "sepuluh sadasa sapolo",
    }.items()
    for word in words.split()
}
_WHO: Final = listed(
    "orang org wong tiyang uwong oreng korban korbane warga anak bocah penumpang siswa jiwa arek "
    "lare pekerja tukang ibu bapak pengendara"
)
_HURT: Final = listed("luka terluka patah parah kritis sekarat cedera berdarah")
_COUNTED: Final = _WHO | _HURT | listed("terjebak kejebak tewas")
# A number behind one of these counts no people.
_OF_THINGS: Final = listed("lantai lt rt rw no nomor km jam umur usia gang gg jl jalan blok tahun")
_PARTS: Final = listed("dan karo sama . ,")
_BEFORE, _AFTER = 3, 2


def victims(words: Sequence[str]) -> int:
    """Return the largest number of people that `words` count ("3 orang"), 0 when none are."""
    most = 0
    for place, word in enumerate(words):
        if word in _COUNTED:
            for near in (place - 1, place + 1):
                if 0 <= near < len(words):
                    most = max(most, _number(words[near]))
    return most if most <= _MOST_BELIEVED else 0


def counted_hurt(words: Sequence[str]) -> tuple[str, ...]:
    """Return the first number of people with the word that says that they are hurt ("dua parah").

    Nothing where nobody counts them.
    """
    for place in range(1, len(words)):
        if words[place] in _HURT and _people(words, place - 1):
            return tuple(words[place - 1 : place + 1])
    return ()


def count_hurt(words: Sequence[str]) -> int:
    """Return how many people are said to be hurt, 0 when nobody counts them."""
    counted = counted_hurt(words)
    return _number(counted[0]) if counted else 0


def counted_at(words: Sequence[str], said: Sequence[str], people: int) -> int | None:
    """Return how many people what is `said` in `words` is about.

    The number beside it ("4 luka bakar dan 2 terjebak"); without one all `people` that are counted,
    and None where none are.
    """
    if not people:
        return None
    wanted = frozenset(said)
    own = (_beside(words, place) for place, word in enumerate(words) if word in wanted)
    return max(own, default=0) or people


def _beside(words: Sequence[str], place: int) -> int:
    for before in range(place - 1, max(-1, place - 1 - _BEFORE), -1):
        if words[before] in _PARTS:
            break
        if number := _people(words, before):
            return number
    for after in range(place + 1, min(len(words) - 1, place + 1 + _AFTER)):
        if words[after + 1] in _WHO and (number := _people(words, after)):
            return number
    return 0


def _people(words: Sequence[str], place: int) -> int:
    """Return the number at a place if it may count people, else 0."""
    number = _number(words[place])
    is_of_thing = place > 0 and words[place - 1] in _OF_THINGS
    return 0 if is_of_thing or number > _MOST_BELIEVED else number


def _number(word: str) -> int:
    if word.isdecimal() and len(word) <= len(str(_MOST_BELIEVED)):
        return int(word)
    return _COUNT_WORDS.get(word, 0)
