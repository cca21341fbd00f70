"""The command `cli.py replay`."""

import argparse
import os
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from dispatch.access.demo_accounts import read_accounts
from dispatch.kernel.host.command import Call, Command, Parser
from dispatch.kernel.host.settings import Settings
from intake.replay.profile import profile_names
from intake.replay.replay import Job, Summary, replay

PASSWORD_VARIABLE: Final = "TANGGAP_REPLAY_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN_VARIABLE: Final = "TANGGAP_REPLAY_TOKEN"  # noqa: S105 - the name of a variable
_DEMO_DISPATCHER: Final = "pengendali"
_DEMO_SENSOR: Final = "token:sensor"


def _declare(parser: Parser) -> None:
    parser.add_argument(
        "profile", help=f"{', '.join(profile_names())}, or a file of your own ending in .json"
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", help="address of the server (http://127.0.0.1:8112)")
    parser.add_argument("--username", help="a dispatcher; in the demo city its own is taken")
    parser.add_argument("--password", help=f"better: {PASSWORD_VARIABLE}")
    parser.add_argument(
        "--token", help=f"bearer token of a channel instead of a person; better: {TOKEN_VARIABLE}"
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=0.0,
        help="1 real time, N times faster, 0 as fast as possible (default)",
    )
    parser.add_argument(
        "--shift-to-now",
        action="store_true",
        help=(
            "move the file's times to now: with a speed it begins now and clocks run, without one"
            " it ends now"
        ),
    )
    parser.add_argument("--limit", type=_count, help="only the first N calls, reports or readings")
    parser.add_argument(
        "--concurrency", type=_count, default=12, help="requests at a time (default 12)"
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("a count is 1 or more")
    return count


def _speed(text: str) -> float:
    speed = float(text.rstrip("x"))
    if speed < 0:
        raise argparse.ArgumentTypeError("a speed is 0 or more")
    return speed


async def run_replay(call: Call) -> int:
    """Feed a file through the public API."""
    console = Console()
    summary = await replay(_job(call.arguments, call.settings), console=console)
    console.print(_table(summary))
    return 1 if summary.refused else 0


REPLAY: Final = Command(words=("replay",), run=run_replay, declare=_declare, needs_database=False)


def _job(arguments: argparse.Namespace, settings: Settings) -> Job:
    username, password = arguments.username, arguments.password or os.environ.get(PASSWORD_VARIABLE)
    token = arguments.token or os.environ.get(TOKEN_VARIABLE)
    if username is None and token is None:
        known = {account.username: account for account in read_accounts(settings.data_dir)}
        if arguments.profile == "flood_gauges" and _DEMO_SENSOR in known:
            token = known[_DEMO_SENSOR].token
        elif _DEMO_DISPATCHER in known:
            username, password = _DEMO_DISPATCHER, known[_DEMO_DISPATCHER].password
    return Job(
        profile=arguments.profile,
        file=arguments.file,
        base_url=arguments.url or f"http://127.0.0.1:{settings.port}",
        username=username,
        password=password,
        token=token,
        speed=arguments.speed,
        limit=arguments.limit,
        concurrency=arguments.concurrency,
        shift_to_now=arguments.shift_to_now,
    )


def _table(summary: Summary) -> Table:
    table = Table(
        title=(
            f"{summary.items} / {summary.rows} baris, {summary.seconds:.1f} s, {summary.rate:.0f}/s"
        ),
        title_justify="left",
    )
    table.add_column("hasil / outcome")
    table.add_column("jumlah / count", justify="right")
    for name, count in sorted(summary.outcomes.items()):
        table.add_row(name, str(count))
    for code, count in sorted(summary.refused.items()):
        table.add_row(f"ditolak / refused: {code}", str(count))
    table.add_row("permintaan / requests", str(summary.requests))
    table.add_row("diulang / retried", str(summary.retries))
    return table
