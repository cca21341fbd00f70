"""Whether a text is nothing but an address: somebody who only says where has not said what."""

from typing import Final

from intake.triage.features import WordsRead
from intake.triage.spelling import listed

# What opens an address; of the second only what follows tells that it does.
_SURELY: Final = listed(
    "jl jln gg gang perum perumahan perumnas griya dusun dsn desa ds kelurahan kel kecamatan kec "
    "rt rw"
)
_MAYBE: Final = listed(
    "jalan komplek kompleks kampung kp lingkungan link blok ruko pasar alamat lokasi posisi"
)
_OPENS: Final = _SURELY | _MAYBE
_INSIDE: Final = _OPENS | listed(
    "no nomor nomer raya kota kabupaten kab provinsi depan sebelah samping belakang "
    "dekat seberang di nang ning utara selatan barat lor kidul wetan kulon indah permai asri "
    "permata residence village dalem"
)
# Of what there may be in an address as well: it says nothing of what happens there.
_PLACES: Final = frozenset({"house", "structure", "river", "tree", "animal", "vehicle"})
_LONGEST: Final = 14
_LONGEST_NAME: Final = 3


def is_address(reading: WordsRead) -> bool:
    """Whether the words are an address and no more: each name follows what opens a name."""
    words = reading.words
    if not words or words[0] not in _OPENS or len(words) > _LONGEST:
        return False
    opens = words[0] in _SURELY or any(_is_mark(word) for word in words[1:])
    return opens and _names_places_only(reading) and _longest_name(words) <= _LONGEST_NAME


def _names_places_only(reading: WordsRead) -> bool:
    return (
        not reading.frames
        and _PLACES.issuperset(reading.evidence.found)
        and not any(hit.modifiers for hit in reading.hits)
    )


def _longest_name(words: list[str]) -> int:
    """Return how many words stand together that are no part of an address by themselves."""
    longest = name = 0
    for word in words:
        name = 0 if _is_mark(word) else name + 1
        longest = max(longest, name)
    return longest


def _is_mark(word: str) -> bool:
    """Whether a word belongs to an address and is no name: a number, a block's letter, "depan"."""
    return word in _INSIDE or not word.isalpha() or len(word) == 1
