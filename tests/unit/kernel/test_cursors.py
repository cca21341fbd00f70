"""A list goes on where its last page ended, whatever stands in the cursor that comes back."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Invalid
from dispatch.kernel.times import EARLIEST, LATEST
from dispatch.kernel.web.http import decode_cursor, encode_cursor

ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(
    (EARLIEST + timedelta(days=1)).replace(tzinfo=None),
    (LATEST - timedelta(days=1)).replace(tzinfo=None),
    timezones=ZONES,
)
KEY = UUID(int=7)


def written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(MOMENTS, st.uuids())
def test_a_cursor_names_its_row_to_the_microsecond(moment: datetime, key: UUID) -> None:
    cursor = encode_cursor(moment, key)
    assert decode_cursor(cursor) == (moment, key)
    # It stands in an address as it is.
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?# ")


def read(text: str) -> object:
    """Return the row of a cursor, or the code with which it is refused."""
    try:
        return decode_cursor(text)
    except Invalid as refused:
        return refused.code


@given(st.text(max_size=80) | st.text(max_size=60).map(written))
def test_what_is_no_cursor_of_ours_is_refused(text: str) -> None:
    assert read(text) == ("invalid.cursor" if text else (None, None))


@pytest.mark.parametrize(
    "text",
    [
        f"2026-11-22T05:00:00|{KEY}",
        f"2026-11-22|{KEY}",
        f"kemarin|{KEY}",
        "2026-11-22T05:00:00+00:00|7",
        "2026-11-22T05:00:00+00:00",
        f"|{KEY}",
        f"2026-11-22T05:00:00+00:00|{KEY}|",
        f"0001-01-01T00:00:00+14:00|{KEY}",
        f"9999-12-31T23:59:59-12:00|{KEY}",
    ],
)
def test_a_row_that_no_list_has_is_no_place_to_go_on(text: str) -> None:
    """A time without its zone would be read on the clock of whichever machine answers."""
    with pytest.raises(Invalid) as refused:
        decode_cursor(written(text))
    assert refused.value.code == "invalid.cursor"


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_cursor_a_list_begins_at_its_beginning(nothing: str | None) -> None:
    assert decode_cursor(nothing) == (None, None)
    assert decode_cursor(encode_cursor(datetime(2026, 11, 22, tzinfo=UTC), KEY))[1] == KEY
