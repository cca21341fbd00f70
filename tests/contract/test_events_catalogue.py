"""Every fact of the log is known by name and by its fields.

What was written once must be readable for ever.
"""

import json
import re

import pytest

from dispatch.kernel.store.event_log import Event
from dispatch.sla.policy import PolicySource
from reactions import reaction_table
from tests.support.wire import EVENTS_FILE, UPDATE, describe_events, kinds_of_events
from tests.unit.sla.story import NoPlans

KINDS = kinds_of_events()


def test_the_facts_are_those_that_were_promised() -> None:
    assert describe_events() == json.loads(EVENTS_FILE.read_text(encoding="utf-8")), UPDATE


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_type_is_a_noun_and_a_past_verb(kind: type[Event]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", kind.type)
    assert (kind.__doc__ or "").strip()


def test_no_two_kinds_of_facts_share_a_type() -> None:
    assert len({kind.type for kind in KINDS}) == len(KINDS)


def test_only_facts_have_consequences() -> None:
    table = reaction_table(NoPlans(), PolicySource())
    assert set(table) <= set(KINDS)
    assert all(table.values())
