import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiomqtt import Client, MqttError

from intake.channels.flood.mqtt import ReadMqtt
from intake.gauges.models import GaugeProfile, GaugeStation
from intake.gauges.raise_alarms import RaiseAlarms
from intake.pipeline.receive import RECEIVER
from intake.pipeline.receive_items import ITEMS
from tests.contract.channel_room import START, Room

TOPIC = "ews/v1/kota-mojokerto/kali-sadar/KS-01"


async def add_station(room: Room, name: str, **profile: Any) -> None:
    async with room.parts.units.begin("system:test") as uow:
        [known] = await uow.fetch(
            "SELECT profile, valid_from FROM gauge_profile WHERE station_id = 'KS-01'"
        )
        uow.add(GaugeStation(id=name, log_id=uow.new_id(), name=name, river="Kali Sadar"))
        whole = known["profile"] | {"station": name, "source": {"topic": None}} | profile
        uow.add(GaugeProfile(station_id=name, valid_from=known["valid_from"], profile=whole))


def reading(level_cm: object, at: datetime, **members: Any) -> dict[str, Any]:
    return {"seq": int(at.timestamp()), "ts": at.isoformat(), "level_cm": level_cm, **members}


async def post(room: Room, body: Any, *, station: str = "KS-01", after_s: float = 0) -> Any:
    room.clock.advance(seconds=after_s)
    answer = await room.post(f"/channels/flood/{station}", body, scope="flood")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def level(room: Room, station: str = "KS-01") -> str:
    [row] = await room.rows("SELECT level FROM gauge_state WHERE station_id = $1", station)
    return str(row["level"])


async def pay(room: Room) -> int:
    alarms = RaiseAlarms(room.parts.services.of(RECEIVER))
    return await alarms.run_once(room.parts.units, room.clock.now())


async def publish(url: str, *messages: tuple[str, Any], retain: bool = False) -> None:
    parts = urlsplit(url)
    async with Client(str(parts.hostname), parts.port or 1883) as client:
        for kind, body in messages:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            topic = kind if "/" in kind else f"{TOPIC}/{kind}"
            await client.publish(topic, content, qos=1, retain=retain)


async def listen(room: Room, module: ReadMqtt) -> None:
    await asyncio.wait_for(module.run_once(room.parts.units, room.clock.now()), 30)


def backlog(end: datetime) -> list[dict[str, Any]]:
    return [
        reading(100 + count % 3, end - timedelta(minutes=15 + 44 - count)) for count in range(44)
    ]


@pytest.mark.parametrize("first_minutes_ago", [1, 120])
async def test_a_buffer_in_front_of_the_flood_does_not_hide_it(
    room: Room, mqtt_url: str, first_minutes_ago: float
) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.5)
    await listen(room, module)
    now = room.clock.now()
    await post(room, reading(101, now - timedelta(minutes=first_minutes_ago)))
    room.clock.advance(seconds=60)
    now = room.clock.now()
    burst = [*backlog(now), reading(280, now - timedelta(seconds=2)), reading(282, now)]
    await publish(mqtt_url, *(("level", one) for one in burst))
    await listen(room, module)
    assert await level(room) == "AWAS"
    assert len(await room.rows("SELECT 1 FROM gauge_reading")) == 47
    assert await pay(room) == 1


async def test_the_same_burst_in_one_message_over_http(room: Room) -> None:
    now = room.clock.now()
    await post(room, reading(101, now - timedelta(minutes=120)))
    burst = [reading(282, now), reading(280, now - timedelta(seconds=2)), *backlog(now)]
    taken = await post(room, burst)
    assert (taken["level"], taken["readings"]) == ("AWAS", 46)
    again = await post(room, burst, after_s=1)
    assert (again["duplicate"], again["level"]) == (True, "AWAS")


HOPELESS = ["2000-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "N/A", None]


@pytest.mark.parametrize("stamp", HOPELESS)
@pytest.mark.parametrize("every_s", [0, 300])
async def test_a_hopeless_clock_gives_way_to_the_arrival(
    room: Room, stamp: object, every_s: float
) -> None:
    await add_station(room, "TS-1", map={"level": "$.level_cm", "ts": "$.ts"})
    taken = [
        await post(room, {"ts": stamp, "level_cm": cm}, station="TS-1", after_s=every_s)
        for cm in (100, 120, 260, 300)
    ]
    assert {one["status"] for one in taken} == {"stored"}
    assert taken[-1]["level"] == "AWAS"
    assert set(taken[-1]["flags"]) & {"time.untrusted", "time.missing"}


async def test_a_clock_that_stands_still_gives_way_to_the_arrival(room: Room) -> None:
    await add_station(room, "TS-1", map={"level": "$.level_cm", "ts": "$.ts"})
    stamp = (START - timedelta(minutes=1)).isoformat()
    taken = [
        await post(room, {"ts": stamp, "level_cm": cm}, station="TS-1", after_s=240)
        for cm in (100, 120, 260, 300)
    ]
    assert [one["duplicate"] for one in taken] == [False] * 4
    assert taken[-1]["level"] == "AWAS"
    assert "time.frozen" in taken[1]["flags"]


async def test_a_clock_that_was_set_back_is_found_out(room: Room) -> None:
    await post(room, reading(100, room.clock.now()))
    for cm in (100, 101, 160, 161, 162):
        room.clock.advance(seconds=300)
        await post(room, reading(cm, room.clock.now() - timedelta(days=3)))
    assert await level(room) == "WASPADA"


async def test_a_counter_that_restarts_is_heard(room: Room) -> None:
    await add_station(room, "LORA", map={"level": "$.level_cm", "seq": "$.fCnt"})
    first = await post(room, {"fCnt": 1, "level_cm": 160}, station="LORA")
    again = await post(room, {"fCnt": 1, "level_cm": 160}, station="LORA", after_s=20)
    restarted = await post(room, {"fCnt": 1, "level_cm": 160}, station="LORA", after_s=900)
    assert [one["status"] for one in (first, again, restarted)] == ["stored", "duplicate", "stored"]


@pytest.mark.parametrize("apart_s", [0, 60])
async def test_a_reading_stamped_ahead_does_not_block_the_true_ones(
    room: Room, apart_s: float
) -> None:
    await post(room, reading(100, room.clock.now() - timedelta(minutes=20)))
    ahead = await post(room, reading(300, room.clock.now() + timedelta(minutes=9)))
    assert (ahead["level"], ahead["flags"]) == ("NORMAL", ["time.ahead"])
    for minutes, cm in ((-9, 160), (-5, 170), (0, 260)):
        at = room.clock.now() + timedelta(minutes=minutes)
        await post(room, reading(cm, at), after_s=apart_s)
    assert await level(room) == "AWAS"


async def test_a_clock_that_always_runs_ahead_is_believed_the_second_time(room: Room) -> None:
    await post(room, reading(100, room.clock.now()))
    for cm in (255, 260):
        room.clock.advance(seconds=600)
        await post(room, reading(cm, room.clock.now() + timedelta(minutes=9)))
    assert await level(room) == "AWAS"


async def test_a_farewell_that_the_broker_keeps_is_one_alarm_and_no_flapping(
    room: Room, mqtt_url: str
) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=0.6)
    await publish(mqtt_url, ("status", {"online": False}), retain=True)
    for count in range(5):
        room.clock.advance(seconds=20)
        await publish(mqtt_url, ("level", reading(260 + count % 2, room.clock.now())))
        await listen(room, module)
        await pay(room)
    assert await level(room) == "AWAS"
    assert len(await room.rows("SELECT 1 FROM report")) == 1
    facts = await room.facts("gauge")
    assert facts.count("gauge.level_changed") == 1
    assert facts.count("gauge.went_silent") <= 1


async def test_a_gauge_that_comes_and_goes_in_one_flood_raises_one_alarm(room: Room) -> None:
    for _ in range(4):
        await post(room, reading(260, room.clock.now()), after_s=120)
        await pay(room)
        room.clock.advance(seconds=60)
        await post(room, {"online": False})
    assert len(await room.rows("SELECT 1 FROM report")) == 1
    await post(room, reading(260, room.clock.now()), after_s=24 * 3600)
    assert await pay(room) == 1


@pytest.mark.parametrize(
    ("said", "level_cm"),
    [
        ("187,4", 187.4),
        ("187.4", 187.4),
        (" 187.4 cm ", 187.4),
        ("1,87 m", 187.0),
        ("1874mm", 187.4),
        ("1.234,5 mm", 123.45),
    ],
)
async def test_a_level_is_written_in_many_ways(room: Room, said: str, level_cm: float) -> None:
    await post(room, reading(said, room.clock.now(), batt_v=None))
    [row] = await room.rows("SELECT level_cm, battery_v FROM gauge_reading")
    assert (row["level_cm"], row["battery_v"]) == (pytest.approx(level_cm), None)


async def test_what_is_broken_beside_the_level_does_not_cost_it(room: Room) -> None:
    stamp = room.clock.now().isoformat()
    body = f'\ufeff{{"seq": 1, "ts": "{stamp}", "level_cm": 160, "batt_v": NaN}}\0'.encode()
    assert (await post(room, body))["status"] == "stored"
    room.clock.advance(seconds=60)
    pack: list[dict[str, Any]] = [
        {"bn": "urn:dev:1:", "bt": room.clock.now().timestamp(), "n": "rain", "v": "banyak"},
        {"n": "level", "u": "m", "v": 1.65, "t": -30},
        {"n": "level", "u": "m", "v": None, "t": -20},
        {"n": "level", "u": "m", "v": 1.62, "t": -45},
    ]
    taken = await post(room, pack)
    assert (taken["readings"], taken["level"]) == (2, "WASPADA")
    series = await room.rows("SELECT level_cm FROM gauge_reading ORDER BY at")
    assert [row["level_cm"] for row in series] == [160.0, 162.0, 165.0]


async def test_a_history_inside_a_message(room: Room) -> None:
    paths = {"level": "$.object.log[*].cm", "ts": "$.object.log[*].t", "batt": "$.object.batt"}
    await add_station(room, "CHIRP", map=paths)
    now = room.clock.now()
    log = [
        {"cm": cm, "t": (now - timedelta(minutes=ago)).isoformat()}
        for cm, ago in ((160, 0), (158, 30), (155, 60), (None, 90))
    ]
    taken = await post(room, {"fCnt": 3, "object": {"log": log, "batt": 12}}, station="CHIRP")
    assert (taken["readings"], taken["level"]) == (3, "WASPADA")
    series = await room.rows("SELECT at, flags FROM gauge_reading ORDER BY at")
    assert [row["at"] for row in series] == [now - timedelta(minutes=ago) for ago in (60, 30, 0)]
    assert series[0]["flags"] == ["time.buffered"]


async def test_nothing_is_acknowledged_unseen(room: Room, mqtt_url: str) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.5)
    await listen(room, module)
    strangers = [("ews/v1/kota/kali-x/XX-09/level", {"level_cm": cm}) for cm in range(4)]
    broken = [("level", {"level_cm": None, "seq": seq}) for seq in range(25)]
    await publish(mqtt_url, *strangers, *broken, ("rain", {"rain_mm": 4}))
    await listen(room, module)
    kept = await room.rows("SELECT problem, state, kind FROM raw_message")
    problems = [row["problem"] for row in kept]
    assert {name: problems.count(name) for name in sorted(set(problems))} == {
        "flood.no_level": 25,
        "flood.rain": 1,
        "flood.unknown_station": 4,
    }
    shown = [row for row in kept if row["state"] == "needs_person"]
    assert len(shown) == 21
    assert [row["kind"] for row in shown if row["problem"] == "flood.unknown_station"] == ["notice"]


async def test_what_cannot_be_stored_or_kept_comes_again(
    room: Room, mqtt_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ReadMqtt(mqtt_url, room.parts.services.of(ITEMS), listen_s=1.0)
    await listen(room, module)
    await publish(mqtt_url, ("level", reading(260, room.clock.now())))

    async def refuse(*_: Any) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(room.parts.services.of(ITEMS), "receive_one", refuse)
        with pytest.raises(OSError, match="away"):
            await listen(room, module)
    await listen(room, module)
    assert await level(room) == "AWAS"


async def test_a_broker_that_stays_away_is_shown_once(room: Room) -> None:
    module = ReadMqtt("mqtt://127.0.0.1:9", room.parts.services.of(ITEMS))
    for _ in range(4):
        with pytest.raises(MqttError):
            await listen(room, module)
        room.clock.advance(seconds=90)
    [notice] = await room.rows("SELECT kind, problem, state FROM raw_message")
    assert notice == {"kind": "notice", "problem": "flood.broker_away", "state": "needs_person"}
