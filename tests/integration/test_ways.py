"""`cli.py channels`: each way in and out on a line of its own, as it stands at this moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agencies.catalogue.channels import CHANNELS as OUT
from cli import parser
from dispatch.access.manage import add_token
from dispatch.access.subject import Role
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


async def test_a_way_without_its_secret_is_off_and_says_what_is_missing(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await channels(centre)
    assert before["in", "telegram"] == "off users=0 last=- missing=TANGGAP_TELEGRAM_SECRET_TOKEN"
    assert before["out", "sms"] == "off users=0 last=- missing=TANGGAP_SMS_SEND_URL,agency"
    assert before["out", "sms-reply"] == "off users=0 last=- missing=TANGGAP_SMS_SEND_URL"
    monkeypatch.setenv("TANGGAP_TELEGRAM_SECRET_TOKEN", "rahasia-yang-panjang")
    monkeypatch.setenv("TANGGAP_SMS_SEND_URL", "https://gateway.example/?to={to}&text={text}")
    # The word of the handshake alone proves no sender.
    monkeypatch.setenv("TANGGAP_WHATSAPP_VERIFY_TOKEN", "kata-jabat-tangan")
    after = await channels(centre)
    assert after["in", "telegram"] == "on users=0 last=- missing=-"
    assert after["out", "sms"] == "on users=0 last=- missing=agency"
    assert after["in", "whatsapp"] == "off users=0 last=- missing=TANGGAP_WHATSAPP_APP_SECRET"


async def test_a_token_of_a_channel_opens_it_and_one_of_a_gauge_the_gauges(centre: Centre) -> None:
    before = await channels(centre)
    assert before["in", "sms"] == "on users=1 last=- missing=-"
    assert before["in", "email"] == "off users=0 last=- missing=token:email"
    async with centre.units.begin("system:test") as uow:
        await add_token(uow, name="Surel", agency_id=None, scopes=["email"])
        await add_token(uow, name="Terusan", agency_id=None, scopes=["flood:terusan"])
    after = await channels(centre)
    assert after["in", "email"] == "on users=1 last=- missing=-"
    assert after["in", "flood"].startswith("on users=2 ")


async def test_a_way_tells_when_its_last_message_came(centre: Centre) -> None:
    await deeds.report(centre, channel="112")
    await deeds.ring(centre)
    found = await channels(centre)
    assert found["in", "website"].endswith("last=- missing=-")
    for name in ("api", "cti"):
        assert f"last={START:%Y-%m-%dT%H}" in found["in", name], found


async def test_supervisors_see_the_same_and_others_nothing(centre: Centre) -> None:
    shown = (await centre.read("/channels/standing", who=Role.SUPERVISOR))["items"]
    assert [(way["direction"], way["name"]) for way in shown] == list(await channels(centre))
    refused = await centre.ask("GET", "/channels/standing", who=Role.CALL_TAKER)
    assert refused.status_code == 403
