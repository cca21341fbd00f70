"""Every verb on an incident in every state: done, or refused with its code and without effect."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import pytest

from dispatch.incidents import hold as legal
from dispatch.incidents.alarm import set_alarm
from dispatch.incidents.classify import Classification, classify, locate
from dispatch.incidents.close import cancel, close, control, reopen
from dispatch.incidents.lifecycle import (
    BEFORE_SENDING,
    LIFECYCLE,
    OPEN,
    Disposition,
    IncidentState,
)
from dispatch.incidents.merge import merge, unmerge
from dispatch.incidents.models import Incident, IncidentType
from dispatch.incidents.refer import Referral, refer
from dispatch.incidents.signs import Edit, edit_signs
from dispatch.incidents.verify import begin_check, verify
from dispatch.kernel.errors import Conflict, TanggapError
from dispatch.tasks.assign import Order, assign
from routing.case import Sign
from routing.place import Place
from tests.support.ledger import Ledger, after, put_incident

Verb: TypeAlias = Callable[[Ledger, Incident], Awaitable[Any]]
_S: Final = IncidentState
NOT_OPEN: Final = "incident.not_open"
NO_WAY: Final = "incident.illegal_transition"
MARKET: Final = Place(lat=-7.465, lon=112.4335, accuracy_m=30, method="map", address="Pasar")


async def take_in(work: Ledger, incident: Incident) -> Incident:
    """Merge another one into it."""
    return await merge(work, put_incident(work), incident)


VERBS: Final[dict[str, Verb]] = {
    "check": begin_check,
    "classify": lambda work, it: classify(work, it, Classification(type="fire")),
    "locate": lambda work, it: locate(work, it, MARKET, at=None, version=None),
    "alarm": lambda work, it: set_alarm(work, it, 2),
    "signs": lambda work, it: edit_signs(work, it, Edit(signs=(Sign("trapped"),))),
    "assign": lambda work, it: assign(work, it, Order(agency_id="damkar", service="fire")),
    "control": control,
    "close": lambda work, it: close(work, it, Disposition.HANDLED),
    "cancel": lambda work, it: cancel(work, it, reason="salah sambung"),
    "refer": lambda work, it: refer(work, it, Referral(to="pdam")),
    "merge": lambda work, it: merge(work, it, put_incident(work)),
    "take in": take_in,
    "unmerge": unmerge,
    "reopen": lambda work, it: reopen(work, it, reason="menyala lagi"),
    "verify": verify,
    "hold": lambda work, it: legal.hold(work, it, reason="barang bukti"),
    "let go": lambda work, it: legal.release(work, it, reason="perkara selesai"),
}
STAYS: Final = {state: state for state in OPEN}
ENDS: Final = {
    "close": _S.CLOSED,
    "cancel": _S.CANCELLED,
    "refer": _S.REFERRED,
    "merge": _S.MERGED,
}
# Verb -> where it leads from which state; in all others the last refusal.
OUTCOMES: Final[dict[str, tuple[dict[IncidentState, IncidentState], str]]] = {
    "check": ({_S.RECEIVED: _S.VERIFYING}, NO_WAY),
    "classify": (STAYS | {_S.RECEIVED: _S.PENDING, _S.VERIFYING: _S.PENDING}, NOT_OPEN),
    **dict.fromkeys(("locate", "alarm", "signs", "take in"), (STAYS, NOT_OPEN)),
    "assign": (STAYS | dict.fromkeys(BEFORE_SENDING, _S.DISPATCHED), NOT_OPEN),
    "control": (dict.fromkeys((_S.DISPATCHED, _S.IN_PROGRESS), _S.CONTROLLED), NO_WAY),
    **{verb: (dict.fromkeys(OPEN, end), NO_WAY) for verb, end in ENDS.items()},
    "unmerge": ({}, "incident.not_merged"),
    "reopen": (dict.fromkeys((_S.CLOSED, _S.CANCELLED, _S.REFERRED), _S.REOPENED), NO_WAY),
    "verify": ({_S.CLOSED: _S.VERIFIED}, NO_WAY),
    **dict.fromkeys(("hold", "let go"), ({state: state for state in _S}, "")),
}
EXPECTED: Final = {
    verb: {state: outcomes.get(state, otherwise) for state in _S}
    for verb, (outcomes, otherwise) in OUTCOMES.items()
}


def begin(state: IncidentState) -> tuple[Ledger, Incident]:
    work = Ledger(at=60)
    work.add(IncidentType(code="fire", label_id="Kebakaran", label_en="Fire", priority=1))
    return work, put_incident(work, state=state)


async def outcome(verb: str, work: Ledger, incident: Incident) -> IncidentState | str:
    """Return the state that a verb leads to, or the code with which it is refused."""
    before, facts = incident.model_dump(), work.facts()
    try:
        await VERBS[verb](work, incident)
    except TanggapError as refused:
        code = refused.code
    else:
        return IncidentState(incident.state)
    assert (incident.model_dump(), work.facts()) == (before, facts)
    return code


def moves_of(verb: str) -> list[tuple[IncidentState, IncidentState]]:
    """Return from which state to which other one a verb leads."""
    outcomes, _ = OUTCOMES[verb]
    return [(state, to) for state, to in outcomes.items() if to is not state]


def test_no_verb_is_forgotten() -> None:
    assert set(OUTCOMES) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
async def test_a_verb_leads_where_it_may_and_is_refused_elsewhere(verb: str) -> None:
    found = {state: await outcome(verb, *begin(state)) for state in IncidentState}
    assert found == EXPECTED[verb]


@pytest.mark.parametrize("verb", VERBS)
async def test_the_log_has_the_fact_of_every_move_with_the_state_that_was_left(verb: str) -> None:
    for state, to in moves_of(verb):
        work, incident = begin(state)
        await VERBS[verb](work, incident)
        kind = LIFECYCLE.transitions[state, to]
        assert kind.type in work.facts()
        assert work.last(kind).at == after(60)
        assert getattr(work.last(kind), "was", state) == state


@pytest.mark.parametrize("state", sorted(OPEN))
async def test_a_merge_that_is_taken_back_leaves_the_incident_where_it_stood(
    state: IncidentState,
) -> None:
    work, incident = begin(state)
    await merge(work, incident, put_incident(work, report_count=2))
    await unmerge(work, incident)
    # Its orders were taken back by the merge, so it must wait for one again.
    assert incident.state == (_S.PENDING if state is _S.DISPATCHED else state)
    assert (incident.merged_into, incident.state_before_merge) == (None, None)


@pytest.mark.parametrize("verb", ["check", "control", "reopen", "close", "cancel", "refer"])
async def test_only_taking_the_merge_back_leads_out_of_it(verb: str) -> None:
    work, incident = begin(_S.PENDING)
    await merge(work, incident, put_incident(work))
    assert await outcome(verb, work, incident) == NO_WAY
    assert incident.merged_into is not None


@pytest.mark.parametrize("end", ["close", "cancel", "refer"])
async def test_whoever_comes_back_has_no_end_any_more(end: str) -> None:
    work, incident = begin(_S.IN_PROGRESS)
    await VERBS[end](work, incident)
    assert incident.closed_at == after(60)
    await reopen(work, incident, reason="menyala lagi")
    ended = {"closed_at", "disposition", "referred_to", "referral_ticket"}
    assert set(incident.model_dump(include=ended).values()) == {None}


@pytest.mark.parametrize(
    "change",
    [
        lambda work, it: classify(work, it, Classification(type="fire", version=3)),
        lambda work, it: locate(work, it, MARKET, at=None, version=3),
        lambda work, it: set_alarm(work, it, 2, version=3),
        lambda work, it: edit_signs(work, it, Edit(not_so=("trapped",), version=3)),
        lambda work, it: begin_check(work, it, version=3),
        lambda work, it: refer(work, it, Referral(to="pdam", version=3)),
    ],
)
async def test_what_was_decided_on_an_older_picture_is_refused(change: Verb) -> None:
    work, incident = begin(_S.RECEIVED)
    with pytest.raises(Conflict) as refused:
        await change(work, incident)
    assert refused.value.params == {"seen": 3, "version": 1}
    assert work.facts() == []
