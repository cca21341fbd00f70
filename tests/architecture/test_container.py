"""What an application lends is reached through typed names, never through untyped attributes."""

import ast

from tests.support.paths import room_files
from tests.support.source import parse

CONTAINER = "dispatch/kernel/container.py"


def _reads_state(node: ast.AST) -> bool:
    """Whether a node is `app.state`, `request.app.state` or `request.state`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "state"
        and isinstance(node.value, ast.Name | ast.Attribute)
        and getattr(node.value, "id", getattr(node.value, "attr", ""))
        in {"app", "request", "connection", "socket", "websocket"}
    )


def test_only_the_container_knows_the_untyped_state_of_an_application() -> None:
    sources = parse(room_files())
    strays = {
        source.at(node)
        for source in sources
        if source.name != CONTAINER
        for node in ast.walk(source.tree)
        if _reads_state(node)
    }
    assert strays == set()
