"""Generated parts of the documentation that list what the code has.

Settings, facts, rights, endpoints, codes, commands, metrics.
"""

import argparse
import ast
import inspect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, cast

from pydantic_settings import BaseSettings

from agencies.catalogue.channels import CHANNELS as WAYS_OUT
from cli import parser
from dispatch.access.permission_map import PERMISSIONS
from dispatch.access.subject import Resource, Role, Subject
from dispatch.kernel.catalogue import LANGUAGES, catalogue_of
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import Reaction
from dispatch.sla.policy import PolicySource
from intake.catalogue.channels import CHANNELS
from reactions import reaction_table
from tests.support.documents_code import sources
from tests.support.source import Source
from tests.support.wire import describe_api, kinds_of_events

_STATUS: Final = {
    "Invalid": 422,
    "Unauthenticated": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "Conflict": 409,
    "TooLarge": 413,
    "TooManyAttempts": 429,
    "Unavailable": 503,
    "Unparsable": 422,
    "BadPosition": 422,
    "Refused": 422,
}
_KINDS: Final = {
    "internal": 500,
    "invalid": 422,
    "conflict": 409,
    "not_found": 404,
    "method_not_allowed": 405,
    "unauthenticated": 401,
    "forbidden": 403,
    "too_large": 413,
    "unavailable": 503,
}
# What only a command on the command line can say.
_COMMANDS_ONLY: Final = ("geo.", "registry.city", "event_log.", "replay.", "table.", "case.")
# How code calls what it reads settings from: the service, a parameter, a channel's own.
_SETTINGS: Final = re.compile(
    r"settings$|^SETTINGS\.of\(\w+\)$|^settings_of\(.*\)$|^own$", re.IGNORECASE
)
_CODE: Final = re.compile(r"[a-z_]+(\.[a-z_]+)?")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def first_line(text: str | None) -> str:
    """Return what a docstring begins with."""
    return (text or "").strip().split("\n")[0]


def _settings_docs(kind: type[BaseSettings]) -> dict[str, str]:
    [body] = [
        node.body
        for node in ast.walk(ast.parse(inspect.getsource(kind)))
        if isinstance(node, ast.ClassDef)
    ]
    pairs = itertools.pairwise(body)
    return {
        name.target.id: " ".join(str(text.value.value).split())
        for name, text in pairs
        if isinstance(name, ast.AnnAssign) and isinstance(name.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def settings_kinds() -> list[type[BaseSettings]]:
    """Return the settings of the installation, then each channel's own."""
    kinds = (
        *(channel.settings for channel in CHANNELS),
        *(None if one.answering is None else one.answering.settings for one in CHANNELS),
        *(channel.settings for channel in WAYS_OUT),
    )
    own = dict.fromkeys(kind for kind in kinds if kind is not None)
    return [Settings, *own]


def setting_name(kind: type[BaseSettings], field: str) -> str:
    """Return the environment variable of a setting."""
    alias = kind.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{kind.model_config['env_prefix']}{field}".upper()


def _read_somewhere() -> set[str]:
    nodes = [
        node
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
    ]
    return {node.attr for node in nodes if _SETTINGS.search(ast.unparse(node.value))}


def unread_settings() -> list[str]:
    """Return the settings that no code reads."""
    fields = {field for kind in settings_kinds() for field in kind.model_fields}
    return sorted(fields - _read_somewhere())


def settings_table() -> str:
    """Return every setting with its default and meaning."""
    rows = [row for kind in settings_kinds() for row in _settings_rows(kind)]
    return table(("Variable", "Default", "Meaning"), rows)


def _settings_rows(kind: type[BaseSettings]) -> Iterator[tuple[str, ...]]:
    docs = _settings_docs(kind)
    for field, described in kind.model_fields.items():
        default = described.default
        yield (
            f"`{setting_name(kind, field)}`",
            "" if default is None else f"`{default}`",
            docs[field],
        )


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command with its first line of help."""
    for name, sub, text in _subcommands(parser()):
        deeper = list(_subcommands(sub))
        yield from ([(f"{name} {inner}", help_) for inner, _, help_ in deeper] or [(name, text)])


def _subcommands(
    top: argparse.ArgumentParser,
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            yield from (
                (name, cast("argparse.ArgumentParser", sub), helps.get(name, ""))
                for name, sub in action.choices.items()
            )


def _module_path(name: str) -> str:
    return f"{name.replace('.', '/')}.py"


def events_table() -> str:
    """Return every fact with its meaning and where it is declared."""
    rows = [
        (f"`{kind.type}`", first_line(kind.__doc__), f"`{_module_path(kind.__module__)}`")
        for kind in kinds_of_events()
    ]
    return table(("Fact", "Meaning", "Declared in"), rows)


class _Tables:
    def current(self) -> Any:
        raise NotImplementedError


def _reaction(reaction: Reaction) -> str:
    function: Any = getattr(reaction, "__func__", reaction)
    module = function.__module__.removeprefix("dispatch.")
    return f"{first_line(function.__doc__)} `{module}.{function.__qualname__}`"


def consequences() -> Mapping[type[Event], Sequence[Reaction]]:
    """Return fact -> what follows."""
    return reaction_table(_Tables(), PolicySource())


def consequences_table() -> str:
    """Return what follows from each fact, in the order in which it runs."""
    found = consequences()
    rows = [
        (
            f"`{kind.type}`",
            "<br/>".join(f"{n}. {_reaction(each)}" for n, each in enumerate(then, 1)),
        )
        for kind, then in found.items()
    ]
    return table(("Fact", "Consequences"), rows)


def rights_table() -> str:
    """Return who may do what; (own) where an agency or channel may only to what concerns it."""
    roles = [role for role in Role if role is not Role.SYSTEM]

    def mark(verb: str, role: Role) -> str:
        agency, scopes = (
            ("a" if role is Role.AGENCY else None),
            frozenset({"c"} if role is Role.CHANNEL else ()),
        )
        subject = Subject("person", "1", "", role, agency_id=agency, scopes=scopes)

        def may(resource: Resource) -> bool:
            return any(
                all(rule(subject, resource) for rule in rules) for rules in PERMISSIONS[verb]
            )

        if may(Resource()):
            return "yes"
        return "own" if may(Resource(agency_ids=frozenset({"a"}), channel="c")) else ""

    return table(
        ("Verb", *roles),
        [(f"`{verb}`", *(mark(verb, role) for role in roles)) for verb in PERMISSIONS],
    )


def endpoints_table() -> str:
    """Return every endpoint with what it does."""
    paths: dict[str, dict[str, Any]] = describe_api()["paths"]
    rows = [
        (f"`{method.upper()} {path.removeprefix('/api/v1')}`", first_line(about.get("description")))
        for path, methods in sorted(paths.items())
        for method, about in methods.items()
        if path.startswith("/api/v1")
    ]
    return table(("Endpoint", "What it does"), rows)


def _code_of(call: ast.Call) -> str | None:
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "code")]
    value = given[0].value if given and isinstance(given[0], ast.Constant) else None
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _raised(source: Source) -> Iterator[tuple[str, int]]:
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _STATUS
            and (code := _code_of(node))
        ):
            yield code, _STATUS[node.func.id]


@cache
def codes() -> dict[str, int]:
    """Return every code that the API can answer with, and its status."""
    found = {code: status for source in sources() for code, status in _raised(source)}
    for code in catalogue_of("en").codes:
        kind = (
            404
            if code.endswith(".not_found")
            else 409
            if code.endswith(".illegal_transition")
            else None
        )
        found.setdefault(code, kind or _KINDS.get(code) or _KINDS.get(code.split(".")[0], 422))
    return {code: found[code] for code in sorted(found) if not code.startswith(_COMMANDS_ONLY)}


def codes_table() -> str:
    """Return every code with its titles; one without a title of its own shows that of its kind."""
    spoken = [catalogue_of(language) for language in LANGUAGES]
    rows = [
        (str(status), f"`{code}`", *(words.title(code, "") for words in spoken))
        for code, status in codes().items()
    ]
    return table(("Status", "Code", "Judul", "Title"), sorted(rows))


def _code_text(call: ast.Call) -> str:
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def metrics_table() -> str:
    """Return every figure that Prometheus can read."""
    calls = [
        node for source in sources() for node in ast.walk(source.tree) if isinstance(node, ast.Call)
    ]
    named = [
        (_code_text(call), call)
        for call in calls
        if isinstance(call.func, ast.Name) and len(call.args) > 1
    ]
    rows = {
        (
            f"`{name}`",
            ast.unparse(call.func).replace("CountMetric", "Counter"),
            str(ast.literal_eval(call.args[1])),
        )
        for name, call in named
        if name.startswith("tanggap_")
    }
    return table(("Metric", "Kind", "Meaning"), sorted(rows))


PARTS: Final[dict[str, Callable[[], str]]] = {
    "settings": settings_table,
    "commands": lambda: table(
        ("Command", "What it does"), [(f"`cli.py {name}`", text) for name, text in commands()]
    ),
    "events": events_table,
    "consequences": consequences_table,
    "rights": rights_table,
    "endpoints": endpoints_table,
    "codes": codes_table,
    "metrics": metrics_table,
}
