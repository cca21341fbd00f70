"""What a WhatsApp message says: its words, what is attached, the pin, the number it hands over.

Every part is read as it comes; one that is not as promised is left out, and its texts are found all
the same.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from dispatch.kernel.texts import loads_clean
from intake.location.evidence import Fix, Method
from intake.location.spellings import judge, said_in
from intake.pipeline.items import Media
from intake.pipeline.loose import TEXT_MOST, lines, listed, members, plain, texts_in
from intake.pipeline.said import instead_of_words
from routing.value_object import value_object

MEDIA_KINDS: Final = ("image", "video", "audio", "document", "sticker")
# Names that a form's builder adds around a question's own: screen_0_Lokasi_1.
_SCREEN: Final = re.compile(r"^screen_\d+_|_\d+$")
_OPTION: Final = re.compile(r"^\d+_")
_FORMS_DEEP: Final = 4
_PIN: Final = frozenset({"latitude", "longitude", "lat", "lng", "lon", "coordinates"})
_ADDRESS_NAMES: Final = frozenset({"lokasi", "alamat", "address", "location", "tempat"})
# What is about a message and not in it.
_ABOUT: Final = frozenset(
    {
        "id",
        "from",
        "from_user_id",
        "from_parent_user_id",
        "timestamp",
        "type",
        "context",
        "errors",
        "referral",
        "group_id",
        "recipient_id",
        "flow_token",
        "mime_type",
        "sha256",
        "url",
        "message_id",
        "original_message_id",
        "wa_id",
        "user_id",
        "title",
        "details",
        "catalog_id",
        "origin",
    }
)


@value_object
class Content:
    """What a message says; `spoken` says whether there are words of the sender's own in it."""

    text: str = ""
    spoken: bool = False
    media: tuple[Media, ...] = ()
    fix: Fix | None = None
    address: str | None = None
    number: str | None = None
    flags: tuple[str, ...] = ()


def content_of(message: Mapping[str, Any]) -> Content:
    """Return what the message says."""
    edit = members(members(message.get("edit")).get("message"))
    media = tuple(_media(message)) or tuple(_media(edit))
    form, address = _form(message)
    fix, place_flags, named = _place(_located(message) or _located(edit))
    number, contact = _contacts(message)
    words = lines(_words_of(message), _words_of(edit), form, contact)
    is_known = any((words, media, fix, named, number, _reply_of(message)))
    found = words or ("" if is_known else lines(*texts_in(message, _ABOUT)))
    return Content(
        text=(found or _placeholder(message, edit, media))[:TEXT_MOST],
        spoken=bool(found),
        media=media,
        fix=fix,
        address=named or address,
        number=number,
        flags=place_flags,
    )


def _words_of(message: Mapping[str, Any]) -> str:
    text, button = message.get("text"), members(message.get("button"))
    interactive, order = members(message.get("interactive")), members(message.get("order"))
    said = [
        plain(members(text).get("body")) or plain(text),
        plain(button.get("text")) or plain(button.get("payload")),
        *(_reply(interactive.get(name)) for name in ("button_reply", "list_reply")),
        plain(order.get("text")),
        *(_ordered(item) for item in listed(order.get("product_items"))),
        *(plain(members(message.get(kind)).get("caption")) for kind in _kinds(message)),
        plain(members(message.get("system")).get("body")),
    ]
    return "\n".join(one for one in said if one)


def _kinds(message: Mapping[str, Any]) -> list[str]:
    """Return under which names a caption may stand: one of next year is its own type's."""
    new = _new_kind(message)
    return [*MEDIA_KINDS] if new is None else [*MEDIA_KINDS, new]


def _new_kind(message: Mapping[str, Any]) -> str | None:
    """Return the message's type where it is none of the kinds of files that we know."""
    kind = message.get("type")
    return kind if isinstance(kind, str) and kind not in MEDIA_KINDS else None


def _reply(reply: Any) -> str:
    found = members(reply)
    return f"{plain(found.get('title'))} {plain(found.get('description'))}".strip()


def _ordered(item: Any) -> str:
    found = members(item)
    return f"{plain(found.get('quantity'))} x {plain(found.get('product_retailer_id'))}".strip(" x")


def _form(message: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the answers of a form, a line each, and the address among them."""
    reply = _reply_of(message)
    raw = reply.get("response_json")
    if isinstance(raw, str):
        try:
            raw = loads_clean(raw.encode("utf-8", "replace"))
        except orjson.JSONDecodeError:
            return raw, None
    answers = dict(_answers(members(raw)))
    said = lines(*(f"{name}: {value}" for name, value in answers.items() if value))
    address = next((text for name, text in answers.items() if name.lower() in _ADDRESS_NAMES), None)
    return said or (plain(reply.get("body")) if raw is None else ""), address or None


def _reply_of(message: Mapping[str, Any]) -> dict[str, Any]:
    return members(members(message.get("interactive")).get("nfm_reply"))


def _answers(form: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield question and answer; those of a form within the form stand among them."""
    for name, value in form.items():
        if name in _ABOUT:
            continue
        if isinstance(value, dict) and depth < _FORMS_DEEP:
            yield from _answers(value, depth + 1)
        else:
            yield _SCREEN.sub("", _SCREEN.sub("", name)).replace("_", " ").strip(), _answer(value)


def _answer(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | dict):
        return ", ".join(_OPTION.sub("", text) for text in texts_in(value, _ABOUT))
    return _OPTION.sub("", plain(value))


def _contacts(message: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the number its sender hands over as his own, and other contacts as words."""
    others: list[str] = []
    own: str | None = None
    asked = message.get("origin") == "contact_request"
    for contact in map(members, listed(message.get("contacts"))):
        numbers = [
            plain(members(phone).get("phone")) or plain(members(phone).get("wa_id"))
            for phone in listed(contact.get("phones"))
        ]
        numbers = [number for number in numbers if number]
        if numbers and (asked or contact.get("origin") == "contact_request"):
            own = own or numbers[0]
            continue
        name = plain(members(contact.get("name")).get("formatted_name"))
        others.append(f"{name} {', '.join(numbers)}".strip())
    return own, lines(*others)


def _media(message: Mapping[str, Any]) -> Iterator[Media]:
    for kind in MEDIA_KINDS:
        if message.get(kind) is not None:
            part = members(message[kind])
            yield _one_of(part, "voice" if part.get("voice") is True else kind)
    # A kind of next year still says that it is a file.
    new = _new_kind(message)
    part = {} if new is None else members(message.get(new))
    if part.get("id") and part.get("mime_type"):
        kind = plain(part["mime_type"]).partition("/")[0]
        yield _one_of(part, kind if kind in MEDIA_KINDS else "document")


def _one_of(part: Mapping[str, Any], kind: str) -> Media:
    return Media(
        external_ref=plain(part.get("id"), 500) or "unknown",
        kind=kind,
        mime=plain(part.get("mime_type"), 200),
        sha256=plain(part.get("sha256"), 200) or None,
        filename=plain(part.get("filename"), 300) or None,
    )


def _placeholder(
    message: Mapping[str, Any], edit: Mapping[str, Any], media: tuple[Media, ...]
) -> str:
    """Return what people read in place of words: there is something to hear or to look at."""
    kinds = [part.kind for part in media] or [str((edit or message).get("type"))]
    return instead_of_words(kinds)


def _located(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pin of a message, also of one that is called something else (a live one)."""
    kind = message.get("type")
    parts = [message.get("location"), message.get(kind) if isinstance(kind, str) else None]
    pins = (part for part in map(members, parts) if not _PIN.isdisjoint(part))
    return next(pins, members(parts[0]))


def _place(part: Mapping[str, Any]) -> tuple[Fix | None, tuple[str, ...], str | None]:
    named = [plain(part.get(name), 300) for name in ("name", "address")]
    address = ", ".join(text for text in named if text) or None
    said = said_in(part) or said_in(part.get("url"))
    if said is None:
        return None, (), address
    found = judge(said, Method.PIN)
    if isinstance(found, Fix):
        return found, found.flags, address
    return None, (found.code,), address
