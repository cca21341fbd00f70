"""Commands: what an administrator can do at the prompt, declared by the room that does it."""

import argparse
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, TypeAlias

from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object

Arguments: TypeAlias = argparse.Namespace
Parser: TypeAlias = argparse.ArgumentParser


@value_object(kw_only=True)
class Call:
    """What a command is run with; `connect` opens the database for as long as a block lasts."""

    settings: Settings
    arguments: Arguments
    connect: Callable[[], AbstractAsyncContextManager[Units]]


def _no_arguments(_: Parser) -> None:
    """Take none."""


@value_object(kw_only=True)
class Command:
    """One command, called by its words ("geo", "import").

    `run` returns what is printed, or the exit code when it has printed itself. Its docstring's
    first line is the help. A command that talks to a running server, or to nothing, needs no
    database of its own.
    """

    words: tuple[str, ...]
    run: Callable[[Call], Awaitable[int | str]]
    declare: Callable[[Parser], None] = _no_arguments
    needs_database: bool = True

    @property
    def help(self) -> str:
        """The first line of the command's docstring."""
        return (self.run.__doc__ or "").splitlines()[0]


COMMANDS: Final = ExtensionPoint[Command]("commands")


def parser_of(commands: Iterable[Command], groups: dict[str, str]) -> Parser:
    """Return the command line; `groups` says what the first of two words is about."""
    top = argparse.ArgumentParser(prog="cli.py", description="Tanggap 112")
    first = top.add_subparsers(required=True, metavar="command")
    grouped: dict[str, Any] = {}
    for command in commands:
        parent = first
        for word in command.words[:-1]:
            if word not in grouped:
                group = first.add_parser(word, help=groups[word])
                grouped[word] = group.add_subparsers(required=True)
            parent = grouped[word]
        sub = parent.add_parser(command.words[-1], help=command.help)
        command.declare(sub)
        sub.set_defaults(command=command)
    return top
