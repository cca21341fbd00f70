"""The agency's own page: the order lies in its inbox, and only fetching it proves that it arrived.

Nothing is sent. `agencies.portal` records the delivery when the agency's client reads its inbox.
"""

from typing import Any, Final

from agencies.channels.base import Address, AgencyChannel, Label, Notice, Receipt, no_address
from dispatch.kernel.host.settings import Settings


class PortalSender:
    """Leaves the order where the agency's page will find it."""

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Send nothing, and return a receipt without proof."""
        del notice, address
        return Receipt(proof=False)

    async def close(self) -> None:
        """Close nothing, because it holds no connection."""


def _open(_: Settings, __: Any) -> PortalSender:
    return PortalSender()


CHANNEL: Final = AgencyChannel(
    name="portal",
    label=Label(id="Halaman instansi", en="Agency page"),
    open=_open,
    check=no_address,
    silence="not_fetched",
    rings=False,
)
