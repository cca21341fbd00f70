"""What the outside sees of us: each noun has one shape, its view, and every way out uses it.

A view is made from a row by one function (`task_view`) and becomes JSON by one way
(`dispatch.kernel.web.json_text.encode`), for HTTP, the board, the portal and webhooks alike. What
must be said in the reader's language is a `Sentence`, which is put into words while it is encoded.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SkipValidation,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypeAliasType

from dispatch.kernel.web.language import spoken

Param = str | int | float


class View(BaseModel):
    """A shape of the outside: its members are its fields, and nobody changes one that was made."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Sentence:
    """Words that are chosen when they are read: the same fact in the language of each reader."""

    __slots__ = ("_say",)

    def __init__(self, say: Callable[[str], str]) -> None:
        """Be what `say` returns for a language."""
        self._say = say

    def __str__(self) -> str:
        """Return the words in the language of the answer being made now."""
        return self._say(spoken())

    @classmethod
    def fixed(cls, words: str) -> "Sentence":
        """Return words that are the same in every language."""
        return cls(lambda _: words)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Take a sentence as it is and text as words of every language; give text."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.fixed(str(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that it is text."""
        return handler(core_schema.str_schema())


class Reasoned(Protocol):
    """Something that counted, as the pure rooms give it (`routing.reason.Reason`)."""

    @property
    def code(self) -> str:
        """Return the stable code."""
        ...

    @property
    def params(self) -> Mapping[str, Param]:
        """Return what the sentence is filled with."""
        ...

    @property
    def weight(self) -> float | None:
        """Return how much it counted, None where nothing is weighed."""
        ...


R = TypeVar("R", bound=Reasoned)


class ReasonView(View):
    """One thing that counted; a negative weight counted against."""

    code: str = Field(description="Stable, for programs.")
    params: dict[str, Param] = Field(description="What the sentence is filled with.")
    weight: float | None = Field(description="How much it counted; null where nothing is weighed.")
    text: Sentence = Field(description="The sentence, in the language of the request.")


def reason_view(reason: R, say: Callable[[R, str], str]) -> ReasonView:
    """Return a reason for the outside; `say` puts it into words of a language."""
    return ReasonView(
        code=reason.code,
        params=dict(reason.params),
        weight=reason.weight,
        text=Sentence(lambda language: say(reason, language)),
    )


class LabelView(View):
    """A label in both languages."""

    id: str = Field(description="Indonesian.")
    en: str = Field(description="English.")


Scalar = str | int | float | bool | None
# A member of a stored document: the facts of the log have them flat, or one level deep. It is not
# checked when it is read, so that a fact of another version is shown too.
StoredMember = TypeAliasType(
    "StoredMember", Scalar | list[Scalar] | dict[str, Scalar | list[Scalar] | dict[str, Scalar]]
)
StoredMembers = Annotated[dict[str, StoredMember], SkipValidation]
