"""A made-up bad night on the demonstration's city, played through the public interface.

Senders send, the desk opens and orders, agencies answer for themselves; every time that is given
lies within what the interface takes. One seed is one night: played again, nothing comes twice.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final, TypeAlias

from dispatch.kernel.clock import Clock
from dispatch.kernel.errors import Invalid
from intake.replay.client import Client, is_done
from intake.replay.errors import Refused
from routing.value_object import value_object

Door: TypeAlias = Callable[[str], Awaitable[Client]]
DESK: Final = "pengendali"
REPORTS, CALLS, SENSOR = "token:reports", "token:cti", "token:sensor"
# Old enough to have passed every target; what is younger still has its time.
_LATE_S: Final = 1_010.0
_YOUNG_S: Final = (60.0, 280.0)
_LATE_SHARE: Final = 15
_WAITING_SHARE: Final = 5
_STEPS: Final = ("unit_assigned", "en_route", "on_scene")
_READING_EVERY_S: Final = 60.0
_RINGING: Final = 2
_READINGS: Final = 7
_DRIVES: Final = 0.0006


@value_object(kw_only=True)
class Scene:
    """One emergency: what is said, where, how long ago, and how far its helpers have come."""

    key: str
    type: str
    words: str
    channel: str
    phone: str
    place: Mapping[str, Any]
    age_s: float
    steps: int
    is_opened: bool


def scenes(facts: Mapping[str, Any], count: int, seed: int) -> list[Scene]:
    """Return the emergencies of a night; the same for the same seed. Pure."""
    dice = Random(seed)  # noqa: S311 - a made-up night is no secret
    kinds = facts["scenes"]
    return [_scene(facts, kinds[n % len(kinds)], n, seed, dice) for n in range(count)]


def _scene(
    facts: Mapping[str, Any], kind: Mapping[str, Any], n: int, seed: int, dice: Random
) -> Scene:
    is_late = n % _LATE_SHARE == 0
    return Scene(
        key=f"night-{seed}-{n}",
        type=kind["type"],
        words=dice.choice(kind["words"]),
        channel=dice.choice(facts["channels"]),
        phone=f"+6281200{seed % 100:02}{n:04}",
        place=somewhere(facts, dice),
        age_s=_LATE_S + n if is_late else dice.uniform(*_YOUNG_S),
        steps=2 if is_late else dice.randint(0, len(_STEPS)),
        is_opened=n % _WAITING_SHARE != _WAITING_SHARE - 1,
    )


def somewhere(facts: Mapping[str, Any], dice: Random) -> dict[str, Any]:
    """Return a place in town."""
    return {
        "lat": facts["lat"] + dice.uniform(-1, 1) * facts["lat_spread"],
        "lon": facts["lon"] + dice.uniform(-1, 1) * facts["lon_spread"],
        "accuracy_m": dice.choice([30, 80, 200]),
        "method": "caller",
        "address": f"{dice.choice(facts['streets'])} {dice.randint(1, 180)}",
    }


class Night:
    """Plays one night; `outcomes` counts what was done."""

    def __init__(self, facts: Mapping[str, Any], door: Door, clock: Clock, *, seed: int) -> None:
        """Play with what a city made up (`demo_night.json`); `door` signs everybody in."""
        self._facts = facts
        self._door = door
        self._clock = clock
        self._seed = seed
        self._dice = Random(seed)  # noqa: S311 - a made-up night is no secret
        self._level = 0
        self._units: list[dict[str, Any]] = []
        self.outcomes: Counter[str] = Counter()

    async def check_demo(self) -> None:
        """Refuse a city that is not the demonstration's: it has not its made-up gauge."""
        gauges = (await (await self._door(DESK)).get("gauges"))["items"]
        if self._facts["gauge"] not in {gauge["station_id"] for gauge in gauges}:
            raise Invalid("night.not_demo")

    async def begin(self, count: int) -> None:
        """Let everything happen at once: crews, emergencies, ringing calls, a rising river."""
        await self.check_demo()
        await self._crews()
        for scene in scenes(self._facts, count, self._seed):
            await self._play(scene)
        for n in range(_RINGING):
            await self._ring(n)
        for back in range(_READINGS, 0, -1):
            await self.rise(ago_s=(back - 1) * _READING_EVERY_S)

    async def rise(self, *, ago_s: float = 0.0) -> None:
        """Send the gauge's next reading; the other gauges stay silent."""
        levels: Sequence[float] = self._facts["levels_cm"]
        reading = {"ts": self._ago(ago_s), "level_cm": levels[min(self._level, len(levels) - 1)]}
        self._level += 1
        await self._try(SENSOR, f"channels/flood/{self._facts['gauge']}", reading, "reading")

    async def drive(self) -> None:
        """Move every crew a little further."""
        for unit in self._units:
            for name in ("lat", "lon"):
                unit[name] += self._dice.uniform(-1, 1) * _DRIVES
            position = {"lat": unit["lat"], "lon": unit["lon"], "at": self._ago(0)}
            await self._try(DESK, f"units/{unit['id']}/position", position, "position")

    async def _crews(self) -> None:
        known = (await (await self._door(DESK)).get("units"))["items"]
        ids = {unit["callsign"]: unit["id"] for unit in known}
        for agency_id, duties in self._facts["crews"].items():
            for n, duty in enumerate(duties, 1):
                callsign = f"{agency_id.partition('-')[0].upper()}-{n}"
                made = {"agency_id": agency_id, "callsign": callsign, "kind": "mobil", "duty": duty}
                answer = {"id": ids[callsign]} if callsign in ids else None
                answer = answer or await self._try(DESK, "units", made, "unit")
                if answer is not None and duty == "on_duty":
                    self._units.append({**somewhere(self._facts, self._dice), "id": answer["id"]})
        await self.drive()

    async def _play(self, scene: Scene) -> None:
        report = {
            "channel": scene.channel,
            "external_id": scene.key,
            "text": scene.words,
            "received_at": self._ago(scene.age_s),
            "reporter": {"phone": scene.phone},
            "location": scene.place,
            "open": False,
        }
        kept = await self._try(REPORTS, "reports", report, "report")
        if kept is None or kept.get("duplicate") or not scene.is_opened:
            return
        opened = {
            "type": scene.type,
            "summary": scene.words,
            "report_id": kept["id"],
            "location": scene.place,
            "reached_at": self._ago(scene.age_s),
            "answered_at": self._ago(scene.age_s - 5),
            "at": self._ago(scene.age_s - 12),
        }
        incident = await self._try(DESK, "incidents", opened, "incident")
        if incident is not None:
            await self._send_helpers(incident["id"], scene)

    async def _send_helpers(self, incident_id: str, scene: Scene) -> None:
        plan = await (await self._door(DESK)).get(f"incidents/{incident_id}/plan")
        asked = [line for line in plan["lines"] if line["agency_id"] and not line["stand_by"]]
        for line in asked[:2]:
            order = {
                "incident_id": incident_id,
                "agency_id": line["agency_id"],
                "service": line["service"],
                "at": self._ago(scene.age_s - 20),
            }
            task = await self._try(DESK, "tasks", order, "order")
            if task is not None:
                await self._answer(task, scene)

    async def _answer(self, task: Mapping[str, Any], scene: Scene) -> None:
        """Let the agency answer, and come as far as it had time for; one in eight says nothing."""
        left = scene.age_s - 20 - self._dice.uniform(8, 40)
        if self._dice.random() < 1 / 8:
            return
        agency, path = task["agency_id"], f"tasks/{task['id']}"
        await (await self._door(agency)).get("portal/tasks")
        await self._try(agency, f"{path}/seen", {"at": self._ago(left + 4)}, "seen")
        await self._try(agency, f"{path}/acknowledge", {"at": self._ago(left)}, "acknowledged")
        for step in _STEPS[: scene.steps]:
            left -= self._dice.uniform(10, 50)
            if left > 0:
                told = {"state": step, "at": self._ago(left)}
                await self._try(agency, f"{path}/progress", told, step)

    async def _ring(self, n: int) -> None:
        call = {"call_id": f"night-{self._seed}-{n}", "trunk": "112", "dialled": "112"}
        for name, ago_s in (("offered", 9 - n * 4), ("ringing", 8 - n * 4)):
            event = {"event": f"call.{name}", f"{name}_at": self._ago(ago_s)}
            number = {"ani": f"+62812009999{n:02}"}
            await self._try(CALLS, "cti/events", {**call, **event, **number}, name)

    async def _try(
        self, who: str, path: str, body: Mapping[str, Any], name: str
    ) -> dict[str, Any] | None:
        """Do one thing; what the centre refuses is counted, and the night goes on."""
        try:
            answer = await (await self._door(who)).post(path, body)
        except Refused as refusal:
            self.outcomes["done before" if is_done(refusal) else f"refused: {refusal.code}"] += 1
            return None
        self.outcomes[name] += 1
        return answer

    def _ago(self, seconds: float) -> str:
        return (self._clock.now() - timedelta(seconds=seconds)).isoformat()
