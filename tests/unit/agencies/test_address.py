"""Where a webhook may go, and where it may not whatever an administrator typed."""

import httpx
import pytest

from agencies.channels.base import DeliveryFailed
from agencies.channels.webhook.address import Resolve, check_url, is_public, judged_addresses


def resolving(*addresses: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - never bound, only judged
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
    ],
)
def test_our_own_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["103.10.61.5", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://a.example/",
        "https://",
        "https://user:word@a.example/",
        "https://[::1",
        "//a.example/",
    ],
)
def test_an_address_that_no_webhook_may_have_is_refused_for_good(text: str) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        check_url(text, allow_private=False)
    assert caught.value.permanent


def test_plain_http_is_for_closed_networks_only() -> None:
    assert check_url("http://10.0.0.5:8080/hook", allow_private=True).port == 8080


async def test_a_name_with_one_private_address_is_refused() -> None:
    url = httpx.URL("https://a.example/")
    with pytest.raises(DeliveryFailed, match="private_address") as caught:
        await judged_addresses(url, resolving("8.8.8.8", "127.0.0.1"), allow_private=False)
    assert caught.value.permanent


async def test_plain_http_never_leaves_the_closed_network() -> None:
    with pytest.raises(DeliveryFailed, match="not_https"):
        await judged_addresses(
            httpx.URL("http://a.example/"), resolving("8.8.8.8"), allow_private=True
        )


async def test_the_judged_addresses_are_those_to_connect_to() -> None:
    found = await judged_addresses(
        httpx.URL("https://a.example/"), resolving("8.8.8.8", "8.8.4.4"), allow_private=False
    )
    assert found == ["8.8.8.8", "8.8.4.4"]


async def test_an_unknown_name_may_be_known_later() -> None:
    with pytest.raises(DeliveryFailed, match="name_not_found") as caught:
        await judged_addresses(httpx.URL("https://a.example/"), resolving(), allow_private=False)
    assert not caught.value.permanent
