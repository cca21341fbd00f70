"""Who it is, where it is said first who it is not: "bukan anak saya yang pingsan, tapi ibu saya".

The denial is of the person, the house or the car, and not of the matter. What is not so is left out
before anything else reads the words: "ibu saya pingsan".
"""

from collections.abc import Sequence
from typing import Final

from intake.triage.glossary import GLOSSARY
from intake.triage.spelling import listed


def _lemmas(words: str) -> frozenset[str]:
    return frozenset(map(GLOSSARY.lemma, words.split()))


# These deny what something is; "tidak" denies that it happens, and people may stand before it
# ("tidak, orang pingsan!").
NOT_SO: Final = listed("bukan bukannya dudu sanes banne bunten")
_WHICH: Final = _lemmas("yang")
_BUT: Final = _lemmas("tapi tetapi melainkan namun malah")
_MERELY: Final = _lemmas("cuma hanya")
_NAMED: Final = _lemmas(
    "orang anak ayah bapak ibu suami istri garwa garwo bojo adik kakak kakek nenek teman tetangga "
    "saya dia kami mereka cucu paman bibi mertua menantu keponakan sepupu sopir penumpang korban "
    "guru murid siswa warga tamu pacar pasien balita lansia rumah kos kontrakan toko warung gudang "
    "ruko kantor sekolah pasar pabrik dapur mobil motor truk bus"
)
_WHOSE: Final = _NAMED | _lemmas("kita si sebelah depan belakang laki perempuan ipar")
_ANYBODY: Final = _lemmas("orang")
_LONGEST_NAME: Final = 5
_REACH: Final = 14
_PAUSE: Final = ","


def straightened(words: list[str]) -> list[str]:
    """Return `words` without who is denied, where somebody else is named instead."""
    if NOT_SO.isdisjoint(words):
        return words
    lemmas = [GLOSSARY.lemma(word) for word in words]
    for place, word in enumerate(words):
        if word in NOT_SO:
            order = _order(lemmas, place)
            if order is not None:
                return [words[at] for at in order]
    return words


def _order(lemmas: Sequence[str], place: int) -> list[int] | None:
    """Return which words are left, in which order; None where the denial is of no name."""
    end = next((at for at in range(place, len(lemmas)) if _is_stop(lemmas[at])), len(lemmas))
    turn = _turn(lemmas, place, end)
    if turn is None:
        return None
    before, after = range(place), range(turn + 1, len(lemmas))
    which = _first_which(lemmas, place + 1, turn)
    if which is None:
        # "yang pingsan bukan anak saya tapi ibu saya": the matter stands in front.
        start = next((at + 1 for at in reversed(before) if _is_stop(lemmas[at])), 0)
        is_told = _first_which(lemmas, start, place) is not None
        return [*before, *after] if is_told and _is_name(lemmas[place + 1 : turn]) else None
    if not _is_name(lemmas[place + 1 : which]):
        return None
    name = turn + 1 + _name_length(lemmas[turn + 1 : end])
    return [*before, *range(turn + 1, name), *range(which + 1, turn), *range(name, len(lemmas))]


def _turn(lemmas: Sequence[str], place: int, end: int) -> int | None:
    """Return where the sentence turns to another: a "but", or a pause before a name alone."""
    for turn in range(place + 2, min(end, place + _REACH)):
        after = lemmas[turn + 1 : end]
        if not after or after[0] not in _NAMED:
            continue
        if lemmas[turn] in _BUT and _MERELY.isdisjoint(after) and after[0] not in _ANYBODY:
            return turn
        if lemmas[turn] == _PAUSE and _is_name(after):
            return turn
    return None


def _is_name(lemmas: Sequence[str]) -> bool:
    """Whether the words say who or whose and nothing more: "anak saya", "rumah tetangga"."""
    said = [lemma for lemma in lemmas if lemma != _PAUSE]
    return 0 < len(said) == _name_length(said) <= _LONGEST_NAME


def _name_length(lemmas: Sequence[str]) -> int:
    """Return how many words the name has that `lemmas` begin with."""
    if not lemmas or lemmas[0] not in _NAMED:
        return 0
    return next((at for at, lemma in enumerate(lemmas) if lemma not in _WHOSE), len(lemmas))


def _first_which(lemmas: Sequence[str], start: int, end: int) -> int | None:
    return next((at for at in range(start, end) if lemmas[at] in _WHICH), None)


def _is_stop(lemma: str) -> bool:
    return lemma != _PAUSE and not lemma[0].isalnum()
