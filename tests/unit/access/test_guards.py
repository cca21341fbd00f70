"""Who asks: found by a token or a cookie, remembered for two seconds, refused without a hint."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast

import pytest
from starlette.requests import HTTPConnection

from dispatch.access.guards import COOKIE, SubjectCache, check_allowed, token_of
from dispatch.access.sign_in import token_hash
from dispatch.access.subject import Resource, Role, Subject
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import Forbidden, NotFound
from dispatch.kernel.store.unit_of_work import Units

START: Final = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
TOKEN: Final = "token-rahasia"
OWN: Final = Resource(agency_ids=frozenset({"damkar"}))


@dataclass
class Accounts:
    """The database as the cache asks it, and how often it was asked."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    known: dict[bytes, str] = field(default_factory=lambda: {token_hash(TOKEN): "dispatcher"})
    asked: int = 0

    @property
    def pool(self) -> "Accounts":
        return self

    async def fetchrow(self, _query: str, hashed: bytes, _now: datetime) -> dict[str, Any] | None:
        self.asked += 1
        await asyncio.sleep(0)
        role = self.known.get(hashed)
        if role is None:
            return None
        return {
            "kind": "person",
            "id": "7",
            "name": "Sari",
            "role": role,
            "agency_id": None,
            "scopes": [],
            "language": "id",
        }


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def cache(accounts: Accounts) -> SubjectCache:
    return SubjectCache(cast("Units", accounts))


async def test_a_surge_of_requests_asks_the_database_once(
    cache: SubjectCache, accounts: Accounts
) -> None:
    found = [await cache.find(TOKEN) for _ in range(500)]
    assert {subject.role for subject in found if subject is not None} == {Role.DISPATCHER}
    assert accounts.asked == 1


async def test_those_who_come_at_once_ask_the_database_once(
    cache: SubjectCache, accounts: Accounts
) -> None:
    found = await asyncio.gather(*(cache.find(TOKEN) for _ in range(200)))
    assert {subject.role for subject in found if subject is not None} == {Role.DISPATCHER}
    assert accounts.asked == 1


async def test_who_hangs_up_takes_the_answer_from_nobody(
    cache: SubjectCache, accounts: Accounts
) -> None:
    first, second = (asyncio.create_task(cache.find(TOKEN)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None
    assert accounts.asked == 1


async def test_who_signs_out_while_the_database_is_asked_is_not_remembered(
    cache: SubjectCache, accounts: Accounts
) -> None:
    asking = asyncio.create_task(cache.find(TOKEN))
    await asyncio.sleep(0)
    cache.forget(TOKEN)
    await asking
    accounts.known.clear()
    assert await cache.find(TOKEN) is None


async def test_who_is_put_out_works_on_for_two_seconds_and_no_longer(
    cache: SubjectCache, accounts: Accounts
) -> None:
    await cache.find(TOKEN)
    accounts.known.clear()
    accounts.clock.advance(seconds=1.9)
    assert await cache.find(TOKEN) is not None
    accounts.clock.advance(seconds=0.2)
    assert await cache.find(TOKEN) is None
    # And stays out: nothing that was remembered comes back.
    assert await cache.find(TOKEN) is None


async def test_who_signs_out_is_out_at_once(cache: SubjectCache, accounts: Accounts) -> None:
    await cache.find(TOKEN)
    accounts.known.clear()
    cache.forget(TOKEN)
    cache.forget("nobody's")
    assert await cache.find(TOKEN) is None


async def test_a_clock_that_steps_back_makes_nobody_immortal(
    cache: SubjectCache, accounts: Accounts
) -> None:
    accounts.clock.advance(seconds=3600)
    await cache.find(TOKEN)
    accounts.known.clear()
    accounts.clock.advance(seconds=-3600)
    assert await cache.find(TOKEN) is None


async def test_rubbish_is_not_remembered_and_many_tokens_are_not_either(
    cache: SubjectCache, accounts: Accounts
) -> None:
    for number in range(100):
        assert await cache.find(f"tebakan-{number}") is None
    assert len(cache._known) == 0
    accounts.known |= {token_hash(f"alat-{number}"): "channel" for number in range(5000)}
    for number in range(5000):
        await cache.find(f"alat-{number}")
    assert len(cache._known) <= 4096


@pytest.mark.parametrize(
    ("headers", "token", "from_cookie"),
    [
        ({"authorization": "Bearer abc"}, "abc", False),
        ({"authorization": "bearer   abc "}, "abc", False),
        ({"authorization": "BEARER abc", "cookie": f"{COOKIE}=xyz"}, "abc", False),
        ({"authorization": "Basic abc", "cookie": f"{COOKIE}=xyz"}, "xyz", True),
        ({"authorization": "Bearer ", "cookie": f"{COOKIE}=xyz"}, "xyz", True),
        ({"authorization": "Bearer"}, None, True),
        ({"cookie": f"lain=1; {COOKIE}=xyz"}, "xyz", True),
        ({"cookie": "lain=1"}, None, True),
        ({}, None, True),
    ],
)
def test_a_token_in_the_header_goes_before_the_cookie(
    headers: dict[str, str], token: str | None, *, from_cookie: bool
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert token_of(HTTPConnection({"type": "http", "headers": raw})) == (token, from_cookie)


def person(role: Role, agency_id: str | None = None) -> Subject:
    return Subject(kind="person", id="1", name="Orang", role=role, agency_id=agency_id)


def test_what_somebody_may_not_see_is_not_there_for_him() -> None:
    seen = {"visible_with": "task.read", "missing": "task 0193"}
    check_allowed(person(Role.AGENCY, "damkar"), "task.answer", OWN, **seen)
    # A desk sees the order and hears that it is not its own to answer.
    with pytest.raises(Forbidden) as forbidden:
        check_allowed(person(Role.CALL_TAKER), "task.answer", OWN, **seen)
    assert forbidden.value.params == {"role": Role.CALL_TAKER, "verb": "task.answer"}
    with pytest.raises(NotFound) as missing:
        check_allowed(person(Role.AGENCY, "psc119"), "task.answer", OWN, **seen)
    assert (missing.value.code, missing.value.params) == ("task.not_found", {"id": "0193"})
