"""Engine module: readings from the MQTT broker, through a persistent session, acknowledged after the commit.

The module listens for a while and ends, so that its heartbeat is fresh and its database lock lets
only one process listen at a time; between two runs the broker keeps what comes (QoS 1). A reading
that could not be committed is not acknowledged and comes again.
"""

import asyncio
import ssl
import time
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

from aiomqtt import Client, Message
from prometheus_client import Counter

from dispatch.kernel.store.unit_of_work import Units
from intake.channels.flood.adapter import (
    CHANNEL,
    Arrival,
    read,
    station_of,
    topic_matches,
)
from intake.gauges.reading import DevicePresence
from intake.gauges.receive_reading import receive_presence, receive_reading
from intake.gauges.stations import Station, list_stations
from intake.pipeline.items import Ignored, Unparsable
from intake.reports.keep_raw import keep_raw

MESSAGES = Counter("tanggap_mqtt_messages_total", "Messages of the MQTT broker", ["outcome"])
OUR_SCHEME: Final = "ews/v1/#"
_CLIENT_ID = "tanggap112"
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_LISTEN_S = 20.0
_BODY_MAX = 64 * 1024
# A broken device must not bury the people; what it says an hour later is news again.
_KEPT_AN_HOUR = 20
_KEPT_OF_STRANGERS = 1
_HOUR = timedelta(hours=1)
_TOPICS_REMEMBERED = 1_000


class ReadMqtt:
    """Listens to the broker."""

    name = "flood_mqtt"
    every_s = 1.0
    time_limit_s = _LISTEN_S + 30.0
    woken = False

    def __init__(self, url: str, *, listen_s: float = _LISTEN_S) -> None:
        """Listen to the broker at `url` (mqtt:// or mqtts://, user and password in it) for `listen_s` seconds a run."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("MQTT_URL is mqtt://[user:password@]host[:port] or mqtts://...")
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._tls = ssl.create_default_context() if parts.scheme == "mqtts" else None
        self._listen_s = listen_s
        self._kept: dict[str, tuple[datetime, int, bytes]] = {}

    async def run_once(self, units: Units, now: datetime) -> int:
        """Listen; a broker that cannot be reached is a failure of this module, tried again a second later."""
        async with units.reading() as reading:
            stations = await list_stations(reading, now)
        client = Client(
            self._host,
            self._port,
            username=self._user,
            password=self._password,
            tls_context=self._tls,
            identifier=_CLIENT_ID,
            clean_session=False,
        )
        # aiomqtt has no door to it, but without it a message is acknowledged before it is stored.
        paho = client._client  # noqa: SLF001
        paho.manual_ack_set(True)  # noqa: FBT003 - paho's own signature
        async with client:
            for topic in sorted(
                {OUR_SCHEME, *(station.profile.source.topic or OUR_SCHEME for station in stations)}
            ):
                await client.subscribe(topic, qos=1)
            until = time.monotonic() + self._listen_s
            while True:
                try:
                    message = await asyncio.wait_for(
                        anext(client.messages), until - time.monotonic()
                    )
                except TimeoutError:
                    return 0
                # Outside the time limit: what has begun is committed and acknowledged.
                MESSAGES.labels(await self._take(units, stations, message)).inc()
                paho.ack(message.mid, message.qos)

    async def _take(self, units: Units, stations: list[Station], message: Message) -> str:
        """Store what a message says; return what became of it."""
        topic = str(message.topic)
        body = bytes(message.payload)
        station = find_by_topic(stations, topic)
        if station is None or len(body) > _BODY_MAX:
            problem = "flood.unknown_station" if station is None else "too_large"
            return await self._keep(units, topic, body[:_BODY_MAX], problem)
        arrival = Arrival(
            body=body,
            received_at=units.clock.now(),
            topic=topic,
            retained=message.retain,
            zone=units.city.facts.time_zone,
        )
        found = read(arrival, station.profile)
        if isinstance(found, Ignored):
            return found.code
        if isinstance(found, Unparsable):
            return await self._keep(units, topic, body, found.code, found.reason)
        async with units.begin(f"channel:{CHANNEL}:{station.row.id}") as uow:
            if isinstance(found, DevicePresence):
                return (await receive_presence(uow, station, found)).status
            return (await receive_reading(uow, station, found)).status

    async def _keep(
        self, units: Units, topic: str, body: bytes, problem: str, reason: str = ""
    ) -> str:
        """Keep a message nobody can read.

        Of each topic and problem some an hour, the first from a station we do not know.
        """
        now = units.clock.now()
        key = f"{problem} {topic}"
        since, count, last = self._kept.get(key, (now, 0, b""))
        if now - since >= _HOUR:
            since, count, last = now, 0, b""
        if len(self._kept) >= _TOPICS_REMEMBERED:
            self._kept = {
                known: kept for known, kept in self._kept.items() if now - kept[0] < _HOUR
            }
        most = _KEPT_OF_STRANGERS if problem == "flood.unknown_station" else _KEPT_AN_HOUR
        is_news = count < most and (body != last or not count)
        if is_news and (key in self._kept or len(self._kept) < _TOPICS_REMEMBERED):
            await keep_raw(
                units,
                CHANNEL,
                body,
                problem=problem,
                detail=f"{topic}: {reason}",
                sender="channel:mqtt",
            )
            self._kept[key] = (since, count + 1, body)
        return problem


def find_by_topic(stations: list[Station], topic: str) -> Station | None:
    """Return the station whose profile covers `topic`, else the one our own scheme names in it."""
    for station in stations:
        pattern = station.profile.source.topic
        if pattern is not None and topic_matches(pattern, topic):
            return station
    named = station_of(topic)
    return next((station for station in stations if station.row.id == named), None)
