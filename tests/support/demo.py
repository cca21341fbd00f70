"""The demo city as `cli.py demo` prepares it, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cli import prepare
from dispatch.access.demo_accounts import FILE_NAME
from dispatch.kernel.host.settings import Settings
from routing.value_object import value_object
from tests.support.databases import database, run_apart


@value_object
class DemoCity:
    """A database to be copied, and the accounts that were made in it."""

    database: str
    folder: Path

    def settle(self, folder: Path) -> None:
        """Give a server its accounts, in the folder where it keeps what it knows."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / FILE_NAME, folder / FILE_NAME)


async def _prepare(settings: Settings) -> None:
    await prepare(settings, demo=True)


@contextmanager
def demo_city(server_url: str, template: str, folder: Path) -> Iterator[DemoCity]:
    """Prepare a demo city: hashing its passwords takes longer than most tests."""
    with database(server_url, template) as url:
        settings = Settings.model_validate({"database_url": url, "data_dir": folder})
        run_apart(_prepare(settings))
        yield DemoCity(urlsplit(url).path.removeprefix("/"), folder)
