"""How much the evidence speaks for each type."""

from intake.triage.lexicon import RULES, Rule
from intake.triage.scope import Evidence, Place

_CONSEQUENCE_SHARE = 0.25
_PRIMARY = 4.0
_REPEATED = 0.5
_REPEATS_COUNTED = 2

_BY_FIRST: dict[str, tuple[Rule, ...]] = {}
for _rule in RULES:
    _BY_FIRST[_rule.needs[0]] = (*_BY_FIRST.get(_rule.needs[0], ()), _rule)


def score(evidence: Evidence) -> tuple[dict[str, float], list[tuple[Rule, float]]]:
    """Return the score of each type, and the rules that fired with what each was worth.

    An injured person is what a crash or a fire leads to: evidence of consequences counts fully only
    when nothing else explains it.
    """
    found = evidence.found
    fired: list[tuple[Rule, float]] = []
    for concept, places in found.items():
        for rule in _BY_FIRST.get(concept, ()):
            if rule.partner is not None and rule.partner not in found:
                continue
            worth = _worth(rule, places, found)
            if worth:
                fired.append((rule, worth))
    primary: dict[str, float] = {}
    consequences: dict[str, float] = {}
    for rule, worth in fired:
        side = consequences if rule.consequence else primary
        side[rule.type] = side.get(rule.type, 0.0) + worth
    strongest = max(primary, key=lambda kind: primary[kind], default="")
    for kind, worth in consequences.items():
        explained = primary.get(strongest, 0.0) >= _PRIMARY and strongest != kind
        primary[kind] = primary.get(kind, 0.0) + worth * (_CONSEQUENCE_SHARE if explained else 1.0)
    return primary, fired


def _worth(rule: Rule, places: list[Place], found: dict[str, list[Place]]) -> float:
    for spoiler in rule.spoilers:
        if spoiler in found:
            return 0.0
    if rule.partner is not None:
        return rule.weight * _nearest(places, found[rule.partner], rule.within)
    if len(places) == 1:
        return rule.weight * places[0][2]
    repeated = min(len(places) - 1, _REPEATS_COUNTED) * _REPEATED
    return (rule.weight + repeated) * max(factor for _, _, factor in places)


def _nearest(first: list[Place], second: list[Place], within: int) -> float:
    """Return the factor of the best pair that stands together.

    Near, in one sentence, and not one word seen twice.
    """
    best = 0.0
    for place, sentence, factor in first:
        for other, other_sentence, other_factor in second:
            if sentence == other_sentence and place != other and -within <= place - other <= within:
                best = max(best, min(factor, other_factor))
    return best
