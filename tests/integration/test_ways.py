"""`cli.py channels`: each way in and out on a line of its own, as it stands at this moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agencies.catalogue.channels import CHANNELS as OUT
from cli import parser
from dispatch.kernel.host.command import Call
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.unit_of_work import Units
from intake.catalogue.channels import CHANNELS as IN
from tests.support import deeds
from tests.support.centre import START, Centre


async def channels(centre: Centre) -> dict[tuple[str, str], str]:
    """Run the command and return its lines by direction and name."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Units]:
        yield centre.units

    arguments = parser().parse_args(["channels"])
    settings = Settings(database_url="postgresql://", redis_url=None)
    said = await arguments.command.run(
        Call(settings=settings, arguments=arguments, connect=connect)
    )
    lines = [line.split() for line in str(said).splitlines()]
    return {(words[0], words[1]): " ".join(words[2:]) for words in lines}


async def test_every_way_has_one_line(centre: Centre) -> None:
    assert list(await channels(centre)) == [
        *(("in", channel.name) for channel in IN),
        *(("out", channel.name) for channel in OUT),
        *(("out", f"{channel.name}-reply") for channel in IN if channel.answering is not None),
    ]


async def test_a_way_without_its_secret_is_off_and_says_what_is_unset(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await channels(centre)
    assert before["in", "telegram"] == "off users=0 last=- unset=TANGGAP_TELEGRAM_SECRET_TOKEN"
    assert before["out", "sms"] == "off users=0 last=- unset=TANGGAP_SMS_SEND_URL"
    assert before["out", "sms-reply"] == before["out", "sms"]
    monkeypatch.setenv("TANGGAP_TELEGRAM_SECRET_TOKEN", "rahasia-yang-panjang")
    monkeypatch.setenv("TANGGAP_SMS_SEND_URL", "https://gateway.example/?to={to}&text={text}")
    after = await channels(centre)
    assert after["in", "telegram"] == "on users=0 last=- unset=-"
    assert after["out", "sms"] == "on users=0 last=- unset=-"


async def test_a_way_tells_when_its_last_message_came(centre: Centre) -> None:
    await deeds.report(centre, channel="112")
    await deeds.ring(centre)
    found = await channels(centre)
    assert found["in", "website"].endswith("last=- unset=-")
    for name in ("api", "cti"):
        assert f"last={START:%Y-%m-%dT%H}" in found["in", name], found
