"""Whoever follows the board, with whatever interruptions, sees what a fresh picture shows."""

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.subject import Resource, Role, Subject
from dispatch.board.hub import Connection, Hub
from dispatch.board.incidents_section import IncidentsSection
from dispatch.board.picture import Picture
from dispatch.board.section import AnyItem, Item, Section
from dispatch.board.units_section import UnitsSection
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.web.view import Sentence
from tests.support.ledger import START
from tests.support.things import Thing

Shown: TypeAlias = dict[tuple[str, str], Any]
INCIDENTS, UNITS = IncidentsSection(), UnitsSection()
AGENCIES: Final = ("damkar-kota", "psc119-kota")


def person(role: Role, agency_id: str | None = None) -> Subject:
    return Subject(kind="person", id=str(role), name="Petugas", role=role, agency_id=agency_id)


DESK, SUPERVISOR = person(Role.DISPATCHER), person(Role.SUPERVISOR)
DAMKAR, PSC = (person(Role.AGENCY, agency_id) for agency_id in AGENCIES)


def said(word: int) -> Sentence:
    return Sentence(lambda language: f"{language} {word}")


def narrow(body: Thing, agency_id: str) -> Thing:
    """Return what an agency may see of an item: not what was said to another one."""
    return Thing.of(id=body.id, reader=agency_id)


@dataclass
class City:
    """What is on the board, changed step by step as a test says."""

    hub: Hub = field(default_factory=lambda: Hub([INCIDENTS, UNITS], ManualClock(START)))
    picture: Picture = field(default_factory=lambda: Picture(10))
    words: dict[str, int] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hub.show(self.picture)

    def say(self, key: str, word: int) -> None:
        """Let a fact change an incident, which may come to the board by it."""
        self.words[key] = word
        self._publish(INCIDENTS, self._incident(key))

    def end(self, key: str, _: int) -> None:
        self.words.pop(key, None)
        self._publish(INCIDENTS, self._incident(key, gone=True))

    def ask(self, key: str, place: int) -> None:
        """Let an incident concern one more agency, as an order does."""
        self.asked.setdefault(key, set()).add(AGENCIES[place % 2])
        self._publish(INCIDENTS, self._incident(key, gone=key not in self.words))

    def move(self, key: str, place: int) -> None:
        """Let a vehicle of an agency drive, of which the log knows nothing."""
        whose = Resource(agency_ids=frozenset({AGENCIES[ord(key) % 2]}))
        found = [Item(key, Thing.of(id=key, lat=float(place)), whose)]
        self.hub.publish(self.picture.apply(self.picture.seq, [(UNITS, one) for one in found]))

    def _incident(self, key: str, *, gone: bool = False) -> AnyItem:
        body = Thing.of(id=key, said=said(self.words.get(key, 0)))
        whom = Resource(agency_ids=frozenset(self.asked.get(key, ())))
        return Item(key, body, whom, gone=gone, narrowed=narrow)

    def _publish(self, section: Section, item: AnyItem) -> None:
        self.hub.publish(self.picture.apply(self.picture.seq + 1, [(section, item)]))


@dataclass
class Console:
    """A person at a console: a snapshot is all there is, a delta changes it."""

    hub: Hub
    subject: Subject
    language: str = "id"
    shown: Shown = field(default_factory=dict)
    seq: int | None = None
    line: Connection | None = None

    async def come(self) -> None:
        """Connect, with the last sequence that was seen."""
        if self.line is None:
            self.line = Connection(self.subject, language=self.language)
            await self.hub.give(self.line, 1, self.seq)

    def go(self) -> None:
        if self.line is not None:
            self.read()
            self.hub.leave(self.line)
            self.line = None

    def read(self) -> None:
        assert self.line is not None
        while not self.line.queue.empty():
            frame = orjson.loads(self.line.queue.get_nowait())
            self.seq = frame["seq"]
            if frame["type"] == "snapshot":
                self.shown = {
                    (name, one["key"]): one["item"]
                    for name, items in frame["sections"].items()
                    for one in items
                }
            for one in frame.get("changes", ()):
                self.shown[one["section"], one["key"]] = one["item"]
        self.shown = {place: item for place, item in self.shown.items() if item is not None}


async def fresh(console: Console) -> Shown:
    """Return what somebody sees who sits down beside this person now."""
    beside = Console(console.hub, console.subject, console.language)
    await beside.come()
    beside.go()
    return beside.shown


async def do(
    deed: str, key: str, which: int, *, city: City, console: Console | None = None
) -> None:
    """Let something happen in the city, or a person go away and come back."""
    if key:
        getattr(city, deed)(key, which)
    elif console is not None and deed == "away":
        console.go()
    elif console is not None:
        await console.come()


DEEDS: Final = st.one_of(
    st.tuples(st.sampled_from(["say", "end", "ask", "move"]), st.sampled_from("abc")),
    st.tuples(st.sampled_from(["away", "back"]), st.just("")),
)
STORIES: Final = st.lists(st.tuples(DEEDS, st.integers(0, 3)), max_size=20)


@given(STORIES)
async def test_following_and_coming_back_end_with_what_a_fresh_picture_shows(
    story: list[tuple[tuple[str, str], int]],
) -> None:
    city = City()
    consoles = [
        Console(city.hub, DESK),
        Console(city.hub, SUPERVISOR, "en"),
        Console(city.hub, DAMKAR),
        Console(city.hub, PSC, "en"),
    ]
    for console in consoles:
        await console.come()
    for (deed, key), which in story:
        await do(deed, key, which, city=city, console=consoles[which])
    for console in consoles:
        await console.come()
        console.read()
        assert console.shown == await fresh(console)


@given(STORIES)
async def test_an_agency_sees_what_it_was_asked_for_and_only_its_own_of_it(
    story: list[tuple[tuple[str, str], int]],
) -> None:
    city = City()
    console = Console(city.hub, DAMKAR)
    await console.come()
    for (deed, key), which in story:
        await do(deed, key, which, city=city)
    console.read()
    mine = {key for key in city.words if "damkar-kota" in city.asked.get(key, ())}
    incidents = {key: item for (name, key), item in console.shown.items() if name == "incidents"}
    assert incidents == {key: {"id": key, "reader": "damkar-kota"} for key in mine}
    vehicles = [key for name, key in console.shown if name == "units"]
    assert all(AGENCIES[ord(key) % 2] == "damkar-kota" for key in vehicles)


async def test_all_of_one_audience_get_the_same_text_and_each_language_its_own() -> None:
    city = City()
    consoles = [
        Console(city.hub, DESK),
        Console(city.hub, DESK),
        Console(city.hub, DESK, "en"),
        Console(city.hub, SUPERVISOR),
    ]
    for console in consoles:
        await console.come()
        console.read()
    city.say("a", 7)
    texts = [one.line.queue.get_nowait() for one in consoles if one.line is not None]
    # Made once, and not once for each of two hundred consoles.
    assert texts[0] is texts[1]
    words = [orjson.loads(text)["changes"][0]["item"]["said"] for text in texts]
    assert words == ["id 7", "id 7", "en 7", "id 7"]


async def test_whoever_comes_back_from_another_log_takes_the_whole_picture() -> None:
    city = City()
    city.say("a", 1)
    console = Console(city.hub, DESK, seq=99)
    console.shown["incidents", "stale"] = {"id": "stale"}
    await console.come()
    console.read()
    assert console.shown == {("incidents", "a"): {"id": "a", "said": "id 1"}}
    assert console.seq == 11
