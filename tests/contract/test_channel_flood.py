import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake.channels.flood.adapter import Arrival, Found, read_all
from intake.channels.flood.senml import SenMLError, resolve
from intake.channels.flood.topics import station_of, topic_matches
from intake.gauges.path import MISSING, compile_path, look_up
from intake.gauges.profile import Profile
from intake.gauges.reading import DevicePresence, GaugeReading
from intake.pipeline.items import Ignored, Unparsable

AT = datetime.fromisoformat("2026-12-12T08:10:30+00:00")
FIXTURES = Path(__file__).parents[2] / "intake" / "channels" / "flood" / "fixtures"
KS01 = Profile.model_validate_json((FIXTURES / "profile-json.json").read_text())
OURS = [json.loads(line) for line in (FIXTURES / "messages.jsonl").read_text().splitlines()]


def arrival(
    payload: Any, *, topic: str | None = None, retained: bool = False, at: datetime = AT
) -> Arrival:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Arrival(body=body, received_at=at, topic=topic, retained=retained, zone="Asia/Jakarta")


def read(message: Arrival, profile: Profile) -> Found:
    [found] = read_all(message, profile)
    return found


@pytest.mark.parametrize("message", OURS, ids=lambda message: message["case"])
def test_our_fixtures_are_understood(message: dict[str, Any]) -> None:
    profile = Profile.model_validate(message["profile"]) if "profile" in message else KS01
    found = read(
        arrival(
            message["payload"], topic=message.get("topic"), retained=message.get("retain", False)
        ),
        profile,
    )
    for name, value in message["expected"].items():
        assert getattr(found, name, type(found).__name__) == (
            tuple(value) if isinstance(value, list) else value
        )


def test_sensor_time_is_trusted_within_ten_minutes_only() -> None:
    near = read(arrival({"level_cm": 1, "seq": 1, "ts": "2026-12-12T08:01:00Z"}), KS01)
    far = read(arrival({"level_cm": 1, "seq": 1, "ts": "1970-01-01T00:00:00Z"}), KS01)
    assert isinstance(near, GaugeReading)
    assert isinstance(far, GaugeReading)
    assert (near.at, near.flags) == (datetime(2026, 12, 12, 8, 1, tzinfo=UTC), ())
    assert (far.at, far.flags) == (AT, ("time.untrusted",))


def test_the_same_reading_has_the_same_key_and_another_has_not() -> None:
    once = read(arrival({"level_cm": 1, "seq": 7, "ts": "2026-12-12T08:10:00Z"}), KS01)
    again = read(
        arrival(
            {"level_cm": 1, "seq": 7, "ts": "2026-12-12T08:10:00Z"}, at=AT + timedelta(seconds=9)
        ),
        KS01,
    )
    after_reset = read(arrival({"level_cm": 1, "seq": 7, "ts": "2026-12-13T08:10:00Z"}), KS01)
    assert isinstance(once, GaugeReading)
    assert isinstance(again, GaugeReading)
    assert isinstance(after_reset, GaugeReading)
    assert once.key == again.key != after_reset.key


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["level_cm", "seq", "ts", "n", "v", "bt", "bn", "online"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(["level", "status", "alarm", "senml", "rain", "x"]),
)
def test_no_message_raises(body: bytes, kind: str) -> None:
    found = read_all(arrival(body, topic=f"ews/v1/kota-mojokerto/kali-sadar/KS-01/{kind}"), KS01)
    assert found
    for item in found:
        assert isinstance(item, GaugeReading | DevicePresence | Ignored | Unparsable)


@given(
    st.recursive(
        st.none() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
    )
)
def test_senml_raises_only_its_own_error(pack: Any) -> None:
    with suppress(SenMLError):
        assert isinstance(resolve(pack, now=1.0), list)


def test_topics_lead_to_stations() -> None:
    assert station_of("ews/v1/kota-mojokerto/kali-sadar/KS-01/level") == "KS-01"
    assert station_of("ews/v1/x") is None
    assert topic_matches("bpbd/+/awlr/KS01", "bpbd/kota/awlr/KS01")
    assert topic_matches("ews/#", "ews/v1/a/b/c/level")
    assert not topic_matches("bpbd/+/awlr/KS01", "bpbd/kota/awlr/KS02")
    assert not topic_matches("bpbd/+", "bpbd/kota/x")


def test_paths() -> None:
    value = {"a": {"b": [1, {"@iot.id": 5}]}}
    assert look_up(value, compile_path("$.a.b[1]['@iot.id']")) == 5
    assert look_up(value, compile_path("$.a.b[9]")) is MISSING
    assert look_up(value, compile_path("$")) is value
    with pytest.raises(ValueError, match="cannot read"):
        compile_path("$.a..b")


@pytest.mark.parametrize(
    "wrong",
    [
        {"thresholds": {"waspada": 200, "siaga": 150, "awas": 250}},
        {"map": {"unit": "furlong"}},
        {"map": {"level": "$.a..b"}},
        {"map": {"vocabulary": "mine"}},
        {"surprise": 1},
        {"station": "../x"},
    ],
)
def test_wrong_profiles_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate({"station": "KS-01", **wrong})


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 10, 11, 12])
def test_senml_examples_resolve_as_published(real_data: Path, number: int) -> None:
    folder = real_data / "samples" / "senml"
    expected = json.loads((folder / f"ex{number}.resolved.json").read_text())
    records = resolve(json.loads((folder / f"ex{number}.json").read_text()), now=1.498780179e9)
    without_version = [
        {label: value for label, value in record.items() if label != "bver"} for record in records
    ]
    assert [
        {label: value for label, value in record.items() if label != "bver"} for record in expected
    ] == without_version


def test_published_sample_messages_are_understood(real_data: Path) -> None:
    lines = [
        json.loads(line)
        for line in (real_data / "samples" / "flood" / "constructed-mqtt-kalisadar.jsonl")
        .read_text()
        .splitlines()
    ]
    observation = Profile.model_validate(
        {
            "station": "KS-01",
            "map": {
                "level": "$.result",
                "unit": "m",
                "ts": "$.phenomenonTime",
                "seq": "$['@iot.id']",
            },
        }
    )
    found = [
        read(
            arrival(line["payload"], topic=line["topic"], retained=line["retain"]),
            KS01 if line["topic"].startswith("ews") else observation,
        )
        for line in lines
    ]
    levels = [reading.level_cm for reading in found if isinstance(reading, GaugeReading)]
    assert levels == [187.4, 231.0, 187.4, 187.4]
    assert [type(item).__name__ for item in found] == [
        "GaugeReading",
        "DevicePresence",
        "GaugeReading",
        "GaugeReading",
        "GaugeReading",
    ]


def test_lorawan_uplink_is_read_by_a_profile(real_data: Path) -> None:
    body = (real_data / "samples" / "flood" / "constructed-chirpstack-v4-uplink.json").read_bytes()
    profile = Profile.model_validate(
        {
            "station": "KS-01",
            "map": {
                "level": "$.object.level_cm",
                "seq": "$.fCnt",
                "ts": "$.time",
                "batt": "$.object.batt_v",
            },
        }
    )
    found = read(arrival(body), profile)
    assert isinstance(found, GaugeReading)
    assert (found.level_cm, found.battery_v, found.flags) == (187.4, 12.6, ())
