"""What an administrator may set as a channel."""

import pytest

from agencies.delivery.directory import Wanted, check_wanted
from dispatch.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(kind="telex"), "channel.unknown_kind"),
        (Wanted(kind="webhook", address="http://a.example/"), "channel.address_refused"),
        (Wanted(kind="webhook", address="nonsense"), "channel.address_refused"),
        (
            Wanted(kind="webhook", address="https://a.example/", secret="short"),
            "channel.weak_secret",
        ),
    ],
)
def test_a_channel_that_cannot_work_is_refused(wanted: Wanted, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_wanted(wanted, allow_private=False)
    assert caught.value.code == code


def test_the_page_needs_no_address() -> None:
    check_wanted(Wanted(kind="portal"), allow_private=False)


def test_a_secret_is_not_shown_with_what_was_wanted() -> None:
    assert "x" * 32 not in repr(
        Wanted(kind="webhook", address="https://a.example/", secret="x" * 32)
    )
