"""Callbacks of SMS gateways: the same few members under many names, cut and wrapped anyhow."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.channels.sms.callback import _SPELLINGS, NotACallback, Sms, read_callback

FORM = "application/x-www-form-urlencoded"
WORDS = "tolong kebakaran di pasar"


def read(body: Any, query: str = "") -> list[Sms]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_callback(content, query, "")


@pytest.mark.parametrize("sender", ["from", "sender", "SenderNumber", "MSISDN", "phone", "src"])
@pytest.mark.parametrize("words", ["text", "body", "message", "TextDecoded", "content", "pesan"])
@pytest.mark.parametrize("key", ["id", "MessageSid", "message_id", "uuid", "inboxid"])
def test_members_have_many_names(sender: str, words: str, key: str) -> None:
    [sms] = read({sender: "0812", words: "tolong", key: 7})
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "7")


@pytest.mark.parametrize("envelope", ["data", "payload", "message", "sms"])
def test_an_envelope_is_opened(envelope: str) -> None:
    [sms] = read({envelope: {"from": "0812", "text": "tolong", "id": "A"}})
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "A")


def test_what_the_address_says_and_what_the_body_says_come_together() -> None:
    [sms] = read({"text": "tolong"}, "from=0812&text=lama&id=9")
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "9")


@given(st.permutations([1, 2, 3]), st.integers(0, 2))
def test_the_parts_of_a_long_message_come_in_any_order(order: list[int], lost: int) -> None:
    words = {1: "kebakaran ", 2: "di Jl. ", 3: "Gajah Mada"}
    rows = [
        {
            "SenderNumber": "0812",
            "TextDecoded": words[place],
            "MessageID": 5,
            "SequencePosition": place,
            "PartCount": 3,
        }
        for place in order[lost:]
    ]
    [sms] = read(rows)
    assert sms.text == "".join(words[place] for place in sorted(order[lost:]))
    assert sms.missing == lost


def test_parts_of_two_senders_and_of_two_messages_stay_apart() -> None:
    rows = [
        {"SenderNumber": who, "TextDecoded": who + key, "MessageID": key, "PartCount": 2}
        for who in ("1", "2")
        for key in ("a", "b")
    ]
    assert sorted(sms.text for sms in read(rows)) == ["1a", "1b", "2a", "2b"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1]", b"{", b"[{}]"])
def test_without_any_member_it_is_no_callback(body: bytes) -> None:
    with pytest.raises(NotACallback):
        read(body)


@pytest.mark.parametrize("body", [b"tolong", b"null", b"7"])
def test_a_bare_word_names_nobody_and_says_nothing(body: bytes) -> None:
    [sms] = read(body)
    assert (sms.sender, sms.text) == ("", "")


@given(st.binary(max_size=60), st.text(max_size=20), st.sampled_from(["", FORM, "text/json"]))
def test_no_bytes_break_the_reader(body: bytes, query: str, content_type: str) -> None:
    with suppress(NotACallback):
        assert read_callback(body, query, content_type)


@pytest.mark.parametrize("member", ["sender", "text", "key", "at", "name", "place"])
def test_every_name_is_read_in_every_dress(member: str) -> None:
    for spelling in _SPELLINGS[member]:
        for written in (spelling, spelling.upper(), f"{spelling[:2]}_{spelling[2:]}"):
            [sms] = read({written: "081", "x": 1})
            assert getattr(sms, member) == "081", written


def test_names_with_signs_between_them_are_the_same() -> None:
    [sms] = read({"message-timestamp": "9", "phone_number": "081", "message_id": "A"})
    assert (sms.at, sms.sender, sms.key) == ("9", "081", "A")


@pytest.mark.parametrize("envelope", ["messages", "results", "inbox", "data", "Messages"])
def test_several_in_an_envelope_are_several(envelope: str) -> None:
    rows = [{"from": "1", "text": "tolong"}, 7, {"from": "2", "text": "banjir"}]
    found = read({envelope: rows, "count": 2})
    assert [(sms.sender, sms.text) for sms in found] == [("1", "tolong"), ("2", "banjir")]


@pytest.mark.parametrize("envelope", ["messages", "results"])
def test_an_empty_envelope_says_nothing(envelope: str) -> None:
    [sms] = read({envelope: []})
    assert (sms.sender, sms.text, sms.is_receipt) == ("", "", False)


def encoded(text: str, charset: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(charset))


@pytest.mark.parametrize(
    ("text", "charset", "beside"),
    [
        ("kebakaran café", "utf-8", ""),
        ("kebakaran café", "utf-8", "&charset=UTF-8&coding=0"),
        ("kebakaran café", "latin-1", "&charset=ISO-8859-1"),
        ("kebakaran café", "latin-1", "&charset=windows-1252&coding=1"),
        ("ꦠꦸꦭꦸꦁ kebakaran", "utf-16-be", "&charset=UTF-16BE&coding=2"),
        ("kebakaran ya", "utf-16-be", "&coding=2"),
        ("kebakaran ya", "utf-16-be", "&coding=2&charset="),
    ],
)
def test_words_in_the_address_have_the_character_set_beside_them(
    text: str, charset: str, beside: str
) -> None:
    [sms] = read(b"", f"from=%2B62812&text={encoded(text, charset)}{beside}")
    assert (sms.sender, sms.text) == ("+62812", text)


@pytest.mark.parametrize("charset", ["klingon", "hex", "rot13", "UTF-16", ""])
def test_a_character_set_nobody_knows_costs_no_message(charset: str) -> None:
    [sms] = read(b"", f"from=62812&text=tolong&charset={charset}")
    assert sms.sender == "62812"
    assert sms.text


@pytest.mark.parametrize("sign", ["%00", "%ED%A0%80"])
def test_what_no_database_can_hold_is_replaced(sign: str) -> None:
    [sms] = read(b"", f"from=62812&text=tolong{sign}!")
    assert sms.text.startswith("tolong")
    assert not {"\0", "\ud800"} & set(sms.text)


def row(place: int, text: str, *, header: str, **more: Any) -> dict[str, Any]:
    return {"SenderNumber": "+62812", "TextDecoded": text, "ID": place, "UDH": header} | more


@pytest.mark.parametrize(
    "headers",
    [
        ("050003A20301", "050003A20302", "050003A20303"),
        ("050003a20301", "050003a20302", "050003a20303"),
        ("0608041AB20301", "0608041AB20302", "0608041AB20303"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2), (2,)])
def test_parts_are_joined_by_their_headers(
    headers: tuple[str, ...], order: tuple[int, ...]
) -> None:
    words = ("tolong ", "kebakaran ", "di pasar")
    rows = [row(place, words[place], header=headers[place]) for place in order]
    [sms] = read(rows)
    assert sms.text == "".join(words[place] for place in sorted(order))
    assert sms.missing == 3 - len(order)


def test_parts_of_other_references_and_other_senders_stay_apart() -> None:
    rows = [
        row(1, "satu", header="050003A20201"),
        row(2, "dua", header="050003A30201"),
        row(3, "tiga", header="050003A20202", SenderNumber="+62899"),
        row(4, "empat", header=""),
        row(5, "lima", header="nonsense"),
    ]
    assert sorted(sms.text for sms in read(rows)) == ["dua", "empat", "lima", "satu", "tiga"]


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"Text": "0074006F006C006F006E0067"}, "tolong"),
        ({"Text": "0074", "TextDecoded": "tolong"}, "tolong"),
        ({"Text": "0074006", "TextDecoded": ""}, "0074006"),
        ({"Text": "bukan hex"}, "bukan hex"),
    ],
)
def test_a_row_left_undecoded_is_decoded(members: dict[str, str], text: str) -> None:
    base = {"SenderNumber": "+62812", "Coding": "Unicode_No_Compression"}
    [sms] = read(base | members)
    assert sms.text == text


def test_words_that_look_like_hexadecimal_stay_words() -> None:
    [sms] = read({"from": "+62812", "text": "0812"})
    assert sms.text == "0812"


FONNTE = {"device": "62811", "sender": "62812", "message": WORDS, "text": "non-button message"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, {"text": WORDS, "sender": "62812"}),
        ({"message": ""}, {"text": "", "is_receipt": False}),
        ({"message": "", "text": WORDS}, {"text": WORDS}),
        ({"message": "non-text message", "text": ""}, {"text": ""}),
        (
            {"message": "", "pollname": "ada kebakaran?", "choices": "ya"},
            {"text": "ada kebakaran? ya"},
        ),
        ({"sender": "12036@g.us", "member": "62899"}, {"sender": "62899"}),
        ({"sender": "12036@g.us", "member": ""}, {"sender": "12036@g.us"}),
        ({"name": "Bu Sri"}, {"name": "Bu Sri"}),
        ({"location": "-7.47,112.43"}, {"place": "-7.47,112.43"}),
        ({"url": "https://x.test/a.jpg"}, {"media": ("https://x.test/a.jpg",)}),
        ({"url": ""}, {"media": ()}),
        ({"url": "javascript:alert(1)"}, {"media": ()}),
    ],
)
def test_what_one_gateway_puts_around_the_words(
    members: dict[str, str], expected: dict[str, Any]
) -> None:
    [sms] = read(FONNTE | members)
    assert {name: getattr(sms, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("members", "is_receipt"),
    [
        ({"MessageSid": "S", "MessageStatus": "delivered", "From": "1708", "To": "+62"}, True),
        ({"SmsSid": "S", "SmsStatus": "failed", "From": "1708"}, True),
        ({"SmsSid": "S", "SmsStatus": "received", "From": "+62", "Body": WORDS}, False),
        ({"SmsSid": "S", "SmsStatus": "received", "From": "+62", "Body": ""}, False),
        ({"SmsSid": "S", "SmsStatus": "RECEIVED", "Body": "", "MediaUrl0": "https://x/1"}, False),
        ({"dlr": 1, "from": "1708", "text": "id:7 sub:001 dlvrd:001 stat:DELIVRD"}, True),
        ({"dlr": 8, "from": "1708", "text": "ACK/"}, True),
        ({"dlr": 16, "from": "1708", "text": "NACK/0x00000045/Invalid"}, True),
        ({"dlr": 2, "from": "1708"}, True),
        ({"dlr": "-1", "from": "+62", "text": WORDS}, False),
        ({"dlr": "", "from": "+62", "text": ""}, False),
        ({"status": "delivered", "from": "+62", "text": WORDS}, False),
        ({"MessageStatus": "delivered", "From": "+62", "Body": WORDS}, False),
    ],
)
def test_a_receipt_is_told_from_a_cry_for_help(
    members: dict[str, Any], *, is_receipt: bool
) -> None:
    [sms] = read(members)
    assert sms.is_receipt is is_receipt


def test_a_plus_that_an_operator_ate_is_no_gap() -> None:
    [sms] = read(b"", "from=+6281234567890&text=tolong")
    assert sms.sender == "6281234567890"


@pytest.mark.parametrize("pictures", [0, 1, 3])
def test_every_picture_is_kept(pictures: int) -> None:
    urls = {f"MediaUrl{place}": f"https://x.test/{place}" for place in range(pictures)}
    [sms] = read({"From": "+62", "Body": "", "NumMedia": str(pictures)} | urls)
    assert sms.media == tuple(urls.values())
