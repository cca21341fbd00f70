"""One address has many spellings: whatever leads into our own network is refused in all of them."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, TypeAlias

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.channels.base import DeliveryFailed
from agencies.channels.webhook.address import (
    check_url,
    is_public,
    judged_addresses,
    port_of,
    resolve_host,
)

Carrier: TypeAlias = Callable[[IPv4Address], IPv6Address]
# Networks of our own, of the machine, of tests and of nobody (the registry of special addresses).
CLOSED: Final = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
OPEN: Final = ("8.8.8.0/24", "36.64.0.0/11", "103.10.60.0/22", "114.120.0.0/13")
# Every way in which an IPv6 address carries an IPv4 one to which the packet goes on.
CARRIERS: Final[dict[str, Carrier]] = {
    "mapped": lambda inner: IPv6Address(0xFFFF << 32 | int(inner)),
    "nat64": lambda inner: IPv6Address(0x0064_FF9B << 96 | int(inner)),
    "6to4": lambda inner: IPv6Address(0x2002 << 112 | int(inner) << 80 | 1),
    "teredo": lambda inner: IPv6Address(0x2001_0000 << 96 | int(inner) ^ 0xFFFFFFFF),
    "isatap": lambda inner: IPv6Address(0x2606_4700 << 96 | 0x5EFE << 32 | int(inner)),
    "isatap, global": lambda inner: IPv6Address(0x2606 << 112 | 0x0200_5EFE << 32 | int(inner)),
}


@pytest.mark.parametrize(
    ("network", "is_open"),
    [*((one, False) for one in CLOSED), *((one, True) for one in OPEN)],
)
def test_a_carried_address_is_judged_by_where_it_leads(network: str, *, is_open: bool) -> None:
    whole = ip_network(network)
    for inner in (whole[0], whole[1], whole[whole.num_addresses // 2], whole[-1]):
        assert isinstance(inner, IPv4Address)
        assert is_public(str(inner)) is is_open
        assert [name for name, to in CARRIERS.items() if is_public(str(to(inner))) != is_open] == []


@given(st.ip_addresses(v=6))
def test_what_is_not_given_out_is_not_public(address: IPv4Address | IPv6Address) -> None:
    beyond = int(address) >> 125 != 1
    carries = int(address) >> 32 in {0xFFFF, 0x0064_FF9B << 64}
    assert not (beyond and not carries and is_public(str(address)))


@pytest.mark.parametrize(
    "address",
    [
        "::127.0.0.1",
        "::10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::a00:1",
        "fec0::1",
        "fe80::1%2",
        "fd12:3456::1",
        "ff0e::1",
        "5f00::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
    ],
)
def test_a_special_address_of_the_new_protocol_is_not_public(address: str) -> None:
    assert not is_public(address)
    whole = address.partition("%")[0]
    assert not is_public(ip_address(whole).exploded)


# The system's resolver reads numbers as C has always done; no name server is asked for these.
SPELLINGS: Final = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0"),
    *("10.1", "0xa000001", "192.168.257", "169.254.43518", "[::1]", "[::ffff:127.0.0.1]"),
    *("[::ffff:7f00:1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_however_a_host_is_written_our_network_is_refused_for_good(host: str) -> None:
    url = check_url(f"https://{host}/tanggap", allow_private=False)
    with pytest.raises(DeliveryFailed, match="private_address") as refused:
        await judged_addresses(url, resolve_host, allow_private=False)
    assert refused.value.permanent


@pytest.mark.parametrize("host", ["0177.0.0.1", "\uff11\uff12\uff17.0.0.1", "[::1"])
def test_a_host_that_only_some_programs_can_read_is_no_host(host: str) -> None:
    with pytest.raises(DeliveryFailed, match="not_a_url"):
        check_url(f"https://{host}/tanggap", allow_private=False)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("https://a.example/", 443),
        ("https://a.example:8443/", 8443),
        ("http://10.0.0.5/", 80),
        ("http://10.0.0.5:8080/", 8080),
    ],
)
def test_the_port_is_the_one_that_is_written_or_meant(text: str, port: int) -> None:
    assert port_of(httpx.URL(text)) == port


def is_settled(text: str) -> bool:
    """Whether an address is one that a webhook may have, or refused for good."""
    try:
        url = check_url(text, allow_private=False)
    except DeliveryFailed as refused:
        return refused.permanent
    return url.scheme == "https" and bool(url.host) and not url.userinfo


@given(st.text(max_size=40) | st.text(max_size=40).map("https://{}".format))
def test_whatever_an_administrator_types_is_a_url_or_refused(text: str) -> None:
    assert is_settled(text)
