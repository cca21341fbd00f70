"""Fair shares: nobody's slowness is another's."""

from datetime import UTC, datetime
from uuid import UUID

from agencies.delivery.due import Capacity, choose_fairly
from dispatch.kernel.store.outbox import Owed

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def owed(number: int, agency: str, task: int | None = None) -> Owed:
    return Owed(
        id=UUID(int=number),
        kind="task_delivery",
        noun_id=UUID(int=task or number),
        agency_id=agency,
        due_at=NOW,
        created_at=NOW,
    )


def chosen(due: list[Owed], capacity: Capacity) -> list[int]:
    return [one.id.int for one in choose_fairly(due, capacity)]


def test_an_agency_with_a_backlog_takes_only_its_share() -> None:
    due = [owed(number, "slow") for number in range(1, 100)] + [owed(100, "quick")]
    assert chosen(due, Capacity(total=64, per_agency=4)) == [1, 2, 3, 4, 100]


def test_what_is_under_way_counts() -> None:
    capacity = Capacity(total=64, per_agency=4, busy={"slow": 4, "quick": 3})
    assert chosen([owed(1, "slow"), owed(2, "quick"), owed(3, "quick")], capacity) == [2]
    assert capacity.full() == ["slow"]


def test_two_notices_of_one_task_are_never_under_way_together() -> None:
    assert chosen(
        [owed(1, "a", task=7), owed(2, "a", task=7), owed(3, "a", task=8)],
        Capacity(total=9, per_agency=9),
    ) == [1, 3]
    assert (
        chosen(
            [owed(2, "a", task=7)], Capacity(total=9, per_agency=9, tasks=frozenset({UUID(int=7)}))
        )
        == []
    )


def test_no_more_is_chosen_than_there_is_room_in_all() -> None:
    assert chosen(
        [owed(number, f"agency-{number}") for number in range(1, 9)],
        Capacity(total=3, per_agency=9),
    ) == [1, 2, 3]
    assert chosen([owed(1, "a")], Capacity(total=0, per_agency=9)) == []
