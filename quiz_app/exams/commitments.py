"""A draw that anybody can check: a fingerprint is published before, and after the exam what it was taken of.

The fingerprint is BLAKE2b (RFC 7693) over the draw sheet, keyed with the seed: whoever sees it cannot foresee a paper,
and whoever published it cannot change the seed, the pools or the plan afterwards. The draw sheet is all of an edition
that drawing needs, as JSON: the questions by their codes, with no texts and no keys.
"""

import json
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from quiz_app.core.errors import Invalid
from quiz_app.exams.editions import DrawPlan, Edition, EditionCell, EditionQuestion
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.reviews import Phase, ends_for_good, phase, review_of, waits_for_publication
from quiz_app.exams.sheets import LETTERS

NOT_A_SHEET = "这不是抽题数据：请用考试页面“核对抽题”里下载的文件。"


def is_open(exam: Any, at: Any) -> bool:
    """Whether the seed may be known: the exam has closed and can never open again."""
    return phase(exam, at) >= Phase.CLOSED and ends_for_good(exam)


def is_promised(exam: Any) -> bool:
    """Whether the seed will be known one day: exams that publish anything at their end, or by hand after it, cannot be
    reopened then; others can, and then a known seed would foretell papers."""
    return exam.closes_at is not None and (ends_for_good(exam) or waits_for_publication(review_of(exam)))


def fingerprint(edition: Edition, seed: bytes) -> str:
    """64 hexadecimal digits."""
    return _fingerprint(_sheet(edition), seed)


def opened(edition: Edition, seed: bytes) -> dict[str, Any]:
    """What is published after the exam: the draw sheet, the seed, and the fingerprint that was published before."""
    return {"fingerprint": fingerprint(edition, seed), "seed": seed.hex(), "sheet": _sheet(edition)}


def redrawn(published: Any, *, member_id: int, number: int) -> list[tuple[str, str]]:
    """A member's paper out of what was published: of each question its code and the order of its options, as the
    letters that they were written with. Refuses what does not fit its own fingerprint."""
    try:
        seed = bytes.fromhex(published["seed"])
        fits = _fingerprint(published["sheet"], seed) == published["fingerprint"]
        edition = _edition(published["sheet"]) if fits else None
    except (KeyError, TypeError, ValueError):
        raise Invalid(NOT_A_SHEET) from None
    if edition is None:
        raise Invalid("抽题数据与它的指纹不符：文件被改动过，请重新下载。")
    paper = draw(edition, member_seed(seed, member_id), number)
    return [(edition.questions[item.question].code, "".join(LETTERS[place] for place in item.order)) for item in paper]


def _sheet(edition: Edition) -> dict[str, Any]:
    questions = [[each.code, each.type, len(each.options)] for each in edition.questions]
    plan = None if edition.plan is None else asdict(edition.plan)
    return {"cells": [asdict(cell) for cell in edition.cells], "questions": questions, "plan": plan}


def _fingerprint(sheet: Any, seed: bytes) -> str:
    canonical = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return blake2b(canonical, key=seed, person=b"draw sheet", digest_size=32).hexdigest()


def _edition(sheet: dict[str, Any]) -> Edition:
    cells = tuple(EditionCell(cell["count"], cell["points"], tuple(cell["pool"])) for cell in sheet["cells"])
    questions = tuple(
        EditionQuestion(place, code, kind, "", 0, "", ("",) * options, (), "", (), ())
        for place, (code, kind, options) in enumerate(sheet["questions"])
    )
    plan = None if sheet["plan"] is None else DrawPlan(**{name: _frozen(each) for name, each in sheet["plan"].items()})
    return Edition("", 0, 0, "none", cells, questions, plan)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
