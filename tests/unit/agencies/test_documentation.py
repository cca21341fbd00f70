"""The snippet in the agencies' documentation verifies what we really send."""

import re
from pathlib import Path
from typing import Any

import pytest

from agencies.channels.webhook.signature import sign

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "agency-api.md").read_text(encoding="utf-8")
SECRET = "rahasia-bersama-antara-pusat-dan-damkar"
NOW = 1_795_345_230


@pytest.fixture
def snippet(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("TANGGAP_SECRET", SECRET)
    [code] = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    names: dict[str, Any] = {"__name__": "snippet"}
    exec(compile(code, "docs/agency-api.md", "exec"), names)  # noqa: S102 - our own page
    return names


def headers(raw: bytes, *, timestamp: str = str(NOW)) -> dict[str, str]:
    return {"X-Tanggap-Timestamp": timestamp, "X-Tanggap-Signature": sign(SECRET, timestamp, raw)}


def test_it_takes_what_we_signed(snippet: dict[str, Any]) -> None:
    assert snippet["is_genuine"](headers(b"{}"), b"{}", NOW + 60)


def test_it_refuses_what_was_changed_replayed_or_never_signed(snippet: dict[str, Any]) -> None:
    assert not snippet["is_genuine"](headers(b"{}"), b"{ }", NOW)
    assert not snippet["is_genuine"](headers(b"{}"), b"{}", NOW + 301)
    assert not snippet["is_genuine"]({}, b"{}", NOW)
    assert not snippet["is_genuine"](headers(b"{}", timestamp="soon"), b"{}", NOW)


@pytest.mark.parametrize(
    "cause",
    [
        "not_our_area",
        "not_our_service",
        "no_resource",
        "duplicate",
        "need_information",
        "unsafe",
        "other",
    ],
)
def test_every_cause_is_documented(cause: str) -> None:
    assert f"`{cause}`" in PAGE
