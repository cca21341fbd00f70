"""The members of a message as one neutral report. Pure; refuses nothing."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from intake.channels.api.members import Members
from intake.channels.api.read_body import Body
from intake.location.evidence import Fix
from intake.location.spellings import ACCURACY, INSIDE, LAT, LON, Said, judge, said_in
from intake.pipeline.neutral import NeutralReport
from intake.reports.schemas import TEXT_MAX
from routing.position import in_country
from routing.value_object import value_object

KEY_MAX: Final = 300
_CHANNEL_MAX: Final = 40
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9_.:]+")
_WORDS: Final = (
    "text",
    "message",
    "description",
    "body",
    "pesan",
    "laporan",
    "keterangan",
    "isi",
    "content",
    "msg",
    "words",
    "details",
    "note",
)
_ADDRESS: Final = ("address", "address_string", "alamat", "place_name", "lokasi")
_PLACE_TEXT: Final = ("text", "name", "label", "kelurahan")
_PLACE: Final = ("location", "lokasi_koordinat", "lokasi", "koordinat", "loc", "place", "titik")
_PHONE: Final = (
    *("phone", "number", "phone_number", "msisdn", "no_hp", "hp", "nomor_hp", "telepon", "telp"),
    *("no_telp", "nomor", "wa", "whatsapp"),
)
_OCCURRED: Final = ("occurred_at", "requested_datetime", "waktu", "timestamp")
_MEDIA: Final = ("media_url", "photo_url", "image_url", "foto_url")
_KEY: Final = ("external_id", "id", "client_ref", "message_id")


@value_object(kw_only=True)
class Context:
    """What is known beside the body: who sends, by which channel if the body does not say, when."""

    now: datetime
    sender: str
    channel: str
    key: str | None
    new_key: str
    raw: bytes
    content_type: str = "application/json"


def channel_of(members: Members, usual: str) -> str:
    """Take the channel's name: small letters, no spaces; `usual` when it names none."""
    said = members.take("channel", "saluran")
    if not isinstance(said, str):
        members.flag("channel", "missing" if said is None else "wrong_type")
        return usual
    name = _NOT_IN_NAMES.sub("-", said.strip().lower()).strip("-_.:")[:_CHANNEL_MAX]
    if name != said:
        members.flag("channel", "spelling")
    return name or usual


def read_report(body: Body, members: Members, context: Context) -> NeutralReport:
    """Return the report; what was wrong stands in its flags, unknown members in `extra`."""
    who = _reporter(members)
    fix, method, address = _place(members)
    text = _words(members)
    external_id = _key(members, context)
    now = context.now
    values: dict[str, Any] = {
        "language": members.text("language", "lang", longest=10),
        "occurred_at": members.moment(*_OCCURRED, now=now),
        "answered_at": members.moment("answered_at", now=now),
        "received_at": members.moment("received_at", now=now) or now,
        "declared_type": _type(members),
        "declared_priority": members.whole("priority", "prioritas", low=1, high=5),
        "media": _media(members),
        "drill": members.truth("drill") or False,
        "opens": members.truth("open"),
    }
    if not text:
        text = members.words()[:TEXT_MAX]
        members.flag("text", "from_other_members" if text else "missing")
    extra = members.extra()
    return NeutralReport(
        channel=context.channel,
        external_id=external_id,
        text=text,
        lat=None if fix is None else fix.lat,
        lon=None if fix is None else fix.lon,
        accuracy_m=None if fix is None else fix.accuracy_m,
        location_method=None if fix is None else method or str(fix.method),
        address=address,
        extra=extra,
        has_media=bool(values["media"]),
        flags=tuple(dict.fromkeys((*body.flags, *members.flags))),
        sender=context.sender,
        raw=context.raw,
        content_type=context.content_type,
        **who,
        **values,
    )


def _words(members: Members) -> str:
    """Take the words, under whatever name and in whatever form they come."""
    value = members.take(*_WORDS)
    if isinstance(value, dict | list):
        members.flag("text", "wrong_type")
        inner = Members({"text": value})
        value = inner.words() or None
    elif isinstance(value, bool | int | float):
        members.flag("text", "wrong_type")
    text = "" if value is None else str(value)
    if len(text) > TEXT_MAX:
        members.flag("text", "too_long")
    return text[:TEXT_MAX]


def _type(members: Members) -> str | None:
    said = members.text("type", "jenis", "category", "kategori", longest=40)
    return None if said is None else _NOT_IN_NAMES.sub("_", said.lower())


def _key(members: Members, context: Context) -> str:
    """Take the message's own key; one that is none still makes the same message the same."""
    value = members.take(*_KEY)
    if value is not None and not isinstance(value, str | int | float):
        members.flag("external_id", "wrong_type")
        members.put_back("external_id", value)
        return context.key or f"body:{hashlib.sha256(context.raw).hexdigest()}"
    key = str(value).strip() if value is not None else ""
    key = key or context.key or context.new_key
    if len(key) <= KEY_MAX:
        return key
    members.flag("external_id", "too_long")
    return f"{key[:200]}#{hashlib.sha256(key.encode()).hexdigest()}"


def _reporter(members: Members) -> dict[str, Any]:
    inner = Members(_said_of_reporter(members), "reporter.")
    found = {
        "reporter_name": inner.text("name", "nama", "full_name", longest=200)
        or members.text("reporter_name", "name", "nama", longest=200)
        or _two_names(members),
        "reporter_phone": inner.text(*_PHONE, longest=60)
        or members.text("reporter_phone", *_PHONE, longest=60),
        "reporter_ref": inner.text("ref", "id", "email", longest=200)
        or members.text("reporter_ref", "email", longest=200),
        "anonymous": bool(
            inner.truth("anonymous", "is_anonymous") or members.truth("anonymous", "is_anonymous")
        ),
    }
    _merge(members, inner, "reporter")
    return found


def _said_of_reporter(members: Members) -> Mapping[str, Any]:
    """Take who reports: an object, a list of one, or just a name or a number."""
    said = members.take("reporter", "pelapor", "caller", "sender", "from")
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if isinstance(said, str | int) and not isinstance(said, bool):
        return {"phone" if any(mark.isdigit() for mark in str(said)) else "name": said}
    if said is not None and not isinstance(said, Mapping):
        members.flag("reporter", "wrong_type")
    return said if isinstance(said, Mapping) else {}


def _two_names(members: Members) -> str | None:
    names = [members.text(name, longest=100) for name in ("first_name", "last_name")]
    return " ".join(name for name in names if name) or None


def _place(members: Members) -> tuple[Fix | None, str | None, str | None]:
    """Take the place: a position that can be one, how it is known, and the address beside it."""
    said = members.take(*_PLACE)
    inner = Members(said if isinstance(said, Mapping) else {}, "location.")
    position, method = said_in(said), inner.text("method", "source", longest=40)
    address = _address(said, inner, members)
    if position is None and not isinstance(said, Mapping | str | None):
        members.flag("location", "wrong_type")
    accuracy = members.take("accuracy_m", "accuracy")
    position = position or _outside(members)
    _merge(members, inner, "location")
    if position is None:
        if accuracy is not None:
            members.flag("location", "accuracy_unusable")
        return None, None, address
    if position.accuracy_m is None:
        position = replace(position, accuracy_m=accuracy)
    found = judge(position, method)
    fix = found if isinstance(found, Fix) else None
    for code in found.flags if isinstance(found, Fix) else (found.code,):
        members.flag("location", code.removeprefix("location."))
    return fix, method, address


def _address(said: Any, inner: Members, members: Members) -> str | None:
    """Take the address, inside the location or beside it; a text that is no position is one."""
    address = inner.text(*_ADDRESS, *_PLACE_TEXT, longest=500)
    for name in (*LAT, *LON, *ACCURACY, *INSIDE, "type", "altitude", "properties"):
        inner.take(name)
    if isinstance(said, str) and said_in(said) is None:
        address = said.strip()[:500]
    return address or members.text(*_ADDRESS, longest=500)


def _outside(members: Members) -> Said | None:
    """Take a position that stands among the report's own members, as Open311 has it."""
    lat, lon = members.take("lat", "latitude"), members.take("lon", "lng", "long", "longitude")
    if lat is not None or lon is not None:
        return Said(lat, lon)
    for name in ("coordinates", "coords", "position", "geometry", "geolocation", "geo", "gps"):
        value = members.take(name)
        found = said_in(value)
        if found is not None:
            return found
        if value is not None:
            members.put_back(name, value)
    return _anywhere(members)


def _anywhere(members: Members) -> Said | None:
    """Take a position under a name nobody knows, if it can be one of this country."""
    for name, value in members.left().items():
        found = said_in(value) if name not in _WORDS else None
        fix = None if found is None else judge(found, None)
        if isinstance(fix, Fix) and in_country(fix.lat, fix.lon):
            members.take(name)
            return found
    return None


def _media(members: Members) -> tuple[dict[str, str], ...]:
    """Take the addresses of pictures; nobody fetches them by themselves."""
    said = members.take(*_MEDIA)
    addresses = [
        one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)
    ]
    return tuple({"ref": address[:500], "kind": "file"} for address in addresses)


def _merge(members: Members, inner: Members, name: str) -> None:
    """Keep what is odd and what is left of an inner object with the message's own."""
    left = inner.extra()
    for code in inner.flags:
        member, _, what = code.rpartition(".")
        if not member.endswith("extra"):
            members.flag(member, what)
    if left:
        members.put_back(name, left)
