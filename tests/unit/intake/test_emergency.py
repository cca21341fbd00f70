"""The emergency page: what a kept request says, who is let in, what he is shown."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.sign_in import TooManyAttempts
from intake.emergency.desk_code import LIVES, NAME, DeskCode
from intake.emergency.page import WORDS, Reader, Situation, list_page, note_page
from intake.emergency.said import Waiting, read_entry
from intake.journal.entry import Entry
from intake.pipeline.on_paper import PaperNote

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
WELL = Situation(standing="away", since=AT, count=1)
WHATSAPP = {
    "entry": [
        {
            "changes": [
                {
                    "value": {
                        "metadata": {"display_phone_number": "6232112"},
                        "messages": [{"from": "62812", "id": "w", "text": {"body": "kobong"}}],
                    }
                }
            ]
        }
    ]
}


def entry(body: bytes, path: str = "/api/v1/reports", query: str = "") -> Entry:
    return Entry(
        ticket="t1",
        arrived_at=AT,
        method="POST",
        path=path,
        query=query,
        headers=(),
        body=body,
    )


def reader(*, language: str = "id", sees_numbers: bool = True) -> Reader:
    zone = ZoneInfo("Asia/Jakarta")
    return Reader(language=language, zone=zone, sees=True, sees_numbers=sees_numbers)


def waiting(words: str = "kebakaran", ticket: str = "t1") -> Waiting:
    return Waiting(
        ticket=ticket, at=AT, channel="112", number="081234567890", words=words, whole=words
    )


@pytest.mark.parametrize(
    ("sent", "channel", "number", "words"),
    [
        (
            entry(b'{"channel": "112", "text": "kebakaran", "reporter_phone": "0812"}'),
            *("112", "0812", "kebakaran"),
        ),
        (
            entry(json.dumps(WHATSAPP).encode(), "/api/v1/channels/whatsapp"),
            *("whatsapp", "62812", "kobong"),
        ),
        (
            entry(b"text=banjir+di+Mentikan&phone=0813", "/lapor"),
            *("lapor", "0813", "banjir di Mentikan"),
        ),
        (
            entry(b"", "/api/v1/channels/sms", "from=0814&text=tolong"),
            *("sms", "0814", "tolong"),
        ),
        (
            entry(b'{"event": "call.offered", "ani": "0812-1"}', "/api/v1/cti/events"),
            *("cti", "0812-1", "call.offered"),
        ),
        (entry(b"tolong, ada ular", "/api/v1/channels/email"), "email", "", "tolong, ada ular"),
        (entry(b"\xff\xfe\x00"), "reports", "", "\ufffd\ufffd\ufffd"),
        (entry(b"[" * 5000), "reports", "", "[" * 2000),
    ],
)
def test_who_and_what_is_found_whatever_form_it_came_in(
    sent: Entry, channel: str, number: str, words: str
) -> None:
    found = read_entry(sent)
    assert (found.channel, found.number, found.words) == (channel, number, words)
    assert (found.ticket, found.at) == ("t1", AT)


@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_was_kept_can_be_shown(body: bytes) -> None:
    shown = list_page(reader(), WELL, [read_entry(entry(body, "/api/v1/channels/x"))], {})
    assert shown.status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "from"]), inner),
    max_leaves=8,
)


@given(JSON)
def test_whatever_members_were_sent_they_can_be_shown(value: object) -> None:
    body = json.dumps(value).encode()
    assert list_page(reader(), WELL, [read_entry(entry(body))], {}).status_code == 200


def test_what_was_sent_cannot_become_part_of_the_page() -> None:
    evil = "<script>alert(1)</script>{title}"
    page = bytes(list_page(reader(), WELL, [waiting(evil)], {}).body).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{title}" in page


def test_numbers_are_for_those_who_may_see_them() -> None:
    for sees, times in ((True, 3), (False, 0)):
        one = waiting("hubungi 081234567890")
        page = bytes(list_page(reader(sees_numbers=sees), WELL, [one], {}).body).decode()
        assert page.count("081234567890") == times


def test_whoever_is_not_known_sees_how_many_wait_and_nothing_else() -> None:
    nobody = Reader(language="en", zone=ZoneInfo("Asia/Jakarta"))
    page = bytes(list_page(nobody, WELL, [waiting()], {}).body).decode()
    assert "1 reports wait" in page
    assert "kebakaran" not in page
    assert 'name="code"' in page
    assert "http-equiv" not in page


def test_the_newest_is_last_and_what_was_handled_says_so() -> None:
    later = Waiting(
        **{name: getattr(waiting(), name) for name in ("channel", "number", "whole")},
        ticket="t2",
        at=AT + timedelta(seconds=1),
        words="kedua",
    )
    note = PaperNote(ticket="t1", at=AT, by="Sari", note="<b>radio</b>")
    left = PaperNote(ticket="t0", at=AT, by="Budi", note="tertinggal")
    page = bytes(
        list_page(reader(), WELL, [waiting(), later], {"t1": [note], "t0": [left]}).body
    ).decode()
    assert page.index("kebakaran") < page.index("kedua") < page.index("tertinggal")
    assert "Ditangani di kertas oleh Sari pukul 2026-11-22 12:00:00: &lt;b&gt;radio" in page
    assert '/darurat/t2?bahasa=id"' in page
    assert '/darurat/t1?bahasa=id"' not in page
    assert '/darurat/t0/disalin?bahasa=id"' in page


def test_of_many_the_first_that_nobody_dealt_with_are_shown() -> None:
    many = [waiting(f"laporan {number}.", f"t{number}") for number in range(450)]
    notes = {f"t{n}": [PaperNote(ticket=f"t{n}", at=AT, by="Sari")] for n in range(220)}
    page = bytes(list_page(reader(), WELL, many, notes).body).decode()
    assert "laporan 220." in page
    assert "laporan 430." not in page
    assert "Masih ada 30 lagi" in page


def test_while_a_note_is_typed_the_page_does_not_load_again() -> None:
    page = bytes(note_page(reader(), WELL, waiting(), typed="x<y", trouble=None).body).decode()
    assert "http-equiv" not in page
    assert ">x&lt;y</textarea>" in page


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["id"].keys() == WORDS["en"].keys()


async def test_the_code_lets_in_until_it_ends_however_it_is_typed(tmp_path: Path) -> None:
    code, until = await DeskCode(tmp_path).make(AT)
    assert until == AT + LIVES
    assert code not in (tmp_path / NAME).read_text()
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    door = DeskCode(tmp_path)
    key = await door.enter(f" {code.lower().replace('-', ' ')} ", address="a", now=AT)
    assert door.is_let_in(key, AT)
    assert not door.is_let_in(key, until)
    assert await door.enter(code, address="a", now=until) is None
    assert not door.is_let_in(None, AT)
    assert not door.is_let_in("", AT)


async def test_a_new_code_ends_the_old_one(tmp_path: Path) -> None:
    door = DeskCode(tmp_path)
    old, _ = await door.make(AT)
    key = await door.enter(old, address="a", now=AT)
    await door.make(AT)
    assert not door.is_let_in(key, AT)
    assert await door.enter(old, address="a", now=AT) is None


async def test_without_a_code_on_disk_nobody_is_let_in(tmp_path: Path) -> None:
    door = DeskCode(tmp_path / "journal")
    assert await door.enter("", address="a", now=AT) is None
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / NAME).write_text('{"hash": 1}')
    assert await door.enter("\ud800", address="a", now=AT) is None


async def test_who_guesses_is_stopped_and_nobody_else(tmp_path: Path) -> None:
    door = DeskCode(tmp_path)
    for _ in range(10):
        assert await door.enter("tebakan", address="a", now=AT) is None
    with pytest.raises(TooManyAttempts):
        await door.enter("tebakan", address="a", now=AT)
    assert await door.enter("tebakan", address="b", now=AT) is None
