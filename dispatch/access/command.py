"""The commands `cli.py person` and `cli.py token`."""

import getpass
import os
from typing import Final

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
from dispatch.kernel.host.command import Call, Command, Parser

PASSWORD_VARIABLE: Final = "TANGGAP_PASSWORD"  # noqa: S105 - the name of a variable
_ACTOR: Final = "system:cli"
_ROLES: Final = [str(role) for role in Role if role not in {Role.CHANNEL, Role.SYSTEM}]


async def person_add(call: Call) -> str:
    """Add a person; the password comes from TANGGAP_PASSWORD or is asked for."""
    hashed = await hash_password(
        os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Kata sandi / password: ")
    )
    new = NewPerson(
        call.arguments.username,
        call.arguments.name or call.arguments.username,
        Role(call.arguments.role),
        hashed,
        call.arguments.agency,
    )
    async with call.connect() as units, units.begin(_ACTOR) as uow:
        await add_person(uow, new)
    return f"Akun dibuat / account created: {call.arguments.username}"


async def person_disable(call: Call) -> str:
    """Disable a person: nobody signs in with that name any more."""
    async with call.connect() as units, units.begin(_ACTOR) as uow:
        await disable_person(uow, await find_person(uow, call.arguments.username))
    return f"Akun dimatikan / account disabled: {call.arguments.username}"


async def token_add(call: Call) -> str:
    """Create a token for a channel or an agency's machine and print it once."""
    async with call.connect() as units, units.begin(_ACTOR) as uow:
        return await add_token(
            uow,
            name=call.arguments.name,
            agency_id=call.arguments.agency,
            scopes=call.arguments.scope,
        )


async def token_revoke(call: Call) -> str:
    """Revoke every token of this name."""
    async with call.connect() as units, units.begin(_ACTOR) as uow:
        tokens = [
            await revoke_token(uow, token) for token in await find_tokens(uow, call.arguments.name)
        ]
    return f"Token dicabut / tokens revoked: {len(tokens)}"


def _new_person(parser: Parser) -> None:
    parser.add_argument("username")
    parser.add_argument("--role", required=True, choices=_ROLES)
    parser.add_argument("--agency", help="for role agency")
    parser.add_argument("--name", help="as the room knows the person")


def _a_person(parser: Parser) -> None:
    parser.add_argument("username")


def _new_token(parser: Parser) -> None:
    parser.add_argument("name")
    parser.add_argument("--agency")
    parser.add_argument("--scope", action="append", default=[])


def _a_token(parser: Parser) -> None:
    parser.add_argument("name")


ACCESS_COMMANDS: Final = (
    Command(words=("person", "add"), run=person_add, declare=_new_person),
    Command(words=("person", "disable"), run=person_disable, declare=_a_person),
    Command(words=("token", "add"), run=token_add, declare=_new_token),
    Command(words=("token", "revoke"), run=token_revoke, declare=_a_token),
)
