"""Pairs of reports: one emergency or two?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from intake.duplicates.score import Known, Seen, score
from intake.location.find import exact_spots, read_places, wide_names
from intake.triage.triage import triage
from tests.quality.figure import Figure, resampled, share
from tests.support.city import GAZETTEER

_SURELY = 0.5
_TRUSTED = 0.6
_AT = datetime(2026, 11, 27, 3, tzinfo=UTC)
_LAT, _LON, _METRES_A_DEGREE = -7.47, 112.43, 111_195.0
_USUAL_ACCURACY_M = 40.0


def figures(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """Give precision, recall and their harmonic mean over the pairs."""
    told = [row for row in rows if row.get("same") is not None]
    cases = [(likelihood(row) >= _SURELY, bool(row["same"])) for row in told]
    return [
        resampled("duplicate_f1", cases, _f1),
        share("precision", [same for found, same in cases if found]),
        share("recall", [found for found, same in cases if same]),
    ]


def likelihood(row: dict[str, Any]) -> float:
    """Give how likely the second report speaks of what the first one did.

    `metres` null means that no pin is known, and the words alone have to place both.
    """
    known = Known(
        incident_id=UUID(int=1), number="1", at=_AT, **_told(row["one"], row.get("acc1"), row, 0.0)
    )
    seen = Seen(
        at=_AT + timedelta(minutes=row.get("minutes") or 0),
        **_told(row["two"], row.get("acc2"), row, 1.0),
    )
    found = score(seen, [known])
    return found[0].score if found else 0.0


def _told(text: str, accuracy: float | None, row: dict[str, Any], times: float) -> dict[str, Any]:
    places = read_places(text, GAZETTEER).places
    told: dict[str, Any] = {
        "text": text,
        "type": triage(text).type,
        "spots": exact_spots(places),
        "wide": wide_names(places),
    }
    metres = row.get("metres")
    said = next((place for place in places if place.score >= _TRUSTED), None)
    if metres is not None:
        told |= {"lat": _LAT + times * metres / _METRES_A_DEGREE, "lon": _LON}
        told["accuracy_m"] = _USUAL_ACCURACY_M if accuracy is None else accuracy
    elif said is not None:
        told |= {"lat": said.lat, "lon": said.lon, "accuracy_m": said.accuracy_m}
    return told


def _f1(cases: Sequence[tuple[bool, bool]]) -> float:
    right = sum(found and same for found, same in cases)
    return 2 * right / max(1, sum(found + same for found, same in cases))
