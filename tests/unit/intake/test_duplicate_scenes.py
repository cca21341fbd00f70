"""Tellings of one emergency and of others at the same places, judged with pins and by words."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from intake.duplicates.score import SENTENCES, WEIGHTS, Known, Seen, score
from intake.location.find import exact_spots, read_places, wide_names
from intake.location.found import PlacesRead
from intake.triage.triage import triage
from tests.quality import pairs
from tests.quality.labels import read_labelled
from tests.support.city import GAZETTEER

AT = datetime(2026, 11, 27, 3, tzinfo=UTC)
QUALITY = Path(__file__).parents[2] / "quality"
DATA = json.loads((QUALITY / "duplicate_scenes.json").read_text(encoding="utf-8"))
SURELY = 0.5


def where(read: PlacesRead, metres: float | None) -> dict[str, float | None]:
    """Give the pin when there is one, else the place that the words name."""
    if metres is not None:
        return {"lat": -7.47 + metres / 111_195, "lon": 112.43, "accuracy_m": 40.0}
    said = next((place for place in read.places if place.score >= 0.6), None)
    if said is None:
        return {}
    return {"lat": said.lat, "lon": said.lon, "accuracy_m": said.accuracy_m}


def likelihood(one: str, two: str, *, metres: float | None = None, minutes: float = 3.0) -> float:
    first, second = read_places(one, GAZETTEER), read_places(two, GAZETTEER)
    known = Known(
        incident_id=UUID(int=1),
        number="1",
        at=AT,
        type=triage(one).type,
        text=one,
        spots=exact_spots(first.places),
        wide=wide_names(first.places),
        **where(first, None if metres is None else 0.0),  # type: ignore[arg-type]
    )
    seen = Seen(
        at=AT + timedelta(minutes=minutes),
        type=triage(two).type,
        text=two,
        spots=exact_spots(second.places),
        wide=wide_names(second.places),
        **where(second, metres),  # type: ignore[arg-type]
    )
    found = score(seen, [known])
    return found[0].score if found else 0.0


def scenes() -> Iterator[tuple[str, str, float | None, bool]]:
    for scene in DATA["scenes"]:
        events = [event[1:] for event in scene["events"]]
        for tellings in events:
            for one, two in itertools.combinations(tellings, 2):
                yield from ((one, two, None, True), (one, two, 60.0, True))
        for tellings, others in itertools.combinations(events, 2):
            yield tellings[0], others[0], 60.0, False
            yield tellings[0], others[-1], None, False


def test_most_tellings_of_the_scenes_are_joined_and_parted_rightly() -> None:
    judged = [
        (likelihood(one, two, metres=metres) >= SURELY, same) for one, two, metres, same in scenes()
    ]
    hits = sum(said and same for said, same in judged)
    f1 = 2 * hits / (sum(said for said, _ in judged) + sum(same for _, same in judged))
    assert f1 >= 0.85


def test_pairs_in_other_words_than_the_scenes_are_joined_and_parted() -> None:
    labelled = read_labelled(QUALITY / "pairs_told_otherwise.jsonl")
    f1, precision, recall = pairs.figures(labelled.pairs)
    assert f1.value >= 0.9
    assert min(precision.value, recall.value) >= 0.85


@pytest.mark.parametrize(
    ("one", "two", "metres", "minutes", "same"),
    [
        *((*case[:4], True) for case in DATA["for"][:3]),
        *((*case[:4], False) for case in DATA["against"][:5]),
    ],
)
def test_words_join_and_part(
    one: str, two: str, metres: float | None, minutes: float, *, same: bool
) -> None:
    assert (likelihood(one, two, metres=metres, minutes=minutes) >= SURELY) == same


def test_every_ground_has_a_weight_and_a_sentence_in_both_languages() -> None:
    assert SENTENCES.codes("id") == SENTENCES.codes("en")
    assert WEIGHTS.keys() - {"bias", "public"} == SENTENCES.codes()
