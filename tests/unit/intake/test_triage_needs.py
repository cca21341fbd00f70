"""Who has to go, as a pure function."""

from intake.triage.needs import propose_needs

CUTS = {"n:ambulance": 0.4, "n:police": 0.4, "n:none": 0.4}


def test_what_was_learnt_counts_from_its_cut_on_the_surest_first() -> None:
    learnt = {"n:ambulance": 0.5, "n:police": 0.9, "life": 0.9}
    assert propose_needs(["unknown"], 2, [], learnt, CUTS) == ("police", "ambulance")
    assert propose_needs(["unknown"], 2, [], {"n:ambulance": 0.39}, CUTS) == ()


def test_a_patient_gets_an_ambulance_whatever_was_learnt() -> None:
    for flag in ("unconscious", "not_breathing", "bleeding", "stroke", "childbirth"):
        assert propose_needs(["unknown"], 1, [flag], {}, CUTS) == ("ambulance",)


def test_urgent_types_ask_for_their_own() -> None:
    assert "fire_engine" in propose_needs(["fire"], 1, [], {}, CUTS)
    assert {"sar", "rescue_team"} <= set(propose_needs(["drowning"], 1, [], {}, CUTS))
    assert propose_needs(["fire"], 4, [], {}, CUTS) == ()


def test_nobody_goes_where_nothing_is_to_be_done() -> None:
    assert propose_needs(["medical"], 5, ["unconscious"], {"n:ambulance": 0.9}, CUTS) == ()


def test_none_is_no_capability() -> None:
    assert propose_needs(["unknown"], 4, [], {"n:none": 0.9}, CUTS) == ()
