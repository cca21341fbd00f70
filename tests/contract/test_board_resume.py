"""A line that is cut loses nothing.

Whoever comes back with its last sequence arrives at the same picture.
"""

import asyncio
import copy

import pytest

from dispatch.access.subject import Role
from dispatch.board import feed, hub, socket
from dispatch.board.hub import HUB
from tests.contract.board_actions import ACTIONS
from tests.support import deeds
from tests.support.centre import Centre
from tests.support.console import Console, Picture, fresh, watch

SHIFT = (
    "report linked",
    "task expired",
    "unit assigned",
    "call abandoned",
    "incident unmerged",
    "gauge rises",
    "raw message settled",
)


async def work_a_shift(centre: Centre) -> None:
    """Let a good part of everything happen."""
    for name in SHIFT:
        assert [step async for step in ACTIONS[name][0](centre)] == [None]


def pictures_after_each(frames: list[dict[str, object]]) -> list[Picture]:
    """Return the picture that a viewer had after each of its frames."""
    picture, found = Picture(), []
    for frame in frames:
        picture.apply(frame)
        found.append(copy.deepcopy(picture))
    return [known for known in found if known.seq is not None]


@pytest.mark.parametrize("viewer", [Role.DISPATCHER, "damkar-kota"])
async def test_cut_after_any_frame_the_viewer_arrives_at_the_same_picture(
    centre: Centre, viewer: str
) -> None:
    async with watch(centre, viewer) as steady:
        await work_a_shift(centre)
        await steady.sync()
    expected = await fresh(centre, viewer)
    known = pictures_after_each(steady.frames)
    assert len(known) > len(SHIFT)
    for picture in known:
        async with watch(centre, viewer, picture=picture, after=picture.seq) as back:
            assert back.frames[-1]["type"] == "delta"
            assert back.picture.sections == expected


async def test_one_who_missed_nothing_gets_only_what_moves(centre: Centre) -> None:
    await work_a_shift(centre)
    async with watch(centre, Role.DISPATCHER) as first:
        await first.sync()
    async with watch(
        centre, Role.DISPATCHER, picture=first.picture, after=first.picture.seq
    ) as back:
        last = back.frames[-1]
        assert last["type"] == "delta"
        assert {change["section"] for change in last["changes"]} <= {"units", "agencies"}


async def test_what_happens_while_the_line_is_cut_and_while_it_comes_back_is_there(
    centre: Centre,
) -> None:
    async with watch(centre, Role.DISPATCHER) as first:
        await first.sync()
    await deeds.ordered(centre)
    async with watch(
        centre, Role.DISPATCHER, picture=first.picture, after=first.picture.seq
    ) as back:
        await deeds.ordered(centre)
        picture = await back.sync()
    assert picture.sections == await fresh(centre, Role.DISPATCHER)


async def test_a_sequence_beyond_the_head_is_answered_with_a_snapshot(centre: Centre) -> None:
    await deeds.incident(centre)
    async with watch(centre, Role.DISPATCHER, after=await centre.head() + 1) as console:
        assert console.frames[-1]["type"] == "snapshot"


async def test_a_sequence_from_before_the_picture_was_read_is_answered_with_a_snapshot(
    centre: Centre,
) -> None:
    await work_a_shift(centre)
    async with watch(centre, Role.DISPATCHER, after=1) as console:
        assert console.frames[-1]["type"] == "snapshot"
        assert console.picture.sections == await fresh(centre, Role.DISPATCHER)


async def test_when_nobody_looks_for_long_the_picture_is_dropped_and_read_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "REST_AFTER_S", 0.0)
    async with watch(centre, Role.DISPATCHER) as first:
        await first.sync()
    async with asyncio.timeout(20):
        while centre.its(HUB).picture is not None:  # noqa: ASYNC110 - the feed tells nobody, because nobody looks
            await asyncio.sleep(0.01)
    await work_a_shift(centre)
    async with watch(
        centre, Role.DISPATCHER, picture=first.picture, after=first.picture.seq
    ) as back:
        assert back.frames[-1]["type"] == "snapshot"
        assert (await back.sync()).sections == await fresh(centre, Role.DISPATCHER)


async def test_a_whole_night_in_one_batch_and_in_many_is_the_same(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BATCH", 2)
    async with watch(centre, Role.DISPATCHER) as console:
        await work_a_shift(centre)
        picture = await console.sync()
    assert picture.sections == await fresh(centre, Role.DISPATCHER)


async def test_a_slow_client_is_cut_and_resumes_while_the_others_go_on(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watch(centre, Role.DISPATCHER) as slow, watch(centre, Role.SUPERVISOR) as quick:
        await slow.sync()
        _narrow(centre, monkeypatch)
        slow.gate.clear()
        for _ in range(12):
            await deeds.incident(centre)
            await quick.sync()
        assert await slow.closed == socket.CLOSE_TOO_SLOW
        slow.gate.set()
        assert not quick.closed.done()
    async with watch(centre, Role.DISPATCHER, picture=slow.picture, after=slow.picture.seq) as back:
        assert back.frames[-1]["type"] == "delta"
        assert (await back.sync()).sections == await fresh(centre, Role.DISPATCHER)


def _narrow(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the queues of all connections so short that a test fills them."""
    monkeypatch.setattr(hub, "QUEUE", 4)
    for connection in centre.its(HUB)._connections:
        monkeypatch.setattr(connection.queue, "_maxsize", 4)


async def test_a_viewer_gets_only_the_sections_it_asked_for(centre: Centre) -> None:
    console = Console(centre, Role.DISPATCHER)
    await console.open()
    await console.subscribe(sections=["reports", "units"])
    await work_a_shift(centre)
    picture = await console.sync()
    await console.leave()
    whole = await fresh(centre, Role.DISPATCHER)
    assert picture.sections == {name: whole[name] for name in ("reports", "units")}


async def test_a_new_snapshot_on_the_same_line_is_the_fresh_picture(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as console:
        await work_a_shift(centre)
        console.say({"type": "snapshot", "id": 77})
        await console.hear_until("result", 77)
        await console.hear_until("snapshot")
        assert console.picture.sections == await fresh(centre, Role.DISPATCHER)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{",
        "[]",
        '{"type":7}',
        '{"type":"subscribe","after":-1}',
        '{"type":"subscribe","sections":7}',
        "\x00",
    ],
)
async def test_nonsense_is_refused_and_the_line_stays_open(centre: Centre, nonsense: str) -> None:
    async with watch(centre, Role.DISPATCHER) as console:
        console.say(nonsense)
        refused = await console.hear_until("error")
        assert refused["code"].startswith("frame.")
        assert (await console.sync()).sections == await fresh(centre, Role.DISPATCHER)


@pytest.mark.parametrize("who", ["nobody", "saluran"])
async def test_strangers_and_machines_see_no_board(centre: Centre, who: str) -> None:
    console = Console(centre, who)
    await console.open()
    refused = await console.hear()
    assert (refused["type"], await console.closed) == ("error", socket.CLOSE_UNAUTHENTICATED)


async def test_a_frame_of_bytes_is_refused_and_the_line_stays_open(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as console:
        console.say_bytes(b"\x00\x01")
        assert (await console.hear_until("error"))["code"] == "frame.malformed"
        assert (await console.sync()).sections == await fresh(centre, Role.DISPATCHER)


async def test_a_section_that_there_is_not_is_refused(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as console:
        console.say({"type": "subscribe", "id": 9, "sections": ["kejadian"]})
        assert (await console.hear_until("error"))["code"] == "frame.unknown_section"
