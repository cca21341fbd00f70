"""How few reports are too few: the expected band of a channel, from its own weeks. Pure."""

from collections.abc import Sequence
from math import exp


def expected(weeks: Sequence[int]) -> float:
    """Return how many usually come in a stretch of the week, by its counts in earlier weeks.

    The busiest is left out: one night of a flood must not make every later one look silent. Weeks
    before the channel was there count as zero, so that a young channel is believed slowly.
    """
    usual = sorted(weeks)[:-1]
    return sum(usual) / len(usual) if usual else 0.0


def chance_of_so_few(count: int, mean: float) -> float:
    """Return how likely it is that at most `count` come by chance where `mean` usually do.

    Whoever calls does not know of the others, so the counts follow Poisson's law.
    """
    term = total = exp(-mean)
    for number in range(1, count + 1):
        if number > mean:
            return 1.0  # at least as many as usual: whatever the tail adds, it is no silence
        term *= mean / number
        total += term
    return total
