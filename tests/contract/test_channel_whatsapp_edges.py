"""The edges of WhatsApp: signatures, the handshake, numbers, times, published samples."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.meta import has_valid_signature, signature_of, verify_subscription
from dispatch.transports.numbers import to_e164
from intake.pipeline.items import Message, Unparsable
from intake.pipeline.moments import moment_of
from tests.contract.test_channel_whatsapp import ADAPTER, AT


def test_the_signature_covers_the_raw_bytes() -> None:
    body = b'{"a":"\\u00e4"}'
    header = signature_of("secret", body)
    assert has_valid_signature("secret", body, header)
    assert not has_valid_signature(
        "secret", json.dumps(json.loads(body), ensure_ascii=False).encode(), header
    )
    assert not has_valid_signature("other", body, header)
    assert not has_valid_signature("secret", body, None)
    assert not has_valid_signature(None, body, header)
    assert not has_valid_signature("secret", body, "sha256=\u00e4\u00e4")


def test_the_handshake_answers_only_the_right_token() -> None:
    assert verify_subscription("subscribe", "t", "42", "t") == "42"
    assert verify_subscription("subscribe", "x", "42", "t") is None
    assert verify_subscription("unsubscribe", "t", "42", "t") is None
    assert verify_subscription("subscribe", "", "42", "") is None
    assert verify_subscription("subscribe", "t", None, "t") is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("081234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("0062812345678", "+62812345678"),
        ("0321322329", "+62321322329"),
        ("112", None),
        ("anonymous", None),
        ("<unknown>", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_become_e164(number: str | None, expected: str | None) -> None:
    assert to_e164(number) == expected


@given(st.text() | st.floats() | st.integers() | st.none() | st.booleans())
def test_no_time_raises(value: object) -> None:
    moment = moment_of(value)
    assert moment is None or moment.tzinfo is not None


def test_every_published_sample_is_understood(real_data: Path) -> None:
    folder = real_data / "samples" / "whatsapp"
    for name in ("pywa-message.json", "pywa-message_status.json"):
        for case, body in json.loads((folder / name).read_text(encoding="utf-8")).items():
            items = ADAPTER.parse(
                json.dumps(body).encode(), received_at=AT, sender="channel:whatsapp"
            )
            assert items, case
            assert not [item for item in items if isinstance(item, Unparsable)], case


def test_the_published_signature_is_right(real_data: Path) -> None:
    folder = real_data / "samples" / "whatsapp"
    body = (folder / "constructed-location.raw.json").read_bytes()
    header = (
        (folder / "constructed-location.signature.txt")
        .read_text()
        .splitlines()[0]
        .removeprefix("X-Hub-Signature-256: ")
    )
    assert has_valid_signature("test_app_secret", body, header)
    (item,) = ADAPTER.parse(body, received_at=AT, sender="channel:whatsapp")
    assert isinstance(item, Message)
    assert item.report.lat == -7.4722
