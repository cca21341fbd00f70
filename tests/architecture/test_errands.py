"""A stranger's five errands: each checklist of docs/patterns.md lists the files of its example.

The example's name is searched in the whole tree. Where it occurs and the list does not say so, a
step is missing; where the list says so and it does not occur, a step is out of date.
"""

import re
import subprocess
from typing import Final

import pytest

from routing.value_object import value_object
from tests.support.paths import ROOT

CODE: Final = ("*.py", "*.sql", "*.json", "*.ts", "*.svelte", "*.yml")
# An agency may be reached by a channel of the same name: that is another errand.
WAYS_IN: Final = (*CODE, ":!agencies")
# Recorded, made up for tests, or a city's data: nobody writes these by hand for an errand.
BESIDE: Final = (
    ":!tests",
    ":!cities",
    ":!*.test.ts",
    ":!console_ui/api/fixtures.ts",
    ":!dispatch/api_examples.json",
    ":!dispatch/kernel/messages",
    ":!intake/reports/messages",
    ":!dispatch/access/demo_accounts.py",
)
FILES: Final = re.compile(
    r"^Files[^,\n]*, at most (\d+) \(`(\w+)`[^)]*\): ((?:`[^`]+`[,\s]*)+)\.", re.MULTILINE
)


@value_object
class Errand:
    """What is added, by which example, and how the example is found: expressions and where."""

    at_most: int
    search: tuple[tuple[str, tuple[str, ...]], ...]
    own: str = ""


ERRANDS: Final = {
    "sms": Errand(9, ((r"[./\"']sms[\"'./ ]|\bSms[A-Z]", WAYS_IN),), own="intake/channels/sms"),
    "webhook": Errand(
        6,
        ((r"channels[./]webhook|\"webhook\"|'webhook'", ("*.py",)),),
        own="agencies/channels/webhook",
    ),
    "verified": Errand(
        10,
        (
            (r"TaskState\.VERIFIED|TaskVerified|\"(event\.)?task\.verif(y|ied)\"", CODE),
            (r"\bverified_at\b", ("dispatch/tasks", "dispatch/board", "alembic")),
        ),
    ),
    "call_backs": Errand(
        6,
        (
            (r"CallBacksSection|\"call_backs\"", CODE),
            (r"\bCallBack\b", ("console_ui/api",)),
        ),
    ),
    "turnout": Errand(5, ((r"Metric\.TURNOUT|[\"']turnout[\"']", CODE),)),
}


def checklists() -> dict[str, tuple[int, set[str]]]:
    text = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
    return {
        name: (int(bar), set(re.findall(r"`([^`]+)`", files)))
        for bar, name, files in FILES.findall(text)
    }


def occurrences(errand: Errand) -> set[str]:
    """Return the files outside the example's own folder in which it occurs."""
    found: set[str] = set()
    own = (f":!{errand.own}",) if errand.own else ()
    for expression, where in errand.search:
        done = subprocess.run(
            ["git", "grep", "-lP", expression, "--", *where, *BESIDE, *own],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        found.update(done.stdout.split())
    return found


def test_every_errand_has_its_checklist() -> None:
    assert {name: bar for name, (bar, _) in checklists().items()} == {
        name: errand.at_most for name, errand in ERRANDS.items()
    }


@pytest.mark.parametrize("name", ERRANDS)
def test_no_errand_touches_more_files_than_promised(name: str) -> None:
    bar, files = checklists()[name]
    assert len(files) <= bar


@pytest.mark.parametrize("name", ERRANDS)
def test_the_checklist_is_where_the_example_is(name: str) -> None:
    _, files = checklists()[name]
    found = occurrences(ERRANDS[name])
    assert {"forgotten": found - files, "out of date": files - found} == {
        "forgotten": set(),
        "out of date": set(),
    }
