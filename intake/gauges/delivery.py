"""What a station delivers at once, taken in by the one loop of intake."""

from dataclasses import replace

from intake.gauges.reading import DevicePresence, GaugeReading
from intake.gauges.receive_readings import Outcome as Taken
from intake.gauges.receive_readings import receive_presence, receive_readings
from intake.gauges.stations import Station
from intake.pipeline.receive_items import Fate, Outcome, ReceiveItems, Source
from routing.value_object import value_object


@value_object(kw_only=True)
class GaugeDelivery:
    """What one station said together: readings, then perhaps that its device is there or not."""

    station: Station
    readings: tuple[GaugeReading, ...] = ()
    presence: DevicePresence | None = None

    def and_then(self, item: GaugeReading | DevicePresence) -> "GaugeDelivery":
        """Return the delivery with one more item.

        A farewell before a reading is an old one, and what the broker kept says nothing that was
        not said before.
        """
        if isinstance(item, DevicePresence):
            says_more = self.presence is None or not item.retained
            return replace(self, presence=item) if says_more else self
        return replace(self, readings=(*self.readings, item), presence=None)


async def receive_delivery(
    services: ReceiveItems, delivery: GaugeDelivery, source: Source
) -> Outcome:
    """Store a delivery in one transaction; the value is what became of each part."""
    taken: list[Taken] = []
    async with services.units.begin(source.sender) as uow:
        if delivery.readings:
            taken.extend(await receive_readings(uow, delivery.station, delivery.readings))
        if delivery.presence is not None:
            taken.append(await receive_presence(uow, delivery.station, delivery.presence))
    repeated = all(one.status == "duplicate" for one in taken)
    return Outcome(fate=Fate.DUPLICATE if repeated else Fate.STORED, value=taken)
