"""A city's ways back to its citizens, kept in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dispatch.kernel.container import lend, services_of
from dispatch.transports.sending import SendFailed, segments
from dispatch.transports.sms import SmsSendingSettings
from intake.answers.follow import OweAnswers
from intake.answers.link import LINK_KEY
from intake.answers.tell import TellCitizens
from intake.answers.ways import WAYS_BACK, Answering, WayBack
from tests.support.centre import Centre

PUBLIC_URL = "https://112.test"


@dataclass
class Outside:
    """Keeps what it is given; fails as often as `failures` says, in their order."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    failures: list[SendFailed] = field(default_factory=list)
    is_idempotent: bool = False
    keys: list[str] = field(default_factory=list)

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Take a text, or fail."""
        del reply_to
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, text))
        return f"ref-{len(self.sent)}"

    async def close(self) -> None:
        """Close nothing."""

    def to(self, number: str) -> list[str]:
        """Return what was sent to a number."""
        return [text for to, text in self.sent if to == number]


def sms_back(outside: Outside) -> WayBack:
    """Return the way back by SMS through `outside`."""
    answering = Answering(
        settings=SmsSendingSettings,
        open=lambda _: None,
        address=lambda who: who.phone,
        parts=segments,
        to_numbers=True,
    )
    return WayBack(answering=answering, sender=outside)


def lend_ways(centre: Centre, outside: Outside) -> None:
    """Let the application answer by SMS through `outside`."""
    ways = {"sms": sms_back(outside)}
    lend(centre.app, services_of(centre.app).but(WAYS_BACK.filled(ways)))


@dataclass
class Desk:
    """The centre with its answers, run by hand."""

    centre: Centre
    outside: Outside = field(default_factory=Outside)
    count: Callable[[], int] = field(default=iter(range(1, 10_000)).__next__)

    async def says(self, number: str, text: str, *, key: str | None = None) -> None:
        """Send an SMS to the city."""
        body = {"from": number, "text": text, "id": key or f"pesan-{number}-{self.count()}"}
        answer = await self.centre.ask("POST", "/channels/sms", who="saluran", json=body)
        assert answer.status_code == 200, answer.text

    async def run(self) -> None:
        """Owe what is owed and send what is due."""
        ways = {"sms": sms_back(self.outside)}
        owe, tell = OweAnswers(ways), TellCitizens(ways, self.centre.its(LINK_KEY), PUBLIC_URL)
        while await owe.run_once(self.centre.units, self.centre.clock.now()):
            pass
        await tell.run_once(self.centre.units, self.centre.clock.now())
        await tell.idle()
