"""RT and RW, the smallest units of an Indonesian address, and the quarter they prove."""

from collections.abc import Iterable

from intake.location.gazetteer import Quarter
from routing.value_object import value_object

_MARKS = frozenset({"rt", "rw"})


@value_object
class Neighbourhood:
    """RT and RW (neighbourhood units), as far as a text tells them."""

    rt: int | None = None
    rw: int | None = None

    def __str__(self) -> str:
        """Return the usual form, "RT 3 RW 1"."""
        parts = (
            f"RT {self.rt}" if self.rt is not None else "",
            f"RW {self.rw}" if self.rw is not None else "",
        )
        return " ".join(part for part in parts if part)

    def fits(self, quarter: Quarter) -> bool:
        """Whether `quarter` has this RW and, when an RT is named, that RT."""
        if self.rw != quarter.rw:
            return False
        return self.rt is None or quarter.first <= self.rt <= quarter.last


def find_neighbourhood(tokens: list[str]) -> Neighbourhood:
    """Return the first RT and RW among `tokens`: "RT 3 RW 1", "rt03/01", "RW 05 RT 2"."""
    rt = rw = None
    for place, word in enumerate(tokens):
        number = _number(tokens, place + 1)
        if number is None or word not in _MARKS:
            continue
        if word == "rt" and rt is None:
            rt = number
            # "rt03/01": the number behind the RT is the RW.
            rw = rw if rw is not None else _number(tokens, place + 2)
        elif word == "rw":
            rw = number
            is_other_way_round = rt is None and tokens[place + 2 : place + 3] == ["rt"]
            rt = _number(tokens, place + 3) if is_other_way_round else rt
            break
    return Neighbourhood(rt, rw)


def _number(tokens: list[str], place: int) -> int | None:
    if place < len(tokens) and tokens[place].isdigit() and len(tokens[place]) <= 3:  # noqa: PLR2004
        return int(tokens[place])
    return None


def quarters_of(said: Neighbourhood, quarters: Iterable[Quarter], area: str) -> list[Quarter]:
    """Return the quarters of `area` (a kelurahan or a lingkungan) that `said` may mean."""
    return [
        quarter
        for quarter in quarters
        if area in {quarter.kelurahan, quarter.lingkungan} and said.fits(quarter)
    ]
