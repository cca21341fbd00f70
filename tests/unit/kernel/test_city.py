import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dispatch.kernel import city as cities
from dispatch.kernel.city import City, find_city, read_city
from dispatch.kernel.errors import Invalid

MANIFEST: dict[str, Any] = {
    "name": "Kota Teluk Contoh",
    "town": "Teluk Contoh",
    "number_prefix": "TLC",
    "time_zone": "Asia/Jayapura",
    "telephone": {"country": "ID", "area_code": "0967"},
    "province": {"south": -5, "north": 0, "west": 135, "east": 142},
    "files": {"gauges": "gauges.json"},
}


def city_in(folder: Path, **changes: Any) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "gauges.json").write_text("[1, 2]", encoding="utf-8")
    (folder / "city.json").write_text(json.dumps(MANIFEST | changes), encoding="utf-8")
    return folder


@pytest.fixture
def city(tmp_path: Path) -> City:
    return read_city(city_in(tmp_path / "teluk"))


def test_an_incident_bears_the_prefix_and_the_year_on_the_wall_clock_of_the_city(
    city: City,
) -> None:
    new_year = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert city.incident_number(new_year, 7) == "TLC-27-000007"
    assert city.local(new_year).isoformat() == "2027-01-01T00:30:00+09:00"


def test_a_file_that_the_manifest_does_not_name_is_none(city: City) -> None:
    assert city.read("gauges", []) == [1, 2]
    assert city.file("run_cards") is None
    assert city.read("run_cards", []) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"time_zone": "Asia/Atlantis"},
        {"time_zone": "../etc/passwd"},
        {"number_prefix": "teluk"},
        {"telephone": {"country": "Indonesia", "area_code": "0967"}},
        {"files": {"gauges": "lost.json"}},
        {"prefix": "TLC"},
        {"name": None},
    ],
)
def test_a_broken_manifest_is_refused_before_anything_starts(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as caught:
        read_city(city_in(tmp_path / "teluk", **changes))
    assert caught.value.code == "registry.city_broken"


def test_a_city_is_found_by_name_by_path_or_because_it_is_the_only_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = city_in(tmp_path / "teluk")
    assert find_city(str(folder)).id == "teluk"
    monkeypatch.setattr(cities, "CITIES", tmp_path)
    assert find_city("teluk").folder == find_city(None).folder == folder
    city_in(tmp_path / "muara")
    with pytest.raises(Invalid, match="muara, teluk"):
        find_city(None)
    with pytest.raises(Invalid, match="atlantis"):
        find_city("atlantis")
