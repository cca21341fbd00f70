"""Text from outside, as a database can hold it and our own code can walk through it."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.texts import DEEPEST, clean, clean_all, cut_deep, dumps_any, loads_clean

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


def depth(value: Any) -> int:
    inner = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    )
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(JSON)
def test_ordinary_json_is_kept_as_it_came(value: Any) -> None:
    told = loads_clean(json.dumps(clean_all(value)).encode())
    assert told == clean_all(value)
    assert cut_deep(value) == value
    assert orjson.loads(dumps_any(told)) == told


@pytest.mark.parametrize("levels", [1, DEEPEST - 1, DEEPEST, DEEPEST + 1, 250, 500, 1000])
@pytest.mark.parametrize("leaf", ['"x"', '"\\u0000"', "1"])
def test_what_lies_too_deep_is_cut_off_and_the_rest_stays(levels: int, leaf: str) -> None:
    body = b'{"text":"tolong","x":' + b"[" * levels + leaf.encode() + b"]" * levels + b"}"
    value = loads_clean(body)
    assert value["text"] == "tolong"
    assert depth(value) == min(levels + 1, DEEPEST)
    assert dumps_any(value)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": "\\ud83d tolong"}', {"a": "\ufffd tolong"}),
        (b'{"a": 1e400}', {"a": float("inf")}),
        ('{"a": "kebakaran"}'.encode("utf-16"), {"a": "kebakaran"}),
    ],
)
def test_what_is_nearly_json_is_read(body: bytes, value: Any) -> None:
    assert loads_clean(body) == value


def test_many_small_objects_are_not_deep() -> None:
    rows = [{"level_cm": number} for number in range(500)]
    assert loads_clean(json.dumps(rows).encode()) == rows


def test_a_mark_before_it_does_no_harm_and_rubbish_is_none() -> None:
    assert loads_clean(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    for rubbish in (b"", b"{", b"\xff", b"nan", b"[" * 100_000):
        with pytest.raises(orjson.JSONDecodeError):
            loads_clean(rubbish)


@pytest.mark.parametrize("number", [2**64, -(2**70), 10**300])
def test_a_number_of_any_size_is_written(number: int) -> None:
    assert json.loads(dumps_any({"n": number})) == {"n": number}


def test_beside_such_a_number_the_rest_is_written_as_ever() -> None:
    value = {"n": 2**64, "at": [float("inf"), float("nan"), 1.5], "who": {"nested": (1, None)}}
    told = {"n": 2**64, "at": [None, None, 1.5], "who": {"nested": [1, None]}}
    assert json.loads(dumps_any(value), parse_constant=pytest.fail) == told


@given(st.text())
def test_a_clean_text_is_storable_and_clean(text: str) -> None:
    once = clean(text)
    assert isinstance(once, str)
    assert "\0" not in once
    assert once.encode().decode() == once == clean(once)


@pytest.mark.parametrize("value", [None, 1, 2.5, True, b"\0", ["\0"]])
def test_only_texts_are_cleaned(value: Any) -> None:
    assert clean(value) is value


def test_names_of_members_are_cleaned_too() -> None:
    assert clean_all({"a\0": ["b\0", {"c": "\ud800"}]}) == {"a\ufffd": ["b\ufffd", {"c": "\ufffd"}]}
