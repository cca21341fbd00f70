"""SQL and packages obey the arrows of the imports, which the linter alone cannot see."""

import pytest

from tests.support.graph import circles, package_edges
from tests.support.layers import layers, may_use
from tests.support.paths import ROOT, room_files
from tests.support.source import parse
from tests.support.tables import Use, owners, tables_in, uses


def test_every_room_with_folders_has_its_order() -> None:
    folders = {
        room: {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
        for room in ("dispatch", "intake", "agencies")
    }
    assert {room: found - set(layers()[room]) for room, found in folders.items()} == {
        room: set() for room in folders
    }


def test_who_uses_a_table_owns_it_or_stands_above_its_owner() -> None:
    known = owners()
    assert [str(use) for use in uses() if not may_use(use.folder(), known[use.table])] == []


def test_every_table_is_used_and_none_is_declared_twice() -> None:
    assert len(owners()) > 30
    assert {use.table for use in uses()} <= set(owners())


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("SELECT * FROM task t JOIN incident i ON true", {"task", "incident"}),
        ('INSERT INTO "report" (id) VALUES (1)', {"report"}),
        ("UPDATE sla_clock AS c SET x = 1 FROM unit u", {"sla_clock", "unit"}),
        ("DELETE FROM ONLY person USING agency", {"person", "agency"}),
        ("SELECT 1 FROM task t, incident AS i, unit WHERE true", {"task", "incident", "unit"}),
        ("SELECT EXISTS (SELECT FROM public.agency)", {"agency"}),
        ("a word about a task from an incident", set()),
    ],
)
def test_tables_are_found_wherever_they_stand(text: str, tables: set[str]) -> None:
    assert tables_in(text) == tables


@pytest.mark.parametrize(
    ("here", "there", "allowed"),
    [
        ("dispatch/tasks", "dispatch/incidents", True),
        ("dispatch/incidents", "dispatch/tasks", False),
        ("dispatch/board", "dispatch/response_times", False),
        ("dispatch/access", "agencies/registry", False),
        ("agencies/registry", "dispatch/directory", True),
        ("agencies/registry", "intake/reports", False),
        ("cli.py", "dispatch/access", True),
    ],
)
def test_the_rule_is_the_house_s(here: str, there: str, allowed: bool) -> None:  # noqa: FBT001 - a case
    assert may_use(here, there) is allowed
    assert str(Use("dispatch/tasks/http.py", 3, "agency")) == "dispatch/tasks/http.py:3 uses agency"


def test_no_package_reaches_itself_through_others() -> None:
    assert circles(package_edges(parse(room_files()))) == []


def test_parents_and_children_are_a_circle_too() -> None:
    there_and_back = [("a", "a.b"), ("a.b", "c"), ("c", "a"), ("c", "d")]
    assert circles(there_and_back) == [["a", "a.b", "c"]]
    assert circles([("a", "b"), ("b", "c"), ("a", "c")]) == []
