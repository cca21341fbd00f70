"""Targets and times of keeping are dated: set once, replaced from a day on, never rewritten."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Conflict, Invalid
from dispatch.retention.erasure import Category
from dispatch.retention.models import RetentionRule
from dispatch.retention.rules import in_force, set_rule
from dispatch.sla.events import SlaTargetSet
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaTarget
from dispatch.sla.policy import Case, Policy
from dispatch.sla.targets import NewTarget, load_targets, set_target
from tests.support.ledger import Answers, Ledger

DAY: Final = timedelta(days=1)
BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
NO_ZONE: Final = BEGIN.replace(tzinfo=None)
_OF: Final = ("metric", "agency_id", "type", "priority", "channel")


class Book(Ledger):
    """The targets of a city."""

    def __init__(self) -> None:
        answers: Answers = {"valid_from = $6": self._same, "valid_from < $6": self._before}
        super().__init__(actor="person:admin", answers=answers)

    def _of(self, *case: Any) -> list[SlaTarget]:
        rows = self.rows(SlaTarget)
        return [row for row in rows if tuple(getattr(row, name) for name in _OF) == case]

    def _same(self, *values: Any) -> list[dict[str, Any]]:
        *case, moment = values
        return [{"id": row.id} for row in self._of(*case) if row.valid_from == moment]

    def _before(self, *values: Any) -> list[dict[str, Any]]:
        *case, moment = values
        return [
            {"id": row.id}
            for row in self._of(*case)
            if row.valid_from < moment and (row.valid_to is None or row.valid_to > moment)
        ]

    async def set(self, value_s: float, day: int, **more: Any) -> SlaTarget:
        usual: dict[str, Any] = {"metric": Metric.RESPONSE, "valid_from": BEGIN + day * DAY}
        return await set_target(self, NewTarget(value_s=value_s, **{**usual, **more}))

    def in_force(self, day: int, **case: Any) -> float | None:
        policy = Policy(self.rows(SlaTarget))
        found = policy.target(Case(Metric.RESPONSE, **case), BEGIN + day * DAY)
        return None if found is None else found.value_s


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6, unique=True))
async def test_on_every_day_the_target_that_began_last_is_in_force(days: list[int]) -> None:
    book = Book()
    for number, day in enumerate(days, 1):
        await book.set(number * 60.0, day)
    for day in range(32):
        begun = [(start, number * 60.0) for number, start in enumerate(days, 1) if start <= day]
        assert book.in_force(day) == (max(begun)[1] if begun else None)
    # What was promised is never rewritten, it only ends.
    assert [row.value_s for row in book.rows(SlaTarget)] == [
        number * 60.0 for number in range(1, len(days) + 1)
    ]


async def test_a_target_of_one_agency_ends_no_target_of_another() -> None:
    book = Book()
    await book.set(900, 0)
    await book.set(600, 5, agency_id="damkar")
    await book.set(700, 5, type="fire")
    assert [row.valid_to for row in book.rows(SlaTarget)] == [None] * 3
    assert book.in_force(6) == 900
    assert book.in_force(6, agency_id="damkar") == 600


async def test_the_same_target_twice_is_refused_and_loading_it_again_adds_nothing() -> None:
    book = Book()
    await book.set(900, 0)
    with pytest.raises(Conflict) as refused:
        await book.set(800, 0)
    assert refused.value.code == "sla.target_exists"
    row = {"metric": "response", "value_s": 500, "valid_from": "2026-01-01T00:00:00+00:00"}
    assert await load_targets(book, [row]) == 0
    assert [one.value_s for one in book.rows(SlaTarget)] == [900]


@pytest.mark.parametrize(
    "span",
    [
        (NO_ZONE, None),
        (BEGIN, NO_ZONE + DAY),
        (BEGIN, BEGIN),
        (BEGIN, BEGIN - DAY),
        (datetime(1999, 12, 31, tzinfo=UTC), None),
        (BEGIN, datetime(2300, 1, 1, tzinfo=UTC)),
    ],
)
async def test_a_span_that_is_none_is_refused(span: tuple[datetime, datetime | None]) -> None:
    book = Book()
    with pytest.raises(Invalid) as refused:
        await book.set(900, 0, valid_from=span[0], valid_to=span[1])
    assert (refused.value.code, book.rows(SlaTarget)) == ("sla.invalid_validity", [])


async def test_who_set_which_target_from_when_stands_in_the_log() -> None:
    book = Book()
    await book.set(900, -400, type="fire", legal_basis="Permendagri 114/2018")
    fact = book.last(SlaTargetSet)
    assert (fact.incident_type, fact.value_s, fact.legal_basis) == (
        "fire",
        900,
        "Permendagri 114/2018",
    )
    assert fact.at == BEGIN - 400 * DAY
    # A target that begins later was set now.
    await book.set(800, 400, type="fire")
    assert book.last(SlaTargetSet).at == book.now


async def keep(work: Ledger, days: int | None, day: int) -> RetentionRule:
    return await set_rule(
        work,
        Category.REPORT,
        keep_days=days,
        valid_from=BEGIN + day * DAY,
        legal_basis="UU 27/2022",
        note="",
        confirmed_by=None,
    )


async def is_set(work: Ledger, days: int | None, day: int) -> bool:
    """Whether a rule is taken; a second one of the same moment is refused."""
    try:
        await keep(work, days, day)
    except Conflict:
        return False
    return True


@given(
    st.lists(st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(1, 900))), max_size=5)
)
async def test_the_newest_rule_that_has_begun_says_how_long_data_are_kept(
    given_rules: list[tuple[int, int | None]],
) -> None:
    work = Ledger()
    known: dict[int, int | None] = {}
    for day, days in given_rules:
        assert await is_set(work, days, day) is (day not in known)
        known.setdefault(day, days)
    for day in range(22):
        begun = [start for start in known if start <= day]
        rule = in_force(work.rows(RetentionRule), BEGIN + day * DAY).get(Category.REPORT)
        assert (rule is not None) is bool(begun)
        assert rule is None or rule.keep_days == known[max(begun)]


@pytest.mark.parametrize(
    "moment",
    [NO_ZONE, datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)],
)
async def test_a_rule_needs_a_moment_that_everybody_understands(moment: datetime) -> None:
    work = Ledger()
    with pytest.raises(Invalid):
        await set_rule(
            work,
            Category.CALL,
            keep_days=30,
            valid_from=moment,
            legal_basis="",
            note="",
            confirmed_by=None,
        )
    assert (work.rows(RetentionRule), work.facts()) == ([], [])
