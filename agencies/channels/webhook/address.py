"""Where a webhook may go.

An address typed by an administrator must not make this server talk to its own network.

The name is resolved once, every address it has is judged, and the connection then goes to the
judged address itself: a name that answers differently a moment later (DNS rebinding) gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

import httpx

from agencies.channels.base import DeliveryFailed

IpAddress: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]

_NAT64: Final = IPv6Network("64:ff9b::/96")
# All other addresses of the new protocol are special: local, mapped in some way, or not given out.
_UNICAST: Final = IPv6Network("2000::/3")
# The standard library calls these global: protocol assignments, a relay, documentation.
_SPECIAL: Final = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("3fff::/20"),
)
_IPV4_BITS: Final = 0xFFFFFFFF
# The third quarter of an address that carries an IPv4 address for a tunnel inside a site (ISATAP).
_TUNNELS: Final = frozenset({0x0000_5EFE, 0x0200_5EFE})


def check_url(text: str, *, allow_private: bool) -> httpx.URL:
    """Return the address as a URL; `DeliveryFailed` (permanent) when no webhook may have it."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise refused("not_a_url") from None
    if url.scheme not in ("https", "http") or not url.host:
        raise refused("not_https")
    if url.scheme == "http" and not allow_private:
        raise refused("not_https")
    if url.userinfo:
        raise refused("password_in_url")
    return url


def refused(why: str) -> DeliveryFailed:
    """Return the failure of an address that is never retried."""
    return DeliveryFailed(f"address_refused: {why}", permanent=True)


def is_public(text: str) -> bool:
    """Whether an IP address, or the IPv4 address inside it, lies in the open internet."""
    address: IpAddress = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = _carried(address)
        if inner is None and address not in _UNICAST:
            return False
        address = inner or address
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not address.is_multicast and not special


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address to which a packet for `address` goes on in the end."""
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo is not None:
        return address.teredo[1]
    is_tunnel = int(address) >> 32 & _IPV4_BITS in _TUNNELS
    if inner is None and (address in _NAT64 or is_tunnel):
        return IPv4Address(int(address) & _IPV4_BITS)
    return inner


async def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of `host`, asking the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def judged_addresses(url: httpx.URL, resolve: Resolve, *, allow_private: bool) -> list[str]:
    """Return the IP addresses to connect to.

    `DeliveryFailed` when the name is unknown or one of them is not allowed.
    """
    try:
        addresses = await resolve(url.raw_host.decode("ascii"), port_of(url))
    except (OSError, UnicodeError):
        raise DeliveryFailed("name_not_found") from None
    if not addresses:
        raise DeliveryFailed("name_not_found")
    public = [is_public(address) for address in addresses]
    if not allow_private and not all(public):
        raise refused("private_address")
    if url.scheme == "http" and any(public):
        raise refused("not_https")
    return addresses


def port_of(url: httpx.URL) -> int:
    """Return the port of the address: as written, else that of its scheme."""
    return url.port or (443 if url.scheme == "https" else 80)
