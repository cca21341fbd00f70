"""Priority from the type and from what the text says about people."""

from intake.triage.lexicon import CATALOGUE
from intake.triage.proposal import Reason
from intake.triage.scope import Evidence

_LIFE = {
    "unconscious": "orang tidak sadar",
    "no_breath": "tidak bernapas",
    "trapped": "ada yang terjebak",
    "drowning": "ada yang hanyut atau tenggelam",
    "shocked": "tersengat listrik",
    "suicide": "ada yang hendak mengakhiri hidup",
}
_HARM = {
    "injured": "ada yang terluka",
    "dead": "korban meninggal disebut",
    "weapon": "ada senjata",
    "breath_trouble": "sesak napas",
    "many": "korban banyak",
    "bite": "ada yang digigit atau disengat",
}
_FRAIL = {"children": "anak-anak", "vulnerable": "lansia, ibu hamil atau difabel"}
_LIFE_REASONS = {
    concept: Reason(f"severity.{concept}", text, 2.0) for concept, text in _LIFE.items()
}
_HARM_REASONS = {
    concept: Reason(f"severity.{concept}", text, 1.0)
    for concept, text in (*_HARM.items(), *_FRAIL.items())
}
_NOT_LIFE = frozenset({"complaint", "power_outage", "road_hazard", "social"})
_MANY_VICTIMS = 5
_MOST_BELIEVED = 500
_DRILL_FLOOR = 3
_COUNT_WORDS = {
    word: count
    for count, words in {
        1: "satu siji setunggal settong",
        2: "dua loro kalih dhuwa",
        3: "tiga telu tello",
        4: "empat papat sekawan empa",
        5: "lima limo gangsal lema",
        6: "enam enem ennem",
        7: "tujuh pitu petto",
        8: "delapan wolu ballu",
        9: "sembilan sanga songo sanga",
        10: "sepuluh sadasa sapolo",
    }.items()
    for word in words.split()
}
_COUNTED = frozenset(
    {
        "orang",
        "wong",
        "tiyang",
        "uwong",
        "oreng",
        "korban",
        "korbane",
        "warga",
        "anak",
        "bocah",
        "penumpang",
        "siswa",
        "jiwa",
    },
)


def victims(words: list[str]) -> int:
    """Return the largest number of people the text counts ("3 orang", "korban 5"), 0 when it counts none."""
    most = 0
    for place, word in enumerate(words):
        if word in _COUNTED:
            for near in (place - 1, place + 1):
                if 0 <= near < len(words):
                    most = max(most, _number(words[near]))
    return most if most <= _MOST_BELIEVED else 0


def _number(word: str) -> int:
    if word.isdecimal() and len(word) <= len(str(_MOST_BELIEVED)):
        return int(word)
    return _COUNT_WORDS.get(word, 0)


def prioritise(kind: str, evidence: Evidence, words: list[str]) -> tuple[int, list[Reason]]:
    """Return the priority of a report of type `kind` and why it differs from the type's own."""
    priority: int = CATALOGUE[kind]["priority"]
    reasons: list[Reason] = []
    found = evidence.found
    life = [] if kind in _NOT_LIFE else [concept for concept in _LIFE if concept in found]
    harm = [] if kind in _NOT_LIFE else [concept for concept in _HARM if concept in found]
    if life or harm:
        frail = [concept for concept in _FRAIL if concept in found]
        reasons = [
            *(_LIFE_REASONS[concept] for concept in life),
            *(_HARM_REASONS[concept] for concept in (*harm, *frail)),
        ]
        counted = victims(words)
        if counted:
            reasons.append(Reason("severity.counted", f"{counted} orang disebut", 1.0))
        urgent = bool(life) or counted >= _MANY_VICTIMS
        priority = 1 if urgent else max(1, priority - 1 - bool(frail))
    if "drill" in evidence.discounts:
        reasons.append(Reason("severity.drill", "tampaknya latihan atau simulasi: pastikan", -1.0))
        priority = max(priority, _DRILL_FLOOR)
    return priority, reasons
