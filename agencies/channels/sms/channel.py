"""SMS to a duty telephone, through the gateway that also brings citizens' messages."""

from typing import Final

from agencies.channels.base import (
    AddressField,
    AgencyChannel,
    DeliveryFailed,
    Label,
    Notice,
    Surroundings,
)
from agencies.channels.order_text import order_text
from agencies.channels.sms.sender import SmsSender
from dispatch.kernel.host.settings import Settings
from dispatch.transports.sms import SmsGateway, SmsSendingSettings


def _open(_: Settings, own_settings: SmsSendingSettings) -> SmsSender:
    url = own_settings.send_url
    return SmsSender(None if url is None else SmsGateway(url.get_secret_value()))


def _check(text: str, around: Surroundings) -> str:
    number = around.numbers.e164(text)
    if number is None:
        raise DeliveryFailed("not_a_number", permanent=True)
    return number


def _render(notice: Notice) -> str:
    return order_text(notice.body)


CHANNEL: Final = AgencyChannel(
    name="sms",
    label=Label(id="SMS ke telepon piket", en="SMS to the duty telephone"),
    open=_open,
    check=_check,
    address=AddressField(
        label=Label(id="Nomor telepon piket", en="Number of the duty telephone"),
        example="+6281234567890",
    ),
    settings=SmsSendingSettings,
    render=_render,
    answers=True,
)
