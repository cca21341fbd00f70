"""Retention rules as dated data: load the proposed ones, add one, find the one in force."""

from datetime import datetime
from typing import Any, Final

from dispatch.kernel.city import City
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import EARLIEST, LATEST
from dispatch.retention.erasure import Category
from dispatch.retention.events import RetentionRuleSet
from dispatch.retention.models import RetentionRule

_ALL: Final = "SELECT * FROM retention_rule ORDER BY category, valid_from"


async def list_rules(reading: ReadTransaction) -> list[RetentionRule]:
    """Return every rule, past and future ones too."""
    return [RetentionRule.model_validate(dict(row)) for row in await reading.fetch(_ALL)]


def in_force(rules: list[RetentionRule], at: datetime) -> dict[str, RetentionRule]:
    """Return the newest rule of each category that is valid at `at`."""
    return {
        rule.category: rule
        for rule in sorted(rules, key=lambda rule: rule.valid_from)
        if rule.valid_from <= at
    }


async def set_rule(
    uow: UnitOfWork,
    category: Category,
    *,
    keep_days: int | None,
    valid_from: datetime,
    legal_basis: str,
    note: str,
    confirmed_by: str | None,
) -> RetentionRule:
    """Set how long a category is kept from `valid_from` on; the rule before it ends there.

    What was erased does not come back.
    """
    if valid_from.tzinfo is None or not EARLIEST <= valid_from <= LATEST:
        raise Invalid("time.no_zone", at=str(valid_from))
    if await uow.look(RetentionRule, category, valid_from) is not None:
        raise Conflict("retention.rule_exists", category=category)
    rule = RetentionRule(
        category=category,
        valid_from=valid_from,
        id=uow.new_id(),
        keep_days=keep_days,
        legal_basis=legal_basis,
        note=note,
        confirmed_by=confirmed_by,
        recorded_at=uow.now,
    )
    uow.add(rule)
    uow.append(
        RetentionRuleSet(
            noun_id=rule.id,
            at=uow.now,
            category=category,
            keep_days=keep_days,
            valid_from=valid_from.isoformat(),
            legal_basis=legal_basis,
            confirmed_by=confirmed_by,
        )
    )
    return rule


async def load_retention_rules(uow: UnitOfWork, city: City) -> int:
    """Add the proposed rules of categories that have none yet; return how many were added."""
    known = {
        row["category"] for row in await uow.fetch("SELECT DISTINCT category FROM retention_rule")
    }
    entries: list[dict[str, Any]] = city.read("retention_rules", [])
    new = [entry for entry in entries if entry["category"] not in known]
    for entry in new:
        valid_from = datetime.fromisoformat(entry["valid_from"])
        words = {"legal_basis": entry["legal_basis"], "note": entry["note"], "confirmed_by": None}
        await set_rule(
            uow,
            Category(entry["category"]),
            keep_days=entry["keep_days"],
            valid_from=valid_from,
            **words,
        )
    return len(new)
