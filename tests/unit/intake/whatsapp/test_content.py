"""What a message says: words, pin, pictures, forms, in every type the network has and will have."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.whatsapp.content import MEDIA_KINDS, Content, content_of
from intake.location.evidence import Method

WORDS = "tolong rumah saya kebakaran"
PIN = {"latitude": -7.4716, "longitude": 112.4401}


def form(answers: Any, **reply: Any) -> Content:
    said = {"body": "Sent", "response_json": answers} | reply
    kind = {"type": "nfm_reply", "nfm_reply": said}
    return content_of({"type": "interactive", "interactive": kind})


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": {"body": WORDS}},
        {"type": "text", "text": WORDS},
        {"type": "text", "text": {"body": f"  {WORDS}\n"}},
        {"type": "button", "button": {"text": WORDS, "payload": "P1"}},
        {"type": "button", "button": {"payload": WORDS}},
        {"type": "interactive", "interactive": {"button_reply": {"id": "1", "title": WORDS}}},
        {"type": "interactive", "interactive": {"list_reply": {"id": "1", "title": WORDS}}},
        {"type": "order", "order": {"catalog_id": "c", "text": WORDS}},
        {"type": "system", "system": {"body": WORDS}},
        {"type": "ephemeral", "text": {"body": WORDS}, "errors": [{"code": 131051}]},
        {"type": "unsupported", "unsupported": {"type": "poll", "caption": WORDS}},
        {"type": "live_location", "live_location": PIN | {"caption": WORDS}},
        {"type": "poll_creation", "poll": {"name": WORDS}},
        {"type": "album", "album": {"images": [{"id": "1", "caption": WORDS}]}},
        {"type": "payment", "payment": {"reference": {"note": WORDS}}},
        {"type": None, "body": WORDS},
        {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": WORDS}}}},
        {"type": "edit", "edit": {"original_message_id": "w0", "text": {"body": WORDS}}},
        *({"type": kind, kind: {"id": "M1", "caption": WORDS}} for kind in MEDIA_KINDS),
        *(
            {
                "type": "edit",
                "edit": {"message": {"type": kind, kind: {"id": "M", "caption": WORDS}}},
            }
            for kind in MEDIA_KINDS
        ),
    ],
)
def test_the_words_are_found_wherever_they_stand(message: dict[str, Any]) -> None:
    found = content_of(message)
    assert (found.text, found.spoken) == (WORDS, True)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            {"interactive": {"list_reply": {"title": "Kebakaran", "description": "rumah"}}},
            "Kebakaran rumah",
        ),
        (
            {"order": {"product_items": [{"quantity": "2", "product_retailer_id": "AMBULAN"}]}},
            "2 x AMBULAN",
        ),
        (
            {"order": {"product_items": {"quantity": 2, "product_retailer_id": "AMBULAN"}}},
            "2 x AMBULAN",
        ),
        ({"order": {"product_items": [{"product_retailer_id": "PERAHU"}, 7, None]}}, "PERAHU"),
        ({"text": {"body": 112}}, "112"),
        ({"text": {"body": "a"}, "image": {"caption": "b"}}, "a\nb"),
        ({"contacts": [{"name": {"formatted_name": "Pak RT"}}]}, "Pak RT"),
        (
            {"contacts": {"name": {"formatted_name": "Pak RT"}, "phones": {"phone": "0812"}}},
            "Pak RT 0812",
        ),
        ({"contacts": [{"phones": [{"wa_id": "62812"}, {"phone": "0813"}]}]}, "62812, 0813"),
        ({"contacts": [{"vcard": "TEL:0812"}]}, "TEL:0812"),
    ],
)
def test_words_of_several_parts_stand_together(message: dict[str, Any], text: str) -> None:
    assert content_of(message).text == text


def test_a_text_is_cut_where_no_person_would_read_on() -> None:
    assert len(content_of({"text": {"body": "tolong " * 9_000}}).text) == 20_000


@pytest.mark.parametrize(
    ("part", "lat", "address", "flags"),
    [
        (PIN, -7.4716, None, ()),
        (PIN | {"name": "Pasar", "address": "Jl. Residen"}, -7.4716, "Pasar, Jl. Residen", ()),
        ({"latitude": "-7.4716", "longitude": "112.4401"}, -7.4716, None, ()),
        ({"lat": -7.4716, "lng": 112.4401}, -7.4716, None, ()),
        ({"coordinates": [112.4401, -7.4716]}, -7.4716, None, ()),
        (PIN | {"accuracy": -5}, -7.4716, None, ("location.accuracy_unusable",)),
        ({"latitude": 112.4401, "longitude": -7.4716}, None, None, ("location.swapped",)),
        (
            {"latitude": 0, "longitude": 0, "name": "Rumah"},
            None,
            "Rumah",
            ("location.null_island",),
        ),
        ({"latitude": -7.4716}, None, None, ("location.not_a_number",)),
        ({"latitude": 97, "longitude": 112}, None, None, ("location.out_of_range",)),
        ({"name": "Pasar Tanjung"}, None, "Pasar Tanjung", ()),
        ({}, None, None, ()),
    ],
)
@pytest.mark.parametrize("kind", ["location", "live_location", "edit"])
def test_a_pin_is_a_place_in_every_spelling(
    kind: str, part: dict[str, Any], lat: float | None, address: str | None, flags: tuple[str, ...]
) -> None:
    inside = {"edit": {"message": {"type": "location", "location": part}}}
    found = content_of({"type": kind, kind: inside.get(kind, part)})
    assert (found.fix and found.fix.lat, found.flags) == (lat, flags)
    assert found.address == address or (lat is None and kind == "live_location")
    assert found.fix is None or found.fix.method is Method.PIN


@pytest.mark.parametrize(
    ("url", "lat"),
    [
        ("https://maps.google.com/?q=-7.4716,112.4401", -7.4716),
        ("geo:-7.4716,112.4401", -7.4716),
        ("https://example.test/pasar", None),
    ],
)
def test_a_place_may_be_a_link_to_a_map(url: str, lat: float | None) -> None:
    found = content_of({"type": "location", "location": {"url": url, "name": "Pasar"}})
    assert (found.fix and found.fix.lat, found.address) == (lat, "Pasar")


@pytest.mark.parametrize("kind", MEDIA_KINDS)
@pytest.mark.parametrize(
    ("part", "ref"), [({"id": "M1"}, "M1"), ({"id": 77}, "77"), ({}, "unknown"), ("M1", "unknown")]
)
def test_what_is_attached_is_kept_by_its_id(kind: str, part: Any, ref: str) -> None:
    found = content_of({"type": kind, kind: part})
    assert [(media.kind, media.external_ref) for media in found.media] == [(kind, ref)]
    assert (found.text[:1], found.spoken) == ("[", False)


def test_a_voice_note_is_told_from_a_sound_file() -> None:
    voice = content_of({"type": "audio", "audio": {"id": "A", "voice": True}})
    sound = content_of({"type": "audio", "audio": {"id": "A", "voice": False}})
    assert [voice.media[0].kind, sound.media[0].kind] == ["voice", "audio"]


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("video/mp4", "video"),
        ("image/webp", "image"),
        ("application/zip", "document"),
        (7, "document"),
    ],
)
def test_a_file_of_an_unknown_kind_is_kept(mime: Any, kind: str) -> None:
    note = {"id": "V1", "mime_type": mime, "sha256": "x", "filename": "a"}
    [media] = content_of({"type": "video_note", "video_note": note}).media
    assert (media.external_ref, media.kind, media.filename) == ("V1", kind, "a")


@pytest.mark.parametrize(
    ("answers", "lines", "address"),
    [
        ({"screen_0_Jenis_0": "0_Kebakaran"}, ["Jenis: Kebakaran"], None),
        ({"screen_2_Nama_Anda_14": "Bu Sri"}, ["Nama Anda: Bu Sri"], None),
        ({"lokasi": "Jl. Majapahit 5"}, ["lokasi: Jl. Majapahit 5"], "Jl. Majapahit 5"),
        ({"screen_0_ALAMAT_1": "Sinoman"}, ["ALAMAT: Sinoman"], "Sinoman"),
        ({"a": True, "b": False}, ["a: ya", "b: tidak"], None),
        ({"Korban": ["0_Dewasa", "1_Anak"]}, ["Korban: Dewasa, Anak"], None),
        ({"jumlah": 3, "catatan": ""}, ["jumlah: 3"], None),
        (
            {"values": {"address": "Jl. Gajah Mada 151"}},
            ["address: Jl. Gajah Mada 151"],
            "Jl. Gajah Mada 151",
        ),
        ({"flow_token": "unused", "x": "y"}, ["x: y"], None),
        ({}, [], None),
    ],
)
@pytest.mark.parametrize("written", [json.dumps, lambda value: value])
def test_the_answers_of_a_form_are_lines(
    written: Any, answers: dict[str, Any], lines: list[str], address: str | None
) -> None:
    found = form(written(answers))
    assert (found.text, found.address) == ("\n".join(lines), address)
    assert found.spoken is bool(lines)


@pytest.mark.parametrize(
    ("raw", "text"), [("{rusak", "{rusak"), (None, "Sent"), ("[]", ""), ("7", ""), ("null", "Sent")]
)
def test_a_form_that_cannot_be_read_is_shown_as_it_came(raw: Any, text: str) -> None:
    assert form(raw).text == text


@pytest.mark.parametrize(
    ("message", "number", "text"),
    [
        ({"origin": "contact_request", "contacts": [{"phones": [{"phone": "0812"}]}]}, "0812", ""),
        (
            {"contacts": [{"origin": "contact_request", "phones": [{"wa_id": "62812"}]}]},
            "62812",
            "",
        ),
        ({"contacts": [{"phones": [{"phone": "0812"}]}]}, None, "0812"),
        ({"origin": "contact_request", "contacts": [{"phones": []}]}, None, ""),
        (
            {
                "origin": "contact_request",
                "contacts": [{"phones": [{"phone": "0812"}]}, {"phones": [{"phone": "0813"}]}],
            },
            "0812",
            "",
        ),
    ],
)
def test_a_number_that_was_asked_for_is_the_senders_own(
    message: dict[str, Any], number: str | None, text: str
) -> None:
    found = content_of({"type": "contacts"} | message)
    assert (found.number, found.text) == (number, text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
PARTS = [*MEDIA_KINDS, "location", "contacts", "interactive", "order", "button", "edit", "type"]


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from(PARTS), JSON, max_size=5))
def test_no_part_costs_the_words(parts: dict[str, Any]) -> None:
    found = content_of(parts | {"text": {"body": WORDS}})
    assert WORDS in found.text
    assert found.spoken
