"""Templates and rules of answers, and what answering costs, over HTTP."""

from datetime import datetime, time
from typing import Annotated, Final

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, ConfigDict, Field, field_validator

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.catalogue import LANGUAGES
from dispatch.kernel.city import CITY, City
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.rows import Row
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.texts import Text
from dispatch.kernel.times import with_zone
from dispatch.kernel.web.http import Read
from dispatch.transports.sending import segments
from intake.answers.models import AnswerKind, AnswerRule, AnswerTemplate
from intake.answers.template import EXAMPLE, check_template, fill

router = APIRouter(prefix="/answers", tags=["answers"])
Reader = Annotated[Subject, needs("answer.read")]
Manager = Annotated[Subject, needs("answer.manage")]
_TEXT_MOST: Final = 1_000
_COSTS: Final = """
SELECT to_char(at AT TIME ZONE $3, 'YYYY-MM') AS month, channel, kind, count(*) AS answers,
    count(*) FILTER (WHERE outcome IN ('sent', 'unclear')) AS sent,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    coalesce(sum(parts), 0) AS parts, coalesce(sum(cost), 0) AS cost
FROM citizen_answer
WHERE ($1::timestamptz IS NULL OR at >= $1) AND ($2::timestamptz IS NULL OR at < $2)
GROUP BY month, channel, kind ORDER BY month, channel, kind
"""


class WordingIn(BaseModel):
    """The words of one kind of answer; `{ticket}`, `{link}` or `{words}` are filled in."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "receipt",
                "language": "id",
                "text": "112: laporan {ticket} kami terima.\nStatus: {link}",
            }
        }
    )
    kind: AnswerKind
    language: Text = "id"
    text: Text = Field(min_length=1, max_length=_TEXT_MOST)

    @field_validator("language")
    @classmethod
    def _is_ours(cls, language: str) -> str:
        if language not in LANGUAGES:
            raise ValueError("no language of ours")
        return language


class TemplateIn(WordingIn):
    """A template to add; it replaces the one before from `valid_from` on."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "receipt",
                "language": "id",
                "text": "112: laporan {ticket} kami terima.\nStatus: {link}",
                "valid_from": "2026-12-01T00:00:00+07:00",
            }
        }
    )
    valid_from: datetime
    reason: Text = Field(default="", max_length=500)


class TemplateOut(BaseModel):
    """A template as it is stored."""

    kind: AnswerKind
    language: str
    valid_from: datetime
    text: str
    reason: str


class Templates(BaseModel):
    """Every template, past and future ones too."""

    items: list[TemplateOut]


class PreviewOut(BaseModel):
    """What a citizen would read of an example, and as how many short messages it is charged."""

    text: str
    characters: int
    parts: int


class AnswerRuleIn(BaseModel):
    """How a channel answers from `valid_from` on; `*` is every channel without its own rule."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel": "*",
                "valid_from": "2026-12-01T00:00:00+07:00",
                "quiet_from": "22:00",
                "quiet_to": "05:00",
                "most_an_hour": 3,
                "link_days": 30,
                "cost": 350,
                "stop_words": ["STOP", "BERHENTI"],
                "start_words": ["MULAI"],
            }
        }
    )
    channel: Text = Field(min_length=1, max_length=40)
    valid_from: datetime
    quiet_from: time = time(21)
    quiet_to: time = time(5)
    most_an_hour: int = Field(default=3, ge=0, le=1_000)
    link_days: int = Field(default=30, ge=1, le=365)
    cost: float = Field(default=0, ge=0, le=1_000_000)
    stop_words: list[Text] = Field(default=["STOP", "BERHENTI"], min_length=1, max_length=50)
    start_words: list[Text] = Field(default=["MULAI"], min_length=1, max_length=50)
    reason: Text = Field(default="", max_length=500)


class AnswerRuleOut(AnswerRuleIn):
    """A rule as it is stored."""


class AnswerRules(BaseModel):
    """Every rule, past and future ones too."""

    items: list[AnswerRuleOut]


class CostOut(BaseModel):
    """What one kind of answer on one channel came to in one month."""

    month: str
    channel: str
    kind: AnswerKind
    answers: int
    sent: int
    failed: int
    parts: int
    cost: float


class Costs(BaseModel):
    """What answering came to, by month, channel and kind."""

    items: list[CostOut]


@router.get("/templates")
async def list_templates(_: Reader, reading: Read) -> Templates:
    """List the dated templates."""
    rows = await reading.fetch(
        "SELECT * FROM answer_template ORDER BY kind, language DESC, valid_from"
    )
    return Templates(items=[TemplateOut.model_validate(dict(row)) for row in rows])


@router.post("/templates", status_code=status.HTTP_201_CREATED)
async def post_template(body: TemplateIn, _: Manager, uow: Work) -> TemplateOut:
    """Add a template; placeholders that nobody fills, or that are missing, are refused."""
    check_template(body.kind, body.text)
    row = AnswerTemplate(**body.model_dump() | {"valid_from": with_zone(body.valid_from)})
    await _add(uow, row)
    return TemplateOut.model_validate(row.model_dump())


@router.post("/templates/preview")
async def post_preview(body: WordingIn, _: Reader) -> PreviewOut:
    """Show what a citizen would read; nothing is stored or sent."""
    text = fill(check_template(body.kind, body.text), EXAMPLE)
    return PreviewOut(text=text, characters=len(text), parts=segments(text))


@router.get("/rules")
async def list_rules(_: Reader, reading: Read) -> AnswerRules:
    """List the dated rules: quiet hours, most an hour, words that end it, costs."""
    rows = await reading.fetch("SELECT * FROM answer_rule ORDER BY channel, valid_from")
    return AnswerRules(items=[AnswerRuleOut.model_validate(dict(row)) for row in rows])


@router.post("/rules", status_code=status.HTTP_201_CREATED)
async def post_rule(body: AnswerRuleIn, _: Manager, uow: Work) -> AnswerRuleOut:
    """Add a rule; the one before counts until it begins."""
    clock = {name: f"{getattr(body, name):%H:%M}" for name in ("quiet_from", "quiet_to")}
    row = AnswerRule(**body.model_dump() | clock | {"valid_from": with_zone(body.valid_from)})
    await _add(uow, row)
    return AnswerRuleOut.model_validate(row.model_dump())


@router.get("/costs")
async def read_costs(
    _: Reader,
    reading: Read,
    city: Annotated[City, Depends(CITY)],
    since: datetime | None = None,
    until: datetime | None = None,
) -> Costs:
    """Count what was told and what it cost, by month of the city's clock."""
    rows = await reading.fetch(_COSTS, with_zone(since), with_zone(until), city.facts.time_zone)
    return Costs(items=[CostOut.model_validate(dict(row)) for row in rows])


async def _add(uow: UnitOfWork, row: Row) -> None:
    """Add a dated row; `answer.dated_before` when one begins at that very moment."""
    if await uow.look(type(row), *row.key()) is not None:
        raise Conflict("answer.dated_before")
    uow.add(row)
