"""What the broker hands over at once: each station's readings together and in their order.

A gauge that comes back sends its buffer and what it measures now in one burst. Taken one by one,
the old would be in the way of the new.
"""

import logging
from collections.abc import Sequence
from typing import Final

from aiomqtt import Message
from prometheus_client import Counter

from intake.channels.flood.adapter import CHANNEL, Arrival, read_all
from intake.channels.flood.keep import KeepUnread, keep_quietly
from intake.channels.flood.topics import station_of, topic_matches
from intake.gauges.delivery import GaugeDelivery
from intake.gauges.stations import Station
from intake.pipeline.items import Ignored, Notice, Unparsable
from intake.pipeline.receive_items import ReceiveItems, Source

MESSAGES = Counter("tanggap_mqtt_messages_total", "Messages of the MQTT broker", ["outcome"])
_SOURCE: Final = Source(channel=CHANNEL, sender="channel:mqtt")
_BODY_MAX: Final = 256 * 1024
_log = logging.getLogger(__name__)


class ReceiveBurst:
    """Stores or keeps every message of a burst; raises when it can do neither."""

    def __init__(self, items: ReceiveItems) -> None:
        """Hand over to `items`."""
        self._items = items
        self._unread = KeepUnread(items)

    async def receive(self, stations: Sequence[Station], burst: Sequence[Message]) -> None:
        """Make all of `burst` durable."""
        deliveries: dict[str, GaugeDelivery] = {}
        bodies: dict[str, list[tuple[str, bytes]]] = {}
        for message in burst:
            topic, body = str(message.topic), bytes(message.payload)
            station = find_by_topic(stations, topic)
            if station is None:
                notice = Notice(code="flood.unknown_station", body=body, detail=topic)
                outcome = await self._unread.keep(notice, topic, _SOURCE)
                MESSAGES.labels(outcome).inc()
                continue
            delivery = deliveries.get(station.row.id, GaugeDelivery(station=station))
            deliveries[station.row.id] = await self._add(delivery, message, topic, body)
            bodies.setdefault(station.row.id, []).append((topic, body))
        for station_id, delivery in deliveries.items():
            await self._store(delivery, bodies[station_id])

    async def _add(
        self, delivery: GaugeDelivery, message: Message, topic: str, body: bytes
    ) -> GaugeDelivery:
        """Add what a message says to its station's delivery; keep what it does not say."""
        if len(body) > _BODY_MAX:
            unread = Unparsable(code="too_large", reason=f"{len(body)} bytes", body=body)
            MESSAGES.labels(await self._unread.keep(unread, topic, _SOURCE)).inc()
            return delivery
        arrival = Arrival(
            body=body,
            received_at=self._items.units.clock.now(),
            topic=topic,
            retained=message.retain,
            zone=self._items.units.city.facts.time_zone,
        )
        for item in read_all(arrival, delivery.station.profile):
            if isinstance(item, Unparsable):
                MESSAGES.labels(await self._unread.keep(item, topic, _SOURCE)).inc()
            elif isinstance(item, Ignored):
                await keep_quietly(self._items, _SOURCE, body, code=item.code, detail=topic)
                MESSAGES.labels(item.code).inc()
            else:
                delivery = delivery.and_then(item)
        return delivery

    async def _store(self, delivery: GaugeDelivery, bodies: Sequence[tuple[str, bytes]]) -> None:
        """Store a delivery; one that the database refuses is kept for a person.

        Otherwise the broker would send it again for ever, and nothing behind it would come.
        """
        if not delivery.readings and delivery.presence is None:
            return
        source = Source(channel=CHANNEL, sender=f"channel:{CHANNEL}:{delivery.station.row.id}")
        try:
            outcome = await self._items.receive_one(delivery, source)
        except Exception:  # noqa: BLE001 - any refusal that lasts would stop all that comes after
            _log.exception("readings of %s could not be stored", delivery.station.row.id)
            for topic, body in bodies:
                broken = Unparsable(code="flood.not_stored", reason=topic, body=body)
                MESSAGES.labels(await self._unread.keep(broken, topic, source)).inc()
            return
        for taken in outcome.value:
            MESSAGES.labels(taken.status).inc()


def find_by_topic(stations: Sequence[Station], topic: str) -> Station | None:
    """Return the station whose profile covers `topic`, else the one our own scheme names in it."""
    for station in stations:
        pattern = station.profile.source.topic
        if pattern is not None and topic_matches(pattern, topic):
            return station
    named = station_of(topic)
    return next((station for station in stations if station.row.id == named), None)
