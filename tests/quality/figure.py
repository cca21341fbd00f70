"""A figure with the interval in which the truth lies, and on how many cases it rests."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_Z = 1.96
_DRAWS = 400


class Figure(NamedTuple):
    """A share between 0 and 1, its 95 % interval and the number of cases."""

    name: str
    value: float
    low: float
    high: float
    n: int

    def line(self) -> str:
        """Give the figure as `name value [low, high] n`."""
        return f"{self.name} {self.value:.3f} [{self.low:.3f}, {self.high:.3f}] {self.n}"


def share(name: str, of: Iterable[bool]) -> Figure:
    """Give the share of true cases with Wilson's interval; 0 to 1 where there is no case."""
    cases = list(of)
    n = len(cases)
    if not n:
        return Figure(name, math.nan, 0.0, 1.0, 0)
    value = sum(cases) / n
    middle = (value + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * math.sqrt(value * (1 - value) / n + _Z**2 / (4 * n**2))
    return Figure(name, value, max(0.0, middle - reach), min(1.0, middle + reach), n)


def resampled(name: str, cases: Sequence[T], of: Callable[[Sequence[T]], float]) -> Figure:
    """Give what `of` makes of `cases`, with the interval of drawing them again (a fixed seed)."""
    chance = random.Random(112)
    draws = sorted(of(chance.choices(cases, k=len(cases))) for _ in range(_DRAWS)) if cases else []
    if not draws:
        return Figure(name, math.nan, 0.0, 1.0, 0)
    low, high = draws[int(0.025 * _DRAWS)], draws[int(0.975 * _DRAWS)]
    return Figure(name, of(cases), low, high, len(cases))
