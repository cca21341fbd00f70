"""The parts of an Indonesian address that stand around a name.

House number, RT and RW, and words like "depan" or "perempatan".
"""

import re
from dataclasses import dataclass

_RT_RW = re.compile(
    r"\brt\s*\.?\s*0*(\d{1,3})(?:\s*[/,.-]?\s*(?:rw\s*\.?\s*)?0*(\d{1,3}))?", re.IGNORECASE
)
_RW = re.compile(r"\brw\s*\.?\s*0*(\d{1,3})", re.IGNORECASE)

STREET_WORDS = frozenset({"jl", "jln", "jalan", "dalan", "gg", "gang", "margi", "embong", "lorong"})
AREA_WORDS = {
    "kel": "kelurahan",
    "kelurahan": "kelurahan",
    "desa": "kelurahan",
    "ds": "kelurahan",
    "kec": "kecamatan",
    "kecamatan": "kecamatan",
    "ling": "lingkungan",
    "lingk": "lingkungan",
    "lingkungan": "lingkungan",
    "kampung": "lingkungan",
    "dusun": "lingkungan",
    "dsn": "lingkungan",
    "perum": "lingkungan",
}
NUMBER_WORDS = frozenset({"no", "nomor", "nomer", "nmr"})
# How far from the named place the event may be, by the word before it.
RELATIONS = {
    "depan": 50.0, "dpn": 50.0, "ngarep": 50.0, "ngarepe": 50.0, "ngajeng": 50.0,
    "sebelah": 80.0, "sblh": 80.0, "samping": 80.0, "sisih": 80.0, "pinggir": 100.0,
    "belakang": 100.0, "blkg": 100.0, "mburi": 100.0, "mburine": 100.0,
    "dekat": 250.0, "dkt": 250.0, "deket": 250.0, "cedhak": 250.0, "cedak": 250.0, "sekitar": 400.0, "sekitaran": 400.0, "area": 400.0,
    "caket": 250.0,
    "perempatan": 80.0, "prapatan": 80.0, "pertigaan": 80.0, "protelon": 80.0, "simpang": 80.0, "simpangan": 80.0, "bundaran": 80.0,
    "utara": 300.0, "selatan": 300.0, "timur": 300.0, "barat": 300.0, "lor": 300.0, "kidul": 300.0, "wetan": 300.0, "kulon": 300.0,
}  # fmt: skip

# Cities and regencies whose streets often have the same names as ours.
_CITIES = (
    "surabaya sidoarjo jombang gresik lamongan kediri blitar malang pasuruan probolinggo nganjuk madiun tuban bojonegoro bangkalan "
    "sampang pamekasan sumenep tulungagung trenggalek ponorogo magetan ngawi lumajang jember banyuwangi bondowoso situbondo pacitan "
    "jakarta semarang bandung yogyakarta jogja denpasar"
)
OTHER_CITIES = frozenset(_CITIES.split())
_OUR_CITY = "mojokerto"
_CITY_WORDS = frozenset({"kota", "kab", "kabupaten"})
# After these the city is where somebody or something comes from or goes to, not where it happens.
_PASSING = "dari arah jurusan ke menuju tujuan asal plat nopol warga orang wong tiyang bus bis truk mobil motor soko saka teko menyang"
_COMING_OR_GOING = frozenset(_PASSING.split())


def find_other_city(words: list[str]) -> str | None:
    """Return the other city in which a text says that it happens.

    None when it names ours as well.
    """
    if _OUR_CITY in words:
        return None
    for place, word in enumerate(words):
        if word in OTHER_CITIES:
            before = place - 1
            while before >= 0 and words[before] in _CITY_WORDS:
                before -= 1
            if before < 0 or words[before] not in _COMING_OR_GOING:
                return word
    return None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """RT and RW (neighbourhood units), as far as the text tells them."""

    rt: int | None = None
    rw: int | None = None

    def __str__(self) -> str:
        """Return the usual form, "RT 3 RW 1"."""
        parts = (
            f"RT {self.rt}" if self.rt is not None else "",
            f"RW {self.rw}" if self.rw is not None else "",
        )
        return " ".join(part for part in parts if part)


def find_neighbourhood(text: str) -> Neighbourhood:
    """Return the first RT and RW of `text`: "RT 3 RW 1", "rt03/01", "RW 05"."""
    found = _RT_RW.search(text)
    if found is not None:
        rw = found.group(2)
        if rw is None:
            alone = _RW.search(text)
            rw = alone.group(1) if alone is not None else None
        return Neighbourhood(int(found.group(1)), int(rw) if rw is not None else None)
    alone = _RW.search(text)
    return Neighbourhood(None, int(alone.group(1))) if alone is not None else Neighbourhood()


def find_number(words: list[str], place: int) -> int | None:
    """Return the house number that stands at `place` ("151", "no 151")."""
    if place < len(words) and words[place] in NUMBER_WORDS:
        place += 1
    if place < len(words) and words[place].isdigit() and len(words[place]) <= _DIGITS_AT_MOST:
        return int(words[place])
    return None


_DIGITS_AT_MOST = 4
