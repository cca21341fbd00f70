"""The command `cli.py night`."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from typing import Any, Final

from rich.console import Console

from dispatch.access.demo_accounts import read_accounts
from dispatch.kernel.city import find_city
from dispatch.kernel.clock import SystemClock
from dispatch.kernel.errors import Invalid
from dispatch.kernel.host.command import Call, Command, Parser
from intake.replay.client import Client
from intake.replay.night import Night

_AT_ONCE: Final = 4
_DRIVE_EVERY_S: Final = 5.0
_RISE_EVERY: Final = 12
_MOST: Final = 9_999


def _declare(parser: Parser) -> None:
    parser.add_argument("--url", help="address of the server (http://127.0.0.1:8112)")
    parser.add_argument("--incidents", type=_count, default=60, help="emergencies (default 60)")
    parser.add_argument("--seed", type=_count, default=112, help="another seed, another night")
    parser.add_argument(
        "--minutes", type=int, default=15, help="crews drive and the river rises so long (15)"
    )


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= _MOST:
        raise argparse.ArgumentTypeError("a number from 1 to 9999")
    return count


async def run_night(call: Call) -> str:
    """Play a made-up bad night on the demo city that is being served; no other city takes it."""
    arguments, settings = call.arguments, call.settings
    accounts = {account.username: account for account in read_accounts(settings.data_dir)}
    facts: dict[str, Any] = find_city(settings.city).read("demo_night", {})
    if not accounts or not facts:
        raise Invalid("night.not_demo")
    url = arguments.url or f"http://127.0.0.1:{settings.port}"
    async with AsyncExitStack() as stack:
        clients: dict[str, Client] = {}

        async def door(who: str) -> Client:
            if who not in clients:
                account = accounts.get(who)
                if account is None:
                    raise Invalid("night.not_demo")
                client = Client(url, concurrency=_AT_ONCE, token=account.token)
                clients[who] = await stack.enter_async_context(client)
                if account.token is None:
                    await client.sign_in(account.username, account.password)
            return clients[who]

        night = Night(facts, door, SystemClock(), seed=arguments.seed)
        await night.begin(arguments.incidents)
        if arguments.minutes > 0:
            Console().print(_told(night))
        for turn in range(1, 1 + round(arguments.minutes * 60 / _DRIVE_EVERY_S)):
            await asyncio.sleep(_DRIVE_EVERY_S)
            await night.drive()
            if turn % _RISE_EVERY == 0:
                await night.rise()
    return _told(night)


def _told(night: Night) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(night.outcomes.items()))


NIGHT: Final = Command(words=("night",), run=run_night, declare=_declare, needs_database=False)
