"""What a point rule is."""

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    BASE = "base"
    PIONEER = "pioneer"
    DEDUCTION = "deduction"


CATEGORY_LABELS = {Category.BASE: "基础分", Category.PIONEER: "先锋指数", Category.DEDUCTION: "减分项"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to earn points: `number` and `version` stand in ledger entries and are never used twice.

    `amount` is in points; `reason` is the sentence that members read, with the source's title as `{title}`;
    `condition` says what must also hold, where the reason does not say it all.
    """

    number: int
    version: int
    code: str
    category: Category
    amount: int
    reason: str
    condition: str = ""
