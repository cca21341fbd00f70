"""The portal as a channel.

The order lies in the agency's inbox, and only fetching it proves that it arrived.
"""

from typing import Final

from agencies.channels.base import Address, Notice, Receipt


class PortalChannel:
    """Sends nothing.

    `agencies.portal` records the delivery when the agency's client reads its inbox.
    """

    kind: Final = "portal"

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Leave the order where the agency's page will find it."""
        del notice, address
        return Receipt(proof=False)

    async def close(self) -> None:
        """Hold nothing, so let go of nothing."""
