"""What a step of an agency's work proves about the others."""

import pytest

from dispatch.tasks.decline_cause import read_cause
from dispatch.tasks.lifecycle import DeclineCause, TaskState, implied_by, is_behind

_S = TaskState


def test_a_unit_at_the_scene_proves_that_the_order_was_taken_and_that_it_left() -> None:
    assert implied_by(_S.ON_SCENE) == (_S.ACKNOWLEDGED, _S.UNIT_ASSIGNED, _S.EN_ROUTE)


def test_work_that_is_done_does_not_prove_that_anybody_was_there() -> None:
    assert implied_by(_S.COMPLETED) == (_S.ACKNOWLEDGED,)


@pytest.mark.parametrize(
    ("state", "step", "behind"),
    [
        (_S.ASSIGNED, _S.ACKNOWLEDGED, False),
        (_S.EXPIRED, _S.ON_SCENE, False),
        (_S.ACKNOWLEDGED, _S.ACKNOWLEDGED, True),
        (_S.ACKNOWLEDGED, _S.EN_ROUTE, False),
        (_S.ON_SCENE, _S.EN_ROUTE, True),
        (_S.COMPLETED, _S.ON_SCENE, True),
        (_S.VERIFIED, _S.EN_ROUTE, True),
        (_S.ABORTED, _S.EN_ROUTE, False),
        (_S.ON_SCENE, _S.DECLINED, False),
    ],
)
def test_what_an_order_has_behind_it(state: TaskState, step: TaskState, *, behind: bool) -> None:
    assert is_behind(state, step) is behind


@pytest.mark.parametrize("word", ["no_resource", "No Resource", "NO-RESOURCE", " no resource. "])
def test_a_cause_is_known_however_it_is_written(word: str) -> None:
    assert read_cause(word).cause is DeclineCause.NO_RESOURCE
    assert read_cause(word).flags == ()


@pytest.mark.parametrize(
    ("word", "said", "flag"),
    [
        ("mogok", "mogok", "decline_cause_unknown"),
        (7, "7", "decline_cause_unknown"),
        ("", None, "decline_cause_missing"),
        (None, None, "decline_cause_missing"),
    ],
)
def test_any_other_word_is_other_and_kept(word: object, said: str | None, flag: str) -> None:
    cause = read_cause(word)
    assert (cause.cause, cause.said, cause.flags) == (DeclineCause.OTHER, said, (flag,))
