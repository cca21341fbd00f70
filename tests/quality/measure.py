"""`make quality`: the figures of intake on labelled files, one a line.

Without files it shows how intake does on authors that the answering net had not read, by author and
by language, beside a list of keywords. With files it shows theirs: sentences, places and pairs are
told apart by their members.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from intake.triage.proposal import Proposal
from intake.triage.spelling import listed
from intake.triage.training.make import OWN
from intake.triage.training.rows import files
from intake.triage.triage import triage
from tests.quality import pairs, places, plans, sentences
from tests.quality.figure import Figure
from tests.quality.held_out import HeldOut
from tests.quality.labels import Labelled, Sentence, read_labelled

_KEYWORDS: Final = listed(
    "kebakaran kobong terbakar pingsan semaput tenggelam kelelep hanyut tertimpa terjebak kejang "
    "sesak napas bacok celurit begal melahirkan keracunan kesetrum bunuh tabrakan kecelakaan darah"
)
_PERCENTILE = 0.99


def say(line: str) -> None:
    """Write one line."""
    sys.stdout.write(f"{line}\n")


def figures_of(labelled: Labelled) -> Iterator[Figure]:
    """Yield the figures of each kind of row that there is."""
    if labelled.sentences:
        yield from sentences.figures(sentences.hear(labelled.sentences, triage))
    if labelled.places:
        yield from places.figures(labelled.places)
    if labelled.pairs:
        yield from pairs.figures(labelled.pairs)


def measure_file(path: Path) -> None:
    """Show the figures of one labelled file."""
    say(f"# {path}")
    show(figures_of(read_labelled(path)))


def show(figures: Iterable[Figure]) -> None:
    """Write each figure on its line."""
    for figure in figures:
        say(figure.line())


def by_keywords(text: str) -> Proposal:
    """Propose as a list of keywords would: a life threat where one of them is said."""
    said = text.lower()
    return Proposal("unknown", 1 if any(word in said for word in _KEYWORDS) else 3, 0.0)


def measure_held_out() -> None:
    """Show the figures on authors that the answering net had not read."""
    model = HeldOut()
    rows = [row for path in files() for row in read_labelled(path).sentences if _judges(row)]
    heard = sentences.hear(rows, lambda text: triage(text, model=model))
    groups: list[tuple[str, Callable[[Sentence], bool]]] = [
        ("train-* (each author held out)", lambda row: row.author.startswith("train-")),
        ("dev-* (each author held out)", lambda row: row.author.startswith("dev-")),
    ]
    for title, belongs in groups:
        chosen = [one for one in heard if belongs(one.row)]
        say(f"# {title}")
        show([*sentences.figures(chosen), *sentences.flag_figures(chosen)])
        show(plans.figures(chosen))
    for of in ("author", "language"):
        for value in sorted({getattr(row, of) for row in rows}):
            chosen = [one for one in heard if getattr(one.row, of) == value]
            say(f"# {of} {value}")
            show(sentences.figures(chosen)[:4])
    say("# keywords, for comparison")
    show(sentences.figures(sentences.hear(rows, by_keywords))[:2])
    say("# milliseconds of processor a text")
    say(f"p99_ms {percentile_ms([row.text for row in rows]):.3f}")


def _judges(row: Sentence) -> bool:
    return not row.author.startswith(OWN)


def percentile_ms(texts: Sequence[str]) -> float:
    """Give the 99th percentile of what a text costs the processor."""
    spent = []
    for text in texts:
        started = time.thread_time_ns()
        triage(text)
        spent.append(time.thread_time_ns() - started)
    return sorted(spent)[int(_PERCENTILE * len(spent))] / 1e6


def main(paths: Sequence[str]) -> None:
    """Measure the files at `paths`, or the held-out authors when there are none."""
    if not paths:
        measure_held_out()
    for path in paths:
        measure_file(Path(path))


if __name__ == "__main__":
    main(sys.argv[1:])
