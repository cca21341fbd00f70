"""The public form in the whole application: crowds are flagged, and nobody waits for who counts."""

import asyncio

import pytest

from dispatch.access.sign_in import THROTTLE
from dispatch.access.throttle import RedisThrottle
from dispatch.kernel.container import lend, services_of
from intake.channels.website.http import MANY
from tests.support.centre import Centre

PAGE = "http://112.test/lapor"


class Hanging(RedisThrottle):
    """A counter that never answers."""

    async def is_beyond(self, what: str, *, limit: int, window_s: int) -> bool:
        await asyncio.Event().wait()
        raise AssertionError(what, limit, window_s)


class Counting(RedisThrottle):
    """A counter of this process."""

    def __init__(self) -> None:
        super().__init__(None)
        self.seen: list[str] = []

    async def is_beyond(self, what: str, *, limit: int, window_s: int) -> bool:
        self.seen.append(what)
        assert window_s > 0
        return self.seen.count(what) > limit


def lend_throttle(centre: Centre, throttle: RedisThrottle) -> None:
    lend(centre.app, services_of(centre.app).but(THROTTLE.filled(throttle)))


async def test_above_the_limit_every_cry_for_help_is_still_a_report(centre: Centre) -> None:
    lend_throttle(centre, Counting())
    words = [f"kebakaran di Jl. Gajah Mada 151, ada korban {number}" for number in range(MANY + 2)]
    answers = [await centre.client.post(PAGE, data={"text": text}) for text in words]
    assert {answer.status_code for answer in answers} == {201}
    rows = await centre.rows("SELECT flags, state FROM report ORDER BY recorded_at, id")
    assert [row["state"] for row in rows if "website.many" in row["flags"]] == ["triaged"] * 2
    assert len(rows) == MANY + 2


@pytest.mark.parametrize("throttle", [Hanging(None), RedisThrottle(None)])
async def test_who_cannot_count_keeps_nobody_waiting(
    centre: Centre, throttle: RedisThrottle
) -> None:
    lend_throttle(centre, throttle)
    answer = await centre.client.post(PAGE, data={"text": "ada asap di Pasar Tanjung"})
    assert answer.status_code == 201
    [row] = await centre.rows("SELECT flags FROM report")
    assert "website.many" not in row["flags"]


async def test_the_page_is_ours_whether_or_not_the_console_is_there(centre: Centre) -> None:
    answer = await centre.client.get(PAGE)
    assert (answer.status_code, answer.headers["content-language"]) == (200, "id")
    assert (
        "/lapor"
        not in (await centre.client.get("http://112.test/api/openapi.json")).json()["paths"]
    )
