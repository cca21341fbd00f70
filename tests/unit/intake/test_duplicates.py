from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.duplicates.score import Known, Seen, score

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LAT, LON = -7.4716, 112.4401
METRE = 1 / 111_195


def known(**changes: object) -> Known:
    values: dict[str, object] = {
        "incident_id": UUID(int=1),
        "number": "2026-000001",
        "at": AT,
        "type": "fire",
        "lat": LAT,
        "lon": LON,
        "accuracy_m": 50.0,
        "text": "kebakaran toko bahan bangunan Gajah Mada",
    }
    return Known(**{**values, **changes})  # type: ignore[arg-type]


def seen(**changes: object) -> Seen:
    values: dict[str, object] = {
        "at": AT + timedelta(minutes=2),
        "type": "fire",
        "lat": LAT,
        "lon": LON,
        "accuracy_m": 50.0,
    }
    return Seen(**{**values, **changes})  # type: ignore[arg-type]


def likelihood(report: Seen, incident: Known) -> float:
    found = score(report, [incident])
    return found[0].score if found else 0.0


def test_a_second_call_about_the_same_fire_is_surely_a_duplicate() -> None:
    found = score(seen(lat=LAT + 60 * METRE), [known()])[0]
    assert found.score > 0.85
    assert found.distance_m == pytest.approx(60, abs=1)
    assert len(found.reasons) >= 3


@pytest.mark.parametrize(
    "less",
    [
        seen(lat=LAT + 800 * METRE),
        seen(at=AT + timedelta(hours=3)),
        seen(type="crime"),
        seen(type="unknown"),
        seen(lat=None, lon=None),
        seen(accuracy_m=3000.0),
    ],
)
def test_each_ground_against_it_lowers_the_score(less: Seen) -> None:
    assert likelihood(less, known()) < likelihood(seen(), known()) - 0.15


def test_kin_types_are_nearer_than_strangers() -> None:
    crash = known(type="crash")
    assert (
        likelihood(seen(type="crash_injured"), crash)
        > likelihood(seen(type="medical"), crash)
        > likelihood(seen(type="animal"), crash)
    )


def test_the_same_sender_and_common_words_push() -> None:
    far = seen(lat=LAT + 300 * METRE)
    assert likelihood(
        seen(lat=LAT + 300 * METRE, sender="+628123"), known(senders=frozenset({"+628123"}))
    ) > likelihood(far, known())
    assert likelihood(
        seen(lat=LAT + 300 * METRE, text="toko bahan bangunan Gajah Mada terbakar"), known()
    ) > likelihood(far, known())


def test_floods_stay_the_same_emergency_for_hours() -> None:
    later = AT + timedelta(hours=2)
    assert likelihood(seen(at=later, type="flood"), known(type="flood")) > 3 * likelihood(
        seen(at=later), known()
    )


def test_the_likeliest_comes_first() -> None:
    near, far = known(number="near"), known(number="far", lat=LAT + 250 * METRE)
    assert [candidate.number for candidate in score(seen(), [far, near])] == ["near", "far"]


@given(
    st.floats(),
    st.floats(),
    st.floats() | st.none(),
    st.text(max_size=60),
    st.datetimes(timezones=st.just(UTC)),
)
def test_scores_stay_between_0_and_1(
    lat: float, lon: float, accuracy: float | None, text: str, at: datetime
) -> None:
    for candidate in score(
        Seen(at=at, lat=lat, lon=lon, accuracy_m=accuracy, text=text), [known(text=text)]
    ):
        assert 0 <= candidate.score <= 1
        candidate.document()
