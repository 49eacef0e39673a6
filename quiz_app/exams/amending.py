"""Corrections of a published edition: records that grading applies on top of what was published, which stays as it is.

The corrections in force stand beside their edition as a JSON list in the order in which they were made; a later one of
the same question replaces the earlier, so that taking one back is one more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import orjson

from quiz_app.banks.questions import Key
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import Paper


class Kind(StrEnum):
    KEY = "key"
    VOID = "void"
    GIFT = "gift"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One correction: of the question at a place of the edition, which gets a `key`, is void or a gift; or of the
    `credit_rule`. `reason` and `basis` are for everybody to read; `at` is the millisecond from which it holds."""

    kind: Kind
    question: int | None
    key: Key | None
    credit_rule: str | None
    reason: str
    basis: str
    at: int


NONE: tuple[Amendment, ...] = ()


def read(stored: str | None) -> tuple[Amendment, ...]:
    """The corrections that stand beside an edition."""
    return tuple(_amendment(each) for each in orjson.loads(stored)) if stored else NONE


def write(amendments: Sequence[Amendment]) -> str | None:
    return orjson.dumps([asdict(each) for each in amendments]).decode() if amendments else None


def amended(edition: Edition, amendments: Sequence[Amendment]) -> Edition:
    """The edition as it counts now: papers are drawn from it as before, and marked by what was corrected."""
    for each in amendments:
        edition = _applied(edition, each)
    return edition


def touches(amendment: Amendment, paper: Paper) -> bool:
    """Whether a paper may count otherwise by a correction."""
    return amendment.question is None or any(item.question == amendment.question for item in paper)


def undoing(edition: Edition, earlier: Sequence[Amendment], amendment: Amendment) -> Amendment:
    """What takes a correction back: the question, or the rule, as it counted after the `earlier` ones alone."""
    before = amended(edition, earlier)
    place = amendment.question
    if place is None:
        return replace(amendment, credit_rule=before.credit_rule)
    if place in before.void:
        return replace(amendment, kind=Kind.VOID, key=None)
    if place in before.gifts:
        return replace(amendment, kind=Kind.GIFT, key=None)
    return replace(amendment, kind=Kind.KEY, key=before.questions[place].key)


def notes(amendments: Sequence[Amendment], paper: Paper) -> Mapping[int, list[Amendment]]:
    """The corrections of each question of a paper, by its number, in order; of the whole paper by the number 0."""
    numbers = {item.question: no for no, item in enumerate(paper, start=1)}
    found: dict[int, list[Amendment]] = {}
    for each in amendments:
        no = 0 if each.question is None else numbers.get(each.question)
        if no is not None:
            found.setdefault(no, []).append(each)
    return found


def _applied(edition: Edition, each: Amendment) -> Edition:
    if each.question is None:
        return replace(edition, credit_rule=each.credit_rule or edition.credit_rule)
    place = frozenset({each.question})
    void, gifts = edition.void - place, edition.gifts - place
    if each.kind is Kind.VOID:
        return replace(edition, void=void | place, gifts=gifts)
    if each.kind is Kind.GIFT:
        return replace(edition, void=void, gifts=gifts | place)
    questions = list(edition.questions)
    questions[each.question] = replace(questions[each.question], key=each.key or ())
    return replace(edition, void=void, gifts=gifts, questions=tuple(questions))


def _amendment(raw: dict[str, Any]) -> Amendment:
    key = None if raw["key"] is None else _frozen(raw["key"])
    known: dict[str, Any] = raw | {"kind": Kind(raw["kind"]), "key": key}
    return Amendment(**known)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
