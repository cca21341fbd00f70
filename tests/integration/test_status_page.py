"""How a report stands, for whoever made it: by secret link, and by ticket and last digits."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from dispatch.access.subject import Role
from intake.answers.link import LINK_KEY, link_token
from intake.answers.ticket import ticket_of
from tests.support.centre import Centre

pytestmark = pytest.mark.asyncio(loop_scope="module")
SITE = "http://112.test"
_NUMBERS = iter(range(81_300_000_000, 81_399_999_999))
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Tree(HTMLParser):
    """Sees whether elements close, fields have labels, ids are one each, and nothing runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = dict(attrs)
        self.open += [] if tag in VOID else [tag]
        self.ids += [str(members["id"])] if "id" in members else []
        self.labels |= {str(members["for"])} if tag == "label" else set()
        self.fields |= {str(members.get("id"))} if tag in {"input", "textarea"} else set()
        self.scripts += tag == "script"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def wrote(centre: Centre, **members: Any) -> dict[str, Any]:
    """Send the public form; return its report."""
    phone = f"0{next(_NUMBERS)}"
    body = {"text": "Kebakaran di Jl. Gajah Mada 151, Pak Budi sesak napas", "name": "Sutini"}
    answer = await centre.client.post(f"{SITE}/lapor", data=body | {"phone": phone} | members)
    link = re.search(r'href="(/status/[^"?]+)', answer.text)
    assert link is not None, answer.text
    token = link[1].rpartition("/")[2]
    return {"link": f"{SITE}{link[1]}", "token": token, "phone": phone, "page": answer.text} | (
        await report_of(centre, token)
    )


async def report_of(centre: Centre, token: str) -> dict[str, Any]:
    """Return id and key of the report that a link opens."""
    query = "SELECT id, external_id, state FROM report ORDER BY recorded_at DESC, id DESC LIMIT 200"
    rows = await centre.rows(query)
    return next(row for row in rows if ticket_of(row["id"]).replace("-", "") == token[:12])


async def close(centre: Centre, report: dict[str, Any]) -> str:
    """Open an incident from the report and close it; return its id."""
    about = {"type": "fire", "report_id": str(report["id"])}
    opened = await centre.do("/incidents", who=Role.CALL_TAKER, **about)
    over = {"who": Role.SUPERVISOR, "disposition": "handled"}
    await centre.do(f"/incidents/{opened['id']}/close", **over)
    return str(opened["id"])


async def test_the_forms_own_answer_leads_to_the_page(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    page = await shared_centre.client.get(report["link"])
    assert page.status_code == 200
    assert "Laporan Anda sudah kami terima." in page.text
    assert ticket_of(report["id"]) in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    english = await shared_centre.client.get(report["link"], params={"bahasa": "en"})
    assert "We have your report." in english.text


async def test_it_is_whole_without_scripts_small_and_says_nothing_personal(
    shared_centre: Centre,
) -> None:
    report = await wrote(shared_centre)
    await close(shared_centre, report)
    page = await shared_centre.client.get(report["link"])
    tree = Tree(page.text)
    assert (tree.open, tree.scripts, len(tree.ids)) == ([], 0, len(set(tree.ids)))
    assert tree.fields == tree.labels
    assert len(page.content) <= 30_000
    for secret in ("Sutini", "Budi", "napas", report["phone"], "Gajah", "damkar", "Damkar"):
        assert secret not in page.text


async def test_states_are_said_in_everyday_words(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    await shared_centre.do(f"/reports/{report['id']}/answer", who=Role.CALL_TAKER)
    page = await shared_centre.client.get(report["link"])
    assert "sudah dibaca petugas 112" in page.text
    await close(shared_centre, report)
    page = await shared_centre.client.get(report["link"])
    assert "Penanganan sudah selesai." in page.text


async def asked(centre: Centre, ticket: str, digits: str) -> httpx.Response:
    body = {"tiket": ticket, "angka": digits}
    return await centre.client.post(f"{SITE}/status", data=body)


async def test_ticket_and_last_digits_lead_to_the_page(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    ticket, last = ticket_of(report["id"]), report["phone"][-4:]
    for said in (ticket, ticket.lower().replace("-", " "), report["external_id"]):
        found = await asked(shared_centre, said, last)
        assert found.status_code == 303
        page = await shared_centre.client.get(f"{SITE}{found.headers['location']}")
        assert ticket in page.text
    wrong = f"{(int(last) + 1) % 10_000:04d}"
    for said, digits in ((ticket, wrong), (ticket, ""), (ticket, last[-3:]), ("0" * 12, last)):
        assert (await asked(shared_centre, said, digits)).status_code == 404


async def test_without_a_number_the_ticket_is_enough(shared_centre: Centre) -> None:
    report = await wrote(shared_centre, phone="")
    assert (await asked(shared_centre, ticket_of(report["id"]), "")).status_code == 303


@pytest.mark.parametrize(
    "body",
    [b"", b"tiket=%00%ff&angka=%ed%a0%80", b"tiket=" + b"x" * 20_000, b"a&" * 10, b"{}"],
)
async def test_what_nobody_can_read_is_asked_again(shared_centre: Centre, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await shared_centre.client.post(f"{SITE}/status", content=body, headers=headers)
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


async def test_a_link_that_is_over_or_made_up_opens_nothing(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    key = shared_centre.its(LINK_KEY).current()
    old = link_token(key, report["id"], shared_centre.clock.now().replace(year=2025))
    flipped = report["token"][:-1] + ("0" if report["token"][-1] != "0" else "1")
    for token in (old, flipped, "x", "%00", "A" * 200):
        assert (await shared_centre.client.get(f"{SITE}/status/{token}")).status_code == 404


async def test_not_done_goes_back_to_the_desk_once(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    said = {"apa": "belum", "kata": "api menyala lagi"}
    await shared_centre.client.post(report["link"], data=said)
    find = "SELECT * FROM report WHERE external_id = $1"
    key = f"{ticket_of(report['id'])} belum selesai"
    assert await shared_centre.rows(find, key) == [], "it is not over yet"
    await close(shared_centre, report)
    for _ in range(3):
        answer = await shared_centre.client.post(report["link"], data=said)
        assert "kirim kembali ke meja petugas" in answer.text
    [back] = await shared_centre.rows(find, key)
    assert back["state"] in {"received", "triaged"}
    assert back["incident_id"] is None
    assert "citizen.not_done" in back["flags"]
    assert "api menyala lagi" in back["text"]
    assert (await report_of(shared_centre, report["token"]))["state"] == "linked"


async def test_how_it_was_is_kept_and_the_last_word_counts(shared_centre: Centre) -> None:
    report = await wrote(shared_centre)
    await close(shared_centre, report)
    for score in ("6", "", "2", "5"):
        said = {"apa": "nilai", "nilai": score, "kata": "cepat"}
        answer = await shared_centre.client.post(report["link"], data=said)
        assert answer.status_code in {200, 422}
    [rating] = await shared_centre.rows(
        "SELECT score, said FROM citizen_rating WHERE report_id = $1", report["id"]
    )
    assert rating == {"score": 5, "said": "cepat"}
