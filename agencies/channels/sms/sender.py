"""Sends orders through the gateway that the installation has."""

from typing import Final

from agencies.channels.base import Address, DeliveryFailed, Notice, Receipt
from agencies.channels.order_text import order_text
from dispatch.transports.sending import SendFailed
from dispatch.transports.sms import SmsGateway

_REFERENCE_LENGTH: Final = 100


class SmsSender:
    """Sends each notice as one text, by `gateway`; without one nothing can leave."""

    def __init__(self, gateway: SmsGateway | None) -> None:
        """Send through `gateway`."""
        self._gateway = gateway

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Hand the text to the gateway.

        That the gateway took it is no proof that anybody has it: only an answer is.
        """
        if self._gateway is None:
            raise DeliveryFailed("no_gateway", permanent=True)
        if not address.address:
            raise DeliveryFailed("no_address", permanent=True)
        try:
            text, key = order_text(notice.body), str(notice.id)
            reference = await self._gateway.send(address.address, text, key=key)
        except SendFailed as failed:
            # What is unclear is sent again: an order that comes twice is better than none.
            raise DeliveryFailed(
                f"gateway: {failed.error}",
                permanent=failed.permanent,
                retry_after_s=failed.retry_after_s,
            ) from None
        return Receipt(proof=False, reference=reference[:_REFERENCE_LENGTH] or None)

    async def close(self) -> None:
        """Close the gateway's connections."""
        if self._gateway is not None:
            await self._gateway.close()
