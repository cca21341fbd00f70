"""Typed rows and the tables behind them.

A noun's row is a `Row` (validated, without a database); its table is `class <Row>Table(<Row>,
table=True)`, which declares the same columns to SQLModel and so to Alembic. Rows are written in
bulk by the unit of work with statements derived from the table.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar

import orjson
from sqlalchemy import Column, DateTime, Float, Table, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from dispatch.kernel.texts import dumps_any

R = TypeVar("R", bound="Row")


class Row(SQLModel):
    """One row: `__table_name__` names its table, `__key__` its primary key columns in order."""

    __table_name__: ClassVar[str]
    __key__: ClassVar[tuple[str, ...]] = ("id",)

    def __init__(self, **values: Any) -> None:
        """Validate `values`; through SQLModel it costs twice as much, a report is a dozen rows."""
        self.__pydantic_validator__.validate_python(values, self_instance=self)

    def key(self) -> tuple[Any, ...]:
        """Return the values of the primary key."""
        return tuple(getattr(self, name) for name in self.__key__)


def stamp(**options: Any) -> Any:
    """Declare a `timestamptz` column; optional unless the annotation says otherwise."""
    return Field(sa_type=DateTime(timezone=True), **{"default": None, **options})


def required_stamp(**options: Any) -> Any:
    """Declare a `timestamptz` column that is always set."""
    return Field(sa_type=DateTime(timezone=True), **options)


def document(**options: Any) -> Any:
    """Declare a `jsonb` column."""
    return Field(sa_type=JSONB, **options)


def added_document(empty: str) -> Any:
    """Declare a `jsonb` column that a later migration added: older rows get `empty`."""
    return Field(
        default_factory=lambda: orjson.loads(empty),
        sa_type=JSONB,
        sa_column_kwargs={"server_default": empty},
    )


def text(**options: Any) -> Any:
    """Declare a `text` column (also for the values of a StrEnum, whose CHECK the table repeats)."""
    return Field(sa_type=Text, **options)


def real(**options: Any) -> Any:
    """Declare a `double precision` column."""
    return Field(sa_type=Float(53), **options)


@cache
def table_of(model: type[Row]) -> Table:
    """Return the SQLAlchemy table of a row class.

    KeyError when its models module was never imported.
    """
    return SQLModel.metadata.tables[model.__table_name__]


def postgres_type(column: Column[Any]) -> str:
    """Return the name of a column's type in SQL."""
    return column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]


@cache
def column_names(model: type[Row]) -> tuple[str, ...]:
    """Return the table's column names in their order."""
    return tuple(column.name for column in table_of(model).columns)


@cache
def insert_statement(models: tuple[type[Row], ...]) -> str:
    """Return one statement that writes any number of rows of `models`, from an array a column.

    A round trip a table would cost more than the rows. References between the new rows are checked
    at the end of the statement.
    """
    inserts, shift = [], 0
    for model in models:
        inserts.append(_insert(model, shift))
        shift += len(column_kinds(model))
    *before, last = inserts
    return (
        "".join([f"{', ' if i else 'WITH '}w{i} AS ({insert})" for i, insert in enumerate(before)])
        + (" " if before else "")
        + last
    )


def _insert(model: type[Row], shift: int) -> str:
    columns = list(table_of(model).columns)
    quoted = ", ".join(f'"{column.name}"' for column in columns)
    # A list inside an array would be taken for a further dimension, so documents travel as text.
    arrays = ", ".join(
        f"${i}::{'text' if _is_document(column) else postgres_type(column)}[]"
        for i, column in enumerate(columns, shift + 1)
    )
    values = ", ".join(
        f"c{i}::jsonb" if _is_document(column) else f"c{i}" for i, column in enumerate(columns)
    )
    aliases = ", ".join(f"c{i}" for i in range(len(columns)))
    into = f'INSERT INTO "{model.__table_name__}" ({quoted})'
    return f"{into} SELECT {values} FROM unnest({arrays}) AS u ({aliases})"  # noqa: S608 - our own names


def insert_arrays(model: type[Row], rows: Sequence[Row]) -> list[list[Any] | None]:
    """Return an array for each column.

    None where no row fills it (most stamps of a new row are still empty), which reads as NULLs.
    """
    values = [row.__dict__ for row in rows]
    arrays: list[list[Any] | None] = []
    for name, is_document in column_kinds(model):
        array = [value[name] for value in values]
        if array.count(None) == len(array):
            arrays.append(None)
        else:
            arrays.append(
                [None if value is None else dumps_any(value).decode() for value in array]
                if is_document
                else array
            )
    return arrays


def _is_document(column: Column[Any]) -> bool:
    return isinstance(column.type, JSONB)


@cache
def column_kinds(model: type[Row]) -> tuple[tuple[str, bool], ...]:
    """Return each column's name and whether it holds a document."""
    return tuple((column.name, _is_document(column)) for column in table_of(model).columns)


@cache
def select_statement(model: type[Row], *, lock: bool) -> str:
    """Return the statement that reads one row by its key, locked for change when `lock`."""
    where = " AND ".join(f'"{name}" = ${i}' for i, name in enumerate(model.__key__, 1))
    tail = " FOR UPDATE" if lock else ""
    return f'SELECT * FROM "{model.__table_name__}" WHERE {where}{tail}'  # noqa: S608 - names come from our own metadata


@cache
def update_statement(model: type[Row], changed: tuple[str, ...], guards: tuple[str, ...]) -> str:
    """Return an update of `changed` columns by key, guarded by the old values of `guards`."""
    types = {column.name: postgres_type(column) for column in table_of(model).columns}
    sets = ", ".join(f'"{name}" = ${i}::{types[name]}' for i, name in enumerate(changed, 1))
    tests = " AND ".join(
        f'"{name}" = ${i}::{types[name]}'
        for i, name in enumerate((*model.__key__, *guards), len(changed) + 1)
    )
    return f'UPDATE "{model.__table_name__}" SET {sets} WHERE {tests}'  # noqa: S608 - names come from our own metadata


@cache
def flush_order() -> dict[str, int]:
    """Return each table's place in foreign key order: parents first."""
    return {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
