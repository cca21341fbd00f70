"""The demo city's accounts.

Random passwords, printed once and kept in a file that only the owner reads. Never for a real room.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dispatch.access.sign_in import NewPerson, create_person, create_token, hash_password
from dispatch.access.subject import Role
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object

FILE_NAME = "demo-accounts.json"
_DESKS = (
    ("penerima", "Penerima Panggilan Demo", Role.CALL_TAKER),
    ("pengendali", "Pengendali Demo", Role.DISPATCHER),
    ("pengawas", "Pengawas Demo", Role.SUPERVISOR),
    ("administrator", "Administrator Demo", Role.ADMINISTRATOR),
)
_TOKENS = (("cti", ["cti"]), ("sensor", ["flood"]), ("reports", ["112", "website", "sms", "drill"]))


@value_object
class DemoAccount:
    """A user name and its password, or the token of a channel."""

    username: str
    password: str
    role: str
    agency_id: str | None = None
    token: str | None = None


async def create_demo_accounts(
    units: Units, agencies: Sequence[tuple[str, str]]
) -> list[DemoAccount]:
    """Create an account for each desk and each of `agencies` (id, name), and a token a channel.

    Nothing when there are people already.
    """
    async with units.reading() as reading:
        if await reading.fetchval("SELECT EXISTS (SELECT FROM person)"):
            return []
    names = {username: name for username, name, _role in _DESKS} | {
        agency_id: f"Petugas {name}" for agency_id, name in agencies
    }
    accounts = [DemoAccount(username, _password(), role) for username, _name, role in _DESKS]
    accounts += [
        DemoAccount(agency_id, _password(), Role.AGENCY, agency_id) for agency_id, _name in agencies
    ]
    # One after the other: each takes 64 MiB while it is computed.
    hashes = [await hash_password(account.password) for account in accounts]
    async with units.begin("system:demo") as uow:
        for account, hashed in zip(accounts, hashes, strict=True):
            create_person(
                uow,
                NewPerson(
                    account.username,
                    names[account.username],
                    Role(account.role),
                    hashed,
                    account.agency_id,
                ),
            )
        for name, scopes in _TOKENS:
            token = await create_token(uow, name=f"demo {name}", role=Role.CHANNEL, scopes=scopes)
            accounts.append(DemoAccount(f"token:{name}", "", Role.CHANNEL, token=token))
    return accounts


def _password() -> str:
    return secrets.token_urlsafe(9)


def write_accounts(folder: Path, accounts: list[DemoAccount]) -> Path:
    """Write the accounts where only the owner can read them."""
    path = folder / FILE_NAME
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        json.dumps([asdict(account) for account in accounts], indent=2) + "\n", encoding="utf-8"
    )
    return path


def read_accounts(folder: Path) -> list[DemoAccount]:
    """Return the accounts written before; none without the file."""
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    return [DemoAccount(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
