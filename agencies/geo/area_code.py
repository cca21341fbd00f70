"""The code of an area in one form, whatever form a file writes it in.

Kemendagri numbers areas `35.76.01.1003` (province, city, kecamatan, kelurahan or desa); files write
the same code without dots (`3576011003`), with a country before it (`ID3576011003`) or with spaces.
BPS numbers them otherwise, and as long: `3576010006` is the same kelurahan. Which of the two a file
means is decided for the whole file, and BPS numbers are translated by the names of areas we know.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from routing.value_object import value_object

_COUNTRY: Final = re.compile(r"^(?:id|idn)[\s._-]*(?=\d)", re.IGNORECASE)
_WHOLE_NUMBER: Final = re.compile(r"^(\d+)\.0+$")
_BETWEEN: Final = re.compile(r"[\s._/-]+")
_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")
_KEMENDAGRI: Final = (2, 2, 2, 4)
_BPS: Final = (2, 2, 3, 3)
# The fourth part of Kemendagri begins with 1 for a kelurahan and with 2 for a desa.
_VILLAGE_KINDS: Final = "12"


class Numbering(StrEnum):
    """Who numbered the areas of a file."""

    KEMENDAGRI = "kemendagri"
    BPS = "bps"


@value_object
class NamedCode:
    """An area as a file names it: its code as written, and its name."""

    written: str
    name: str


def kemendagri_code(written: str) -> str | None:
    """Return the dotted code of Kemendagri that is written, or None when it can be none."""
    parts = _parts(written, _KEMENDAGRI)
    if parts is None or (len(parts) == len(_KEMENDAGRI) and parts[3][0] not in _VILLAGE_KINDS):
        return None
    return ".".join(parts)


def bps_code(written: str) -> str | None:
    """Return the dotted code of BPS that is written (`35.76.010.006`), or None."""
    parts = _parts(written, _BPS)
    return None if parts is None else ".".join(parts)


def numbering_of(areas: Sequence[NamedCode], known: Mapping[str, str]) -> Numbering:
    """Return whose codes a file uses; `known` are the names of areas by code of Kemendagri.

    A file is of BPS when some code cannot be of Kemendagri and can be of BPS. Where every code
    could be of both, the names decide: whoever's reading names more areas as we know them.
    """
    read = [(kemendagri_code(area.written), bps_code(area.written)) for area in areas]
    if any(theirs is None and bps is not None for theirs, bps in read):
        return Numbering.BPS
    named = sum(
        _is_called(known.get(theirs or ""), area.name)
        for area, (theirs, _) in zip(areas, read, strict=True)
    )
    by_name = sum(
        bps is not None and _by_name(area, bps, known) not in {None, theirs}
        for area, (theirs, bps) in zip(areas, read, strict=True)
    )
    return Numbering.BPS if by_name > named else Numbering.KEMENDAGRI


def code_in(numbering: Numbering, area: NamedCode, known: Mapping[str, str]) -> str:
    """Return the area's code in the one form; as it is written where nothing fits."""
    if numbering is Numbering.KEMENDAGRI:
        return kemendagri_code(area.written) or area.written
    bps = bps_code(area.written)
    return (None if bps is None else _by_name(area, bps, known)) or area.written


def _by_name(area: NamedCode, bps: str, known: Mapping[str, str]) -> str | None:
    """Return the known area of this name in the same city and at the same depth, if it is one."""
    city, depth = bps[:5], bps.count(".")
    if depth < len(("city", "kecamatan")):
        return bps
    found = [
        code
        for code, name in known.items()
        if code.startswith(f"{city}.") and code.count(".") == depth and _is_called(name, area.name)
    ]
    return found[0] if len(found) == 1 else None


def _is_called(name: str | None, other: str) -> bool:
    return name is not None and _plain(name) == _plain(other)


def _plain(name: str) -> str:
    return _NOT_A_LETTER.sub("", name.casefold())


def _parts(written: str, lengths: Sequence[int]) -> list[str] | None:
    text = _COUNTRY.sub("", written.strip())
    whole = _WHOLE_NUMBER.match(text)
    pieces = _BETWEEN.split(whole.group(1) if whole else text)
    if len(pieces) == 1:
        pieces = _cut(pieces[0], lengths)
    else:
        # A table program drops the nought of `01`; no other part can be short.
        pieces = [
            piece.zfill(min(length, 2)) for piece, length in zip(pieces, lengths, strict=False)
        ] + pieces[len(lengths) :]
    if not all(piece.isascii() and piece.isdigit() for piece in pieces):
        return None
    if not 0 < len(pieces) <= len(lengths):
        return None
    fits = all(len(piece) == length for piece, length in zip(pieces, lengths, strict=False))
    return pieces if fits else None


def _cut(digits: str, lengths: Sequence[int]) -> list[str]:
    pieces = []
    for length in lengths:
        if digits:
            pieces.append(digits[:length])
            digits = digits[length:]
    return [*pieces, digits] if digits else pieces
