"""Letters as mail programs of all kinds write them, and as they break on the way."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.channels.email.adapter import EmailAdapter
from intake.channels.email.page import text_of_page
from intake.pipeline.items import Ignored, Item, Message, Unparsable
from tests.contract.ways import SENT, WORDS, letter

AT = datetime.fromtimestamp(SENT + 20, UTC)


def parse(body: bytes) -> Item:
    [item] = EmailAdapter().parse(body, received_at=AT)
    return item


def read(body: bytes) -> Message:
    item = parse(body)
    assert isinstance(item, Message)
    return item


def written(text: str, page: str = "", subject: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Sri <sri@example.test>", subject
    made["Message-ID"] = "<m2@example.test>"
    made["Date"] = datetime.fromtimestamp(SENT, UTC)
    made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html")
    return made


def test_a_letter_is_known_by_its_id_its_sender_and_its_date() -> None:
    found = read(letter("Subject: Kebakaran", "In-Reply-To: <m0@example.test>"))
    report = found.report
    assert (report.external_id, report.text) == ("m1@example.test", f"Kebakaran\n{WORDS}")
    assert (report.reporter_ref, report.reporter_name) == ("sri@example.test", "Bu Sri")
    assert (found.conversation_id, found.reply_to) == ("sri@example.test", "m0@example.test")
    assert report.occurred_at == datetime.fromtimestamp(SENT, UTC)
    assert (report.flags, report.opens, report.content_type) == ((), None, "message/rfc822")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("=?UTF-8?B?S2ViYWthcmFuIPCflKU=?=", "Kebakaran 🔥"),
        ("=?iso-8859-1?Q?Bu_S=E9?= =?utf-8?q?ri?=", "Bu Séri"),
        ("Kebakaran 🔥", "Kebakaran 🔥"),
        ("=?no-such-set?Q?Banjir?=", "Banjir"),
        ("=?utf-8?B?!!!?=", None),
        ("Banjir\r\n besar", "Banjir besar"),
    ],
)
def test_a_subject_is_read_however_it_is_encoded(subject: str, text: str | None) -> None:
    found = read(letter(f"Subject: {subject}", text="")).report.text
    assert found
    assert text is None or found == text


@pytest.mark.parametrize(
    ("promised", "content"),
    [
        ("utf-8", "kebakaran é".encode()),
        ("utf-8", "kebakaran é".encode("latin-1")),
        ("latin-1", "kebakaran é".encode("latin-1")),
        ("no-such-set", "kebakaran é".encode()),
        ("hex", "kebakaran é".encode()),
        ("us-ascii", "kebakaran é".encode()),
    ],
)
def test_a_text_is_read_whatever_character_set_it_promises(promised: str, content: bytes) -> None:
    head = letter(f"Content-Type: text/plain; charset={promised}", text="")
    assert read(head + content).report.text == "kebakaran é"


def test_of_a_text_and_its_page_the_text_is_read_and_a_page_alone_is_read_too() -> None:
    page = "<style>p{}</style><p>Kebakaran &amp; asap</p><div>di <b>Sinoman</b><br>gang 2</div>"
    both, alone = written("Kebakaran", page), written("", page)
    assert read(both.as_bytes()).report.text == "Kebakaran"
    assert read(alone.as_bytes()).report.text == "Kebakaran & asap\ndi Sinoman\ngang 2"


def test_a_link_to_a_map_in_a_page_is_kept() -> None:
    link = "https://maps.google.com/?q=-7.4716,112.4401"
    assert link in text_of_page(f'<a href="{link}">di sini</a> <a href="https://x.test/?u=1">x</a>')


@pytest.mark.parametrize("page", ["<![foo", "<!", "<style>x", "<a href>", "&#xd800;", "<p" * 99])
def test_a_broken_page_costs_nothing(page: str) -> None:
    made = written("", f"tolong {page}")
    assert "tolong" in read(made.as_bytes()).report.text


def test_what_is_attached_is_named_and_can_be_found_again() -> None:
    made = written("asap hitam")
    made.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="asap ñ.jpg")
    made.add_attachment("surat", filename="surat.txt")
    picture, paper = read(made.as_bytes()).media
    assert (picture.kind, picture.mime, picture.filename) == ("image", "image/jpeg", "asap ñ.jpg")
    assert (paper.kind, paper.filename, paper.external_ref) == ("document", "surat.txt", "part:3")
    assert picture.sha256


def test_a_picture_alone_says_that_there_is_something_to_look_at() -> None:
    made = written("")
    made.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="a.jpg")
    report = read(made.as_bytes()).report
    assert (report.text, report.flags, report.opens) == ("[foto]", ("media.look",), False)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Sudah padam\n\nPada Jumat Sri menulis:\n> kebakaran\n>\n> di sini\n", "Sudah padam"),
        ("Banjir\n-- \nDinas X\nJl. Gajah Mada 145", "Banjir"),
        ("> kebakaran", "> kebakaran"),
        ("a\n> b\nc", "a\n> b\nc"),
    ],
)
def test_quotations_and_signatures_are_not_what_somebody_says(text: str, own: str) -> None:
    assert read(letter(text=text)).report.text == own


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Auto-Submitted: auto-replied", "message.auto_reply"),
        ("Auto-Submitted: Auto-Replied (vacation)", "message.auto_reply"),
        ("X-Autoreply: yes", "message.auto_reply"),
        ("Return-Path: <>", "message.bounce"),
        (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
            "message.bounce",
        ),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
            "message.receipt",
        ),
    ],
)
def test_what_machines_answer_is_counted(header: str, code: str) -> None:
    assert parse(letter(header)) == Ignored(code=code, natural_key="m1@example.test")


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        ("Auto-Submitted: no", ()),
        ("Auto-Submitted: auto-generated", ("message.automatic",)),
        ("X-Spam-Flag: YES", ("message.spam",)),
        ("List-Id: <warga.example.test>", ("message.bulk",)),
        ("Authentication-Results: mx; spf=fail; dmarc=fail", ("sender.unproven",)),
        ("Authentication-Results: mx; spf=pass; dmarc=pass", ()),
        ("Subject: Fwd: banjir", ("forwarded",)),
    ],
)
def test_what_looks_odd_waits_for_a_person(header: str, flags: tuple[str, ...]) -> None:
    report = read(letter(header)).report
    assert report.flags == flags
    assert report.opens is (False if set(flags) - {"forwarded"} else None)


@pytest.mark.parametrize("date", ["besok", "", "Fri, 99 Dec 2026 08:10:00 +0000", "0" * 400])
def test_a_date_that_is_none_is_flagged(date: str) -> None:
    body = letter().replace(b"Date: ", b"X-Was: ")
    report = read(f"Date: {date}\r\n".encode() + body).report
    assert (report.occurred_at, report.flags) == (None, ("time.unreadable",))


@pytest.mark.parametrize(
    "before",
    [b"\r\n", b"\xef\xbb\xbf", b"From sri@example.test Fri Dec 12 08:10:00 2026\r\n"],
)
def test_what_programs_write_before_a_letter_does_no_harm(before: bytes) -> None:
    assert read(before + letter()).report.external_id == "m1@example.test"


def test_a_letter_without_id_or_sender_is_a_report_too() -> None:
    report = read(b"Subject: tolong kebakaran\r\n\r\n").report
    assert (report.text, report.external_id[:5]) == ("tolong kebakaran", "hash:")
    assert "message.no_sender" in report.flags


def test_a_letter_that_is_cut_off_says_what_it_has() -> None:
    made = written("kebakaran di Sinoman", "<p>kebakaran di Sinoman</p>").as_bytes()
    report = read(made[: made.index(b"<p>")]).report
    assert (report.text, "message.incomplete" in report.flags) == ("kebakaran di Sinoman", True)


@pytest.mark.parametrize("body", [b"", b"7", b"{}", b"\xff\xfe", b"tolong kebakaran"])
def test_what_is_no_letter_is_kept(body: bytes) -> None:
    assert isinstance(parse(body), Unparsable)


def test_a_letter_within_letters_without_end_is_kept() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3_000)
    )
    assert isinstance(parse(b"Subject: x\r\n" + deep), Message | Unparsable)


ODD = st.text(st.characters(codec="latin-1"), max_size=40) | st.sampled_from(
    ["<>", "=?x?B?=?=", "=?utf-8?q?=zz?=", '"', "a@b, c@d", "(((", "text/html; charset*=x'y'z"]
)


@given(
    names=st.lists(
        st.sampled_from(
            [
                *("From", "Date", "Subject", "Message-ID", "Content-Type", "Return-Path"),
                *("Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted"),
            ]
        ),
        max_size=4,
    ),
    values=st.lists(ODD, min_size=4, max_size=4),
    text=st.binary(max_size=60),
)
def test_no_letter_raises(names: list[str], values: list[str], text: bytes) -> None:
    heads = b"".join(
        f"{name}: {value}\r\n".encode("latin-1") for name, value in zip(names, values, strict=False)
    )
    found: Any = parse(heads + b"\r\n" + text)
    assert isinstance(found, Message | Unparsable | Ignored)
