"""Engine module: gauges over MQTT, through a persistent session, acknowledged after the commit.

The module listens for a while and ends, so that its heartbeat is fresh and its database lock lets
only one process listen at a time; between two runs the broker keeps what comes (QoS 1). What could
be neither stored nor kept is not acknowledged and comes again.
"""

import asyncio
import ssl
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

from aiomqtt import Client, Message, MqttError

from dispatch.kernel.store.unit_of_work import Units
from intake.channels.flood.adapter import CHANNEL
from intake.channels.flood.burst import ReceiveBurst
from intake.gauges.stations import Station, list_stations
from intake.pipeline.items import Notice
from intake.pipeline.receive_items import ReceiveItems, Source

OUR_TOPICS: Final = "ews/v1/#"
_SOURCE: Final = Source(channel=CHANNEL, sender="channel:mqtt")
_CLIENT_ID = "tanggap112"
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_LISTEN_S = 20.0
_BURST_MOST = 200
_REFUSED = 128
_AWAY_IS_NEWS: Final = timedelta(minutes=2)


class ReadMqtt:
    """The engine module that listens to the broker."""

    name = "flood_mqtt"
    every_s = 1.0
    time_limit_s = _LISTEN_S + 30.0
    woken = False

    def __init__(self, url: str, items: ReceiveItems, *, listen_s: float = _LISTEN_S) -> None:
        """Listen to the broker at `url` for `listen_s` seconds a run.

        The address is mqtt:// or mqtts://, with user and password in it.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("MQTT_URL is mqtt://[user:password@]host[:port] or mqtts://...")
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._tls = ssl.create_default_context() if parts.scheme == "mqtts" else None
        self._listen_s = listen_s
        self._items = items
        self._burst = ReceiveBurst(items)
        self._away_since: datetime | None = None

    async def run_once(self, units: Units, now: datetime) -> int:
        """Listen for a while; a broker that is away is a failure of this module, retried soon."""
        async with units.reading() as reading:
            stations = await list_stations(reading, now)
        try:
            await self._listen(stations)
        except MqttError as error:
            await self._tell_if_away(now, str(error))
            raise
        self._away_since = None
        return 0

    async def _listen(self, stations: list[Station]) -> None:
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
            await self._subscribe(client, stations)
            until = time.monotonic() + self._listen_s
            while burst := await _next_burst(client, until - time.monotonic()):
                # Outside the time limit: what has begun is committed and acknowledged.
                await self._burst.receive(stations, burst)
                for message in burst:
                    paho.ack(message.mid, message.qos)

    async def _subscribe(self, client: Client, stations: Sequence[Station]) -> None:
        """Subscribe to our scheme and to what profiles name; a refusal by the broker is shown."""
        named = {station.profile.source.topic or OUR_TOPICS for station in stations}
        for topic in sorted({OUR_TOPICS, *named}):
            granted = await client.subscribe(topic, qos=1)
            if any((code if isinstance(code, int) else code.value) >= _REFUSED for code in granted):
                await self._tell("flood.subscription_refused", f"{self._host}: {topic}", said=topic)

    async def _tell_if_away(self, now: datetime, reason: str) -> None:
        """Let people know that no gauge can be heard, once an outage lasts."""
        self._away_since = self._away_since or now
        if now - self._away_since >= _AWAY_IS_NEWS:
            await self._tell("flood.broker_away", self._host, said=reason)

    async def _tell(self, code: str, what: str, *, said: str) -> None:
        notice = Notice(
            code=code,
            body=said.encode(),
            detail=what,
            natural_key=f"{self._host} {code}",
        )
        await self._items.receive_one(notice, _SOURCE)


async def _next_burst(client: Client, timeout_s: float) -> list[Message]:
    """Wait for a message and return it with all that came with it; nothing when time is over."""
    try:
        burst = [await asyncio.wait_for(anext(client.messages), timeout_s)]
    except TimeoutError:
        return []
    while len(client.messages) and len(burst) < _BURST_MOST:
        burst.append(await anext(client.messages))
    return burst
