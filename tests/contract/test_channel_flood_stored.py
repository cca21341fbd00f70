import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiomqtt import Client, MqttError

from dispatch.kernel.host.settings import Settings
from intake.channels.flood.modules import flood_modules
from intake.channels.flood.mqtt import ReadMqtt
from intake.gauges.board_section import GaugesSection
from intake.gauges.models import GaugeProfile, GaugeStation
from intake.gauges.raise_alarms import RaiseAlarms
from intake.gauges.stale import StaleStations
from intake.pipeline.receive import RECEIVER
from intake.pipeline.receive_items import ITEMS
from tests.contract.channel_room import START, Room

TOPIC = "ews/v1/kota-mojokerto/kali-sadar/KS-01"


def payload(room: Room, level_cm: float, seq: int) -> dict[str, Any]:
    return {"seq": seq, "ts": room.clock.now().isoformat(), "level_cm": level_cm}


async def send(
    room: Room, *levels: float, station: str = "KS-01", every_s: float = 300
) -> list[dict[str, Any]]:
    taken = []
    for level_cm in levels:
        seq = int(room.clock.advance(seconds=every_s).timestamp())
        answer = await room.post(
            f"/channels/flood/{station}", payload(room, level_cm, seq), scope="flood"
        )
        assert answer.status_code == 200, answer.text
        taken.append(answer.json())
    return taken


async def add_neighbour(room: Room, name: str, lat: float) -> None:
    async with room.parts.units.begin("system:test") as uow:
        [known] = await uow.fetch(
            "SELECT profile, valid_from FROM gauge_profile WHERE station_id = 'KS-01'"
        )
        uow.add(
            GaugeStation(
                id=name,
                log_id=uow.new_id(),
                name=name,
                river="Kali Sadar",
                lat=lat,
                lon=112.43,
                source="test",
            )
        )
        profile = known["profile"] | {"station": name, "source": {"topic": None}}
        uow.add(GaugeProfile(station_id=name, valid_from=known["valid_from"], profile=profile))


async def pay(room: Room) -> int:
    return await RaiseAlarms(room.parts.services.of(RECEIVER)).run_once(
        room.parts.units, room.clock.now()
    )


async def test_a_reading_again_changes_nothing(room: Room) -> None:
    room.clock.advance(seconds=1)
    body = payload(room, 160, 1)
    first, again = [
        (await room.post("/channels/flood/KS-01", body, scope="flood")).json() for _ in range(2)
    ]
    assert (first["status"], again["status"], again["duplicate"]) == ("stored", "duplicate", True)
    assert len(await room.rows("SELECT 1 FROM gauge_reading")) == 1
    assert await room.facts("gauge") == ["gauge.level_changed"]


async def test_the_log_has_changes_not_readings(room: Room) -> None:
    taken = await send(room, 100, 110, 120, 155, 160, 165)
    assert [item["level"] for item in taken] == [
        "NORMAL",
        "NORMAL",
        "NORMAL",
        "NORMAL",
        "WASPADA",
        "WASPADA",
    ]
    facts = await room.facts("gauge")
    assert facts.count("gauge.level_changed") == 2
    assert len(await room.rows("SELECT 1 FROM gauge_reading")) == 6


async def test_awas_becomes_an_incident_once(room: Room) -> None:
    await send(room, 200, 230, 260, 265)
    assert await pay(room) == 1
    assert await pay(room) == 0
    [report] = await room.rows("SELECT * FROM report")
    assert (
        report["channel"],
        report["state"],
        report["proposal"]["type"],
        report["location_method"],
    ) == (
        "ews",
        "linked",
        "flood",
        "sensor",
    )
    [incident] = await room.rows("SELECT type, priority FROM incident")
    assert incident == {"type": "flood", "priority": 1}


async def test_a_crash_between_the_level_and_the_report_loses_nothing(room: Room) -> None:
    await send(room, 200, 230, 260, 265)
    await room.parts.units.pool.execute("CREATE TABLE kept AS SELECT alarm_key FROM gauge_state")
    await pay(room)
    await room.parts.units.pool.execute(
        "UPDATE gauge_state SET alarm_key = (SELECT alarm_key FROM kept)"
    )
    assert await pay(room) == 1
    assert len(await room.rows("SELECT 1 FROM report")) == 1


async def test_neighbours_on_one_river_join_one_incident(room: Room) -> None:
    await add_neighbour(room, "KS-02", lat=-7.50)
    await send(room, 200, 230, 260, 265)
    await pay(room)
    await send(room, 200, 230, 260, 265, station="KS-02", every_s=600)
    await pay(room)
    reports = await room.rows("SELECT incident_id, state FROM report")
    assert [report["state"] for report in reports] == ["linked", "linked"]
    assert len({report["incident_id"] for report in reports}) == 1
    [incident] = await room.rows("SELECT report_count FROM incident")
    assert incident["report_count"] == 2


async def test_a_neighbour_a_day_later_is_another_flood(room: Room) -> None:
    await add_neighbour(room, "KS-02", lat=-7.50)
    await send(room, 200, 230, 260, 265)
    await pay(room)
    room.clock.advance(seconds=24 * 3600)
    await send(room, 200, 230, 260, 265, station="KS-02")
    await pay(room)
    assert len(await room.rows("SELECT 1 FROM incident")) == 2


async def test_silence_is_a_fault_once_and_ends_with_a_reading(room: Room) -> None:
    await send(room, 100)
    module = StaleStations()
    room.clock.advance(seconds=899)
    assert await module.run_once(room.parts.units, room.clock.now()) == 0
    room.clock.advance(seconds=1)
    assert await module.run_once(room.parts.units, room.clock.now()) == 1
    assert await module.run_once(room.parts.units, room.clock.now()) == 0
    async with room.reading() as reading:
        [item] = await GaugesSection().load(reading, ["KS-01"])
    assert (item.body.level, item.body.stale, item.body.level_cm) == (
        "UNKNOWN",
        True,
        100.0,
    )
    await send(room, 100)
    assert (await room.facts("gauge"))[-3:] == [
        "gauge.went_silent",
        "gauge.recovered",
        "gauge.level_changed",
    ]


async def test_the_board_changes_only_with_events(room: Room) -> None:
    await send(room, 100, 101, 102, 103, every_s=30)
    async with room.reading() as reading:
        [item] = await GaugesSection().load(reading, ["KS-01"])
    assert item.body.level_cm == 100.0
    await send(room, 104)
    async with room.reading() as reading:
        [item] = await GaugesSection().load(reading, ["KS-01"])
    assert (item.body.level_cm, item.body.stale) == (104.0, False)
    assert await room.facts("gauge") == ["gauge.level_changed", "gauge.reported"]


async def test_what_cannot_be_taken_is_kept(room: Room) -> None:
    cases = {"NO-99": (404, "gauge_station.not_found"), "KS-01": (422, "flood.no_level")}
    for station, (status, code) in cases.items():
        answer = await room.post(f"/channels/flood/{station}", {"x": 1}, scope="flood")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await room.rows("SELECT 1 FROM raw_message WHERE id = $1", answer.json()["kept"])
    assert (
        await room.post("/channels/flood/KS-01", {"x": 1}, scope="flood:KS-02")
    ).status_code == 403


async def test_on_overload_the_newest_counts_and_a_frantic_device_fills_no_table(
    room: Room,
) -> None:
    burst = [payload(room, 100, seq) | {"ts": None} for seq in range(400)]
    answer = await room.post("/channels/flood/KS-01", burst, scope="flood")
    assert (answer.json()["status"], answer.json()["flags"][-1]) == ("thinned", "rate_limited")
    [stored] = await room.rows("SELECT count(*) AS n FROM gauge_reading")
    assert stored["n"] == 300
    for seq in (401, 402):
        room.clock.advance(seconds=1)
        body = payload(room, 280, seq)
        answer = await room.post("/channels/flood/KS-01", body, scope="flood")
        assert (answer.status_code, answer.json()["status"]) == (200, "stored")
    assert answer.json()["level"] == "AWAS"


async def test_gauges_and_their_series_over_http(room: Room) -> None:
    await send(room, 100, 110)
    headers = await room.desk()
    [gauge] = (await room.client.get("/gauges", headers=headers)).json()["items"]
    assert (gauge["station_id"], gauge["river"], gauge["level"]) == (
        "KS-01",
        "Kali Sadar",
        "NORMAL",
    )
    series = (await room.client.get("/gauges/KS-01/readings", headers=headers)).json()["items"]
    assert [point["level_cm"] for point in series] == [110.0, 100.0]
    none = await room.client.get(
        "/gauges/KS-01/readings", params={"until": START.isoformat()}, headers=headers
    )
    assert none.json()["items"] == []


async def publish(url: str, *messages: tuple[str, Any, bool]) -> None:
    parts = urlsplit(url)
    async with Client(str(parts.hostname), parts.port or 1883) as client:
        for kind, body, retain in messages:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            await client.publish(
                f"{TOPIC}/{kind}" if "/" not in kind else kind, content, qos=1, retain=retain
            )


async def test_readings_over_a_real_broker(room: Room, mqtt_url: str) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.5)
    await module.run_once(
        room.parts.units, room.clock.now()
    )  # the session begins: from now on the broker keeps what comes
    room.clock.advance(seconds=1)
    reading = payload(room, 260, 1)
    stranger = ("ews/v1/kota-mojokerto/kali-x/XX-09/level", {"level_cm": 1}, False)
    await publish(
        mqtt_url,
        ("level", reading, False),
        ("level", reading, False),
        ("level", b"{", False),
        ("level", b"{", False),
        stranger,
    )
    await module.run_once(room.parts.units, room.clock.now())
    [stored] = await room.rows("SELECT station_id, level_cm FROM gauge_reading")
    assert stored == {"station_id": "KS-01", "level_cm": 260.0}
    assert sorted(row["problem"] for row in await room.rows("SELECT problem FROM raw_message")) == [
        "flood.not_json",
        "flood.unknown_station",
    ]
    assert await pay(room) == 1
    await publish(mqtt_url, ("status", {"online": False}, True))
    await module.run_once(room.parts.units, room.clock.now())
    assert (await room.facts("gauge"))[-1] == "gauge.went_silent"


async def test_a_retained_message_is_no_new_reading(room: Room, mqtt_url: str) -> None:
    room.clock.advance(seconds=1)
    await publish(mqtt_url, ("level", payload(room, 300, 1), True))
    await asyncio.wait_for(
        ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.0).run_once(
            room.parts.units, room.clock.now()
        ),
        20,
    )
    assert await room.rows("SELECT 1 FROM gauge_reading") == []
    assert await room.facts("gauge") == []


async def test_a_broker_that_is_away_is_a_failure_that_ends(room: Room) -> None:
    with pytest.raises(MqttError):
        await asyncio.wait_for(
            ReadMqtt("mqtt://127.0.0.1:9", room.parts.services.of(ITEMS)).run_once(
                room.parts.units, START
            ),
            20,
        )


async def test_without_a_broker_mqtt_is_off_and_says_so(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    assert flood_modules(Settings(), room.parts.services.of(ITEMS)) == []
    assert "MQTT is off" in caplog.text
    [module] = flood_modules(Settings(mqtt_url="mqtt://127.0.0.1"), room.parts.services.of(ITEMS))
    assert module.name == "flood_mqtt"
    with pytest.raises(ValueError, match="MQTT_URL"):
        ReadMqtt("http://x", room.parts.services.of(ITEMS))
    assert timedelta(0) < timedelta(
        seconds=ReadMqtt("mqtt://x", room.parts.services.of(ITEMS)).time_limit_s
    )


async def test_without_a_topic_the_shape_tells_what_a_message_is(room: Room) -> None:
    senml = [
        {
            "bn": "urn:dev:mac:0024befffe804ff1:",
            "bt": START.timestamp(),
            "n": "level",
            "u": "m",
            "v": 1.2,
        }
    ]
    answer = await room.post("/channels/flood/KS-01", senml, scope="flood")
    assert (answer.status_code, answer.json()["status"]) == (200, "stored")
    gone = await room.post("/channels/flood/KS-01", {"online": False}, scope="flood")
    assert gone.status_code == 200
    [gauge] = [
        item
        for item in (await room.client.get("/gauges", headers=await room.desk())).json()["items"]
        if item["station_id"] == "KS-01"
    ]
    assert (gauge["level_cm"], gauge["stale"], gauge["reading_at"]) == (
        120.0,
        True,
        "2026-12-12T08:10:00Z",
    )


async def test_a_series_of_an_unknown_station_is_not_found_and_a_time_needs_its_zone(
    room: Room,
) -> None:
    headers = await room.desk()
    unknown = await room.client.get("/gauges/NOPE/readings", headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "gauge_station.not_found")
    naive = await room.client.get(
        "/gauges/KS-01/readings?since=2026-12-12T00:00:00", headers=headers
    )
    assert (naive.status_code, naive.json()["code"]) == (422, "time.no_zone")


async def test_a_siren_over_mqtt_is_a_reading_and_what_is_broken_is_kept_each_time(
    room: Room, mqtt_url: str
) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.5)
    await module.run_once(room.parts.units, room.clock.now())
    siren = {
        "sid": "KS-01",
        "ts": START.isoformat(),
        "state": "SIAGA",
        "siren": "on",
        "level_cm": 231.0,
    }
    await publish(mqtt_url, ("alarm", siren, False))
    await publish(mqtt_url, ("alarm", {"sid": "KS-01", "state": "AWAS", "siren": "on"}, False))
    await publish(mqtt_url, ("level", {"level_cm": None, "seq": 1}, False))
    await publish(mqtt_url, ("level", {"level_cm": None, "seq": 2}, False))
    await asyncio.wait_for(module.run_once(room.parts.units, room.clock.now()), 20)
    assert [row["level_cm"] for row in await room.rows("SELECT level_cm FROM gauge_reading")] == [
        231.0
    ]
    kept = await room.rows(
        "SELECT problem FROM raw_message WHERE state = 'needs_person' ORDER BY received_at, id"
    )
    assert sorted(row["problem"] for row in kept) == [
        "flood.alarm",
        "flood.no_level",
        "flood.no_level",
    ]
