"""What the forms of people have in common: the city's page, the counter.

What it is (class and category of SP4N-LAPOR!), where (RT, RW, kelurahan beside the words), and
files that are only named. Pure; whatever cannot be used is flagged.
"""

from collections.abc import Mapping
from typing import Any, Final

from intake.channels.api.members import Members
from intake.location.spellings import said_in
from intake.pipeline.items import Media
from intake.reports.schemas import TEXT_MAX

SHORT: Final = 100
_PLACE: Final = ("location", "lokasi")
_ADDRESS: Final = ("address", "address_string", "alamat")
_PLACE_WORDS: Final = (*_ADDRESS, "text", "name", "label")
_AREAS: Final = (("rt", "RT"), ("rw", "RW"), ("kelurahan", "Kel."), ("kecamatan", "Kec."))
_FILES_MOST: Final = 20
_ADDRESS_MOST: Final = 500


def take_kind(members: Members) -> dict[str, Any]:
    """Take class, category and whether it is secret: kept beside the report, and decide nothing."""
    if members.truth("consent_privacy", "consent") is False:
        members.flag("consent_privacy", "refused")
    kind = {
        "class": members.text("type", "jenis", longest=SHORT),
        "category": members.text("category", "kategori", longest=SHORT),
        "secret": members.truth("is_secret", "secret", "rahasia"),
    }
    return {name: value for name, value in kind.items() if value}


def with_category(text: str, category: str | None) -> str:
    """Return the words with the category that was chosen: it may be all that says "fire"."""
    if category is None or category.casefold() in text.casefold():
        return text
    return f"{text}\n({category})".strip()[:TEXT_MAX]


def take_place(members: Members) -> None:
    """Put the words of the place together: where it is, RT, RW, kelurahan."""
    said = members.take(*_PLACE)
    inner = Members(said if isinstance(said, Mapping) else {}, "location.")
    words = inner.text(*_PLACE_WORDS, longest=_ADDRESS_MOST)
    if isinstance(said, str) and said_in(said) is None:
        words, said = said.strip(), None
    words = words or members.text(*_ADDRESS, longest=_ADDRESS_MOST) or ""
    whole = _with_area(words, inner, members)[:_ADDRESS_MOST]
    for code in inner.flags:
        member, _, what = code.rpartition(".")
        members.flag(member, what)
    rest = inner.left() if isinstance(said, Mapping) else said
    for name, value in (("location", rest), ("address", whole)):
        if value:
            members.put_back(name, value)


def _with_area(words: str, inner: Members, members: Members) -> str:
    """Return the words of a place with what was said of RT, RW and kelurahan beside them."""
    for name, short in _AREAS:
        value = inner.text(name, longest=SHORT) or members.text(name, longest=SHORT)
        if value is not None and value.casefold() not in words.casefold():
            words = f"{words}, {_named(short, value)}".removeprefix(", ")
    return words


def _named(short: str, value: str) -> str:
    return value if value.casefold().startswith(short.casefold()) else f"{short} {value}"


def take_files(members: Members) -> tuple[Media, ...]:
    """Take the names of files; the files themselves are not sent to us."""
    said = members.take("attachments", "lampiran")
    files = said if isinstance(said, list) else [said]
    found = tuple(_file(file) for file in files[:_FILES_MOST] if isinstance(file, str | Mapping))
    if found:
        members.flag("attachments", "not_sent")
    elif said is not None:
        members.put_back("attachments", said)
    return found


def _file(said: str | Mapping[str, Any]) -> Media:
    of = Members({"filename": said} if isinstance(said, str) else said)
    name = of.text("filename", "name", longest=SHORT) or "?"
    mime = of.text("mime", "content_type", longest=SHORT) or ""
    kind = mime.partition("/")[0]
    return Media(
        external_ref=name,
        kind=kind if kind in {"image", "video", "audio"} else "file",
        mime=mime,
        sha256=of.text("sha256", longest=SHORT),
        filename=name,
    )
