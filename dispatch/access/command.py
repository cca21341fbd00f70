"""The commands `cli.py person` and `cli.py token`."""

import argparse
import getpass
import os
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from dispatch.access.manage import (
    add_person,
    add_token,
    disable_person,
    find_person,
    find_tokens,
    revoke_token,
)
from dispatch.access.sign_in import NewPerson, hash_password
from dispatch.access.subject import Role
from dispatch.kernel.store.unit_of_work import Units

PASSWORD_VARIABLE: Final = "TANGGAP_PASSWORD"  # noqa: S105 - the name of a variable
_ACTOR: Final = "system:cli"
_ROLES: Final = [str(role) for role in Role if role not in {Role.CHANNEL, Role.SYSTEM}]
Act: TypeAlias = Callable[[Units, argparse.Namespace], Awaitable[str]]


async def person_add(units: Units, arguments: argparse.Namespace) -> str:
    """Add a person; the password comes from TANGGAP_PASSWORD or is asked for."""
    hashed = await hash_password(
        os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Kata sandi / password: ")
    )
    new = NewPerson(
        arguments.username,
        arguments.name or arguments.username,
        Role(arguments.role),
        hashed,
        arguments.agency,
    )
    async with units.begin(_ACTOR) as uow:
        await add_person(uow, new)
    return f"Akun dibuat / account created: {arguments.username}"


async def person_disable(units: Units, arguments: argparse.Namespace) -> str:
    """Let a person in no longer."""
    async with units.begin(_ACTOR) as uow:
        await disable_person(uow, await find_person(uow, arguments.username))
    return f"Akun dimatikan / account disabled: {arguments.username}"


async def token_add(units: Units, arguments: argparse.Namespace) -> str:
    """Create a token for a channel or an agency's machine and print it once."""
    async with units.begin(_ACTOR) as uow:
        return await add_token(
            uow, name=arguments.name, agency_id=arguments.agency, scopes=arguments.scope
        )


async def token_revoke(units: Units, arguments: argparse.Namespace) -> str:
    """Make every token of this name worthless."""
    async with units.begin(_ACTOR) as uow:
        tokens = [
            await revoke_token(uow, token) for token in await find_tokens(uow, arguments.name)
        ]
    return f"Token dicabut / tokens revoked: {len(tokens)}"


def add_access_commands(commands: Any, command: object) -> None:
    """Declare the commands; `command` runs the one that the arguments name in `act`."""

    def add(parent: Any, name: str, act: Act) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = parent.add_parser(
            name, help=(act.__doc__ or "").splitlines()[0]
        )
        sub.set_defaults(command=command, act=act)
        return sub

    people = commands.add_parser("person", help="accounts of people").add_subparsers(required=True)
    person = add(people, "add", person_add)
    person.add_argument("username")
    person.add_argument("--role", required=True, choices=_ROLES)
    person.add_argument("--agency", help="for role agency")
    person.add_argument("--name", help="as the room knows the person")
    add(people, "disable", person_disable).add_argument("username")
    tokens = commands.add_parser("token", help="tokens of agencies and channels").add_subparsers(
        required=True
    )
    token = add(tokens, "add", token_add)
    token.add_argument("name")
    token.add_argument("--agency")
    token.add_argument("--scope", action="append", default=[])
    add(tokens, "revoke", token_revoke).add_argument("name")
