from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from dispatch.kernel.store.event_log import GENESIS, BrokenChain, micros, row_hash, verify

NOON = datetime.fromisoformat("2026-11-22T05:00:00.123456+00:00")


def row(seq: int, previous: bytes, **changes: Any) -> dict[str, Any]:
    made = {
        "seq": seq,
        "id": UUID(int=seq),
        "type": "task.assigned",
        "at": NOON,
        "recorded_at": NOON + timedelta(seconds=seq),
        "actor": "person:1",
        "noun_id": UUID(int=100 + seq),
        "incident_id": None,
        "agency_id": "damkar-kota",
        "data": '{"a":1}',
    } | changes
    return made | {"hash": row_hash(previous, made)}


def chain(length: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for seq in range(1, length + 1):
        rows.append(row(seq, rows[-1]["hash"] if rows else GENESIS))
    return rows


def test_an_untouched_chain_is_verified_to_its_end() -> None:
    assert list(verify(chain(5))) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("field", ["type", "actor", "data", "agency_id"])
def test_a_changed_row_breaks_the_chain_where_it_was_changed(field: str) -> None:
    rows = chain(5)
    rows[2][field] = "forged"
    with pytest.raises(BrokenChain, match="Sequence 3 does not match"):
        list(verify(rows))


def test_a_missing_row_is_a_gap() -> None:
    rows = chain(5)
    del rows[1]
    with pytest.raises(BrokenChain, match="Sequence 2 is missing from the log: 3 was found"):
        list(verify(rows))


def test_a_row_cannot_be_changed_with_its_own_hash_made_right_again() -> None:
    rows = chain(5)
    rows[1] = row(2, rows[0]["hash"], actor="forger")
    with pytest.raises(BrokenChain, match="Sequence 3 does not match"):
        list(verify(rows))


def test_times_enter_the_hash_as_microseconds_whatever_their_zone() -> None:
    assert micros(NOON) == micros(NOON.astimezone(timezone(timedelta(hours=7))))
    assert micros(datetime.fromisoformat("1969-12-31T23:59:59.999999+00:00")) == -1
