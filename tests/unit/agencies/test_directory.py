"""What an administrator may set as a channel."""

import pytest

from agencies.delivery.directory import ChannelSetting, check_setting
from dispatch.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (ChannelSetting(kind="telex"), "channel.unknown_kind"),
        (ChannelSetting(kind="webhook", address="http://a.example/"), "channel.address_refused"),
        (ChannelSetting(kind="webhook", address="nonsense"), "channel.address_refused"),
        (
            ChannelSetting(kind="webhook", address="https://a.example/", secret="short"),
            "channel.weak_secret",
        ),
        (ChannelSetting(kind="sms"), "channel.address_refused"),
        (ChannelSetting(kind="sms", address="112"), "channel.address_refused"),
        (ChannelSetting(kind="sms", address="piket damkar"), "channel.address_refused"),
    ],
)
def test_a_channel_that_cannot_work_is_refused(setting: ChannelSetting, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_setting(setting)
    assert caught.value.code == code


def test_the_page_needs_no_address() -> None:
    assert check_setting(ChannelSetting(kind="portal", address="ignored")) == ""


def test_a_secret_is_not_shown_with_what_was_setting() -> None:
    assert "x" * 32 not in repr(
        ChannelSetting(kind="webhook", address="https://a.example/", secret="x" * 32)
    )


@pytest.mark.parametrize("written", ["0812-3456-7890", "+62 812 3456 7890", "tel:081234567890"])
def test_a_duty_telephone_is_kept_in_one_spelling(written: str) -> None:
    assert check_setting(ChannelSetting(kind="sms", address=written)) == "+6281234567890"
