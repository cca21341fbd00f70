"""Frames over lemmas: the same frame for the same thing said in other words and tongues."""

import pytest

from intake.triage.features import read
from intake.triage.glossary import CLASSES, GLOSSARY


def frames(text: str) -> set[str]:
    return {frame.name for frame in read(text).frames}


@pytest.mark.parametrize(
    ("frame", "texts"),
    [
        (
            "no_breath",
            [
                "dia tidak bernapas",
                "wonge wis ora ambegan",
                "mboten wonten ambeganipun",
                "bayinya belum ada napas",
                "he does not breathe",
                "ta' nyaba",
            ],
        ),
        ("breath_stopped", ["napasnya berhenti", "ambegane wis mandheg"]),
        ("no_answer", ["dipanggil tidak menjawab", "diceluk gak nyaut", "dereng sadar"]),
        ("no_waking", ["gak tangi tangi", "tidak bangun-bangun", "mboten saged tangi"]),
        ("no_moving", ["tangannya tidak bergerak", "wis gak obah"]),
        ("no_pulse", ["nadinya nggak ada, maksud saya tidak ada nadi", "gak kroso denyute"]),
        ("person_in_fire", ["anak saya di dalam api", "wong isih nang omah kobong"]),
        ("person_in_water", ["bapak hanyut di sungai", "lare keli wonten lepen"]),
        ("under_structure", ["tertimpa tembok", "ketindih lemari", "kejepit truk"]),
        ("body_injury", ["tangannya putus", "sikile remuk"]),
        ("much_blood", ["darahnya mancur", "getihe gak mandheg terus metu"]),
        ("violence", ["suami memukul saya", "wonge dibacok maling"]),
        ("armed", ["orang itu bawa parang", "maling nggowo arit"]),
        ("bitten", ["ular menggigit adik", "anakku dicokot asu"]),
        ("dangerous_load", ["truk tangki gas terguling", "mobil muat bensin"]),
        ("handled", ["api sudah padam", "wis aman", "sampun dibeto mantri, dibantu"]),
        ("no_longer", ["tidak perlu ambulans", "gak usah dikirim", "mboten perlu"]),
        ("mistaken", ["kirain pingsan", "jebule turu", "tak kira mati, ternyata tidur"]),
        ("dream", ["semalam mimpi kebakaran", "ngimpi dikejar ular"]),
        ("practice", ["ini latihan saja", "gladhen kobongan", "simulasi gempa"]),
        ("if", ["kalau banjir", "nek kobong piye", "menawi wonten lindhu"]),
    ],
)
def test_a_frame_is_found_whatever_the_tongue(frame: str, texts: list[str]) -> None:
    assert {text: frame in frames(text) for text in texts} == dict.fromkeys(texts, True)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("no_breath", "dia masih bernapas"),
        ("no_breath", "tidak apa-apa. napasnya biasa"),
        ("no_breath", "tidak usah kirim siapa pun ke rumah saya, napas saya biasa"),
        ("violence", "suami saya menunggu di rumah"),
        ("body_injury", "tangan saya kotor kena oli"),
        ("handled", "ambulans belum datang"),
    ],
)
def test_a_frame_needs_both_of_its_words_near_and_in_one_sentence(frame: str, text: str) -> None:
    assert frame not in frames(text)


@pytest.mark.parametrize(
    ("lemma", "words"),
    [
        ("tidak", ["gak", "nggak", "ora", "mboten", "tdk"]),
        ("napas", ["ambegane", "ambegan", "nafasnya", "breathing"]),
        ("rumah", ["omahe", "griyanipun", "bengko", "omahku"]),
        ("api", ["geni", "genine", "latunipun", "apoy"]),
        ("anak", ["arek", "lare", "areke", "child"]),
        ("gerak", ["obah", "geraaak"]),
    ],
)
def test_words_of_every_tongue_have_one_lemma(lemma: str, words: list[str]) -> None:
    assert {GLOSSARY.lemma(word) for word in words} == {lemma}


def test_an_unknown_word_is_its_own_lemma_and_has_no_class() -> None:
    assert GLOSSARY.lemma("xyzzy") == "xyzzy"
    assert CLASSES.of("xyzzy") == []


def test_a_word_belongs_to_every_class_that_lists_it_with_or_without_its_endings() -> None:
    assert "body" in CLASSES.of("tanganku")
    assert "weapon" in CLASSES.of("parangnya")
    assert CLASSES.of("tangan") == sorted(CLASSES.of("tangan"))
