"""What an import would do: decided before anything is written, and the same for the dry run and the import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quiz_app.banks.checks import question_problems
from quiz_app.banks.duplicates import duplicates
from quiz_app.banks.fields import by_field
from quiz_app.banks.formats.protocol import Reading, Refused, Unsupported
from quiz_app.banks.importing.items import take
from quiz_app.banks.markup import NO_WORDS
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.table import TYPES
from quiz_app.core.problems import refused
from quiz_app.core.progress import Tell, unheard
from quiz_app.regulations.registry import Registry

MAY_BE_MISSING = ("没有解析", "没有知识点", "没有依据")
COLUMNS = {
    "stem": "题干",
    "options": "选项",
    "right": "答案",
    "answers": "答案",
    "prompts": "选项",
    "explanation": "解析",
    "knowledge_points": "知识点",
}
MEND = "在文件里改好这一处，再导入一次。"


@dataclass(frozen=True, slots=True)
class Twin:
    """A row that asks the same as a question of the bank (by its code) or an earlier row of the file."""

    row: int
    of: str
    similarity: float


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`questions` come in, as drafts without codes, in the order of the file; the others are named with their rows."""

    questions: tuple[QuestionText, ...]
    refused: tuple[Refused, ...]
    twins: tuple[Twin, ...]
    unsupported: tuple[Unsupported, ...]


def plan(
    reading: Reading,
    *,
    area: str,
    registry: Registry,
    known: Sequence[QuestionText],
    keeps_twins: bool = False,
    tell: Tell = unheard,
) -> ImportPlan:
    """Turn what was read into questions; `known` are those of the bank, for finding what is there already.

    A question may lack explanation, knowledge points and basis: it is a draft then, and says what it waits for. What
    else `banks check` would refuse is refused. Twins stay outside unless `keeps_twins`.
    """
    taken, faults, left_out = [], list(reading.refused), list(reading.unsupported)
    for number, item in enumerate(reading.items, start=1):
        tell("逐题检查", number, len(reading.items))
        made = take(item, area=area, registry=registry)
        if isinstance(made, Refused):
            faults.append(made)
        elif found := list(_faults(made.text, registry)):
            faults += found
        else:
            taken.append(made.text)
            left_out += made.left_out
    twins = () if keeps_twins else _twins(taken, known, tell)
    outside = {twin.row for twin in twins}
    return ImportPlan(
        questions=tuple(text for text in taken if text.line not in outside),
        refused=tuple(sorted(faults)),
        twins=twins,
        unsupported=_summed(left_out),
    )


def as_json(made: ImportPlan, *, form: str, encoding: str | None) -> dict[str, Any]:
    """`{format, encoding, accepted, refused: [{row, column, reason, mend}], duplicates: [{row, of, similarity}],
    unsupported: [{row, what}]}`"""
    return {
        "format": form,
        "encoding": encoding,
        "accepted": len(made.questions),
        "refused": [
            {"row": each.row, "column": each.column, "reason": each.reason, "mend": each.mend} for each in made.refused
        ],
        "duplicates": [{"row": each.row, "of": each.of, "similarity": each.similarity} for each in made.twins],
        "unsupported": [{"row": each.row, "what": each.what} for each in made.unsupported],
    }


def _faults(text: QuestionText, registry: Registry) -> Iterable[Refused]:
    found = refused(question_problems(replace(text, line=0), registry, None))
    serious = [each for each in found if not _may_wait(each.reason)]
    for field, reason in by_field(TYPES[text.type].interaction, serious).items():
        yield Refused(text.line, COLUMNS.get(field, "依据"), reason, MEND)


def _may_wait(reason: str) -> bool:
    """Whether a draft may be taken in with this fault."""
    return reason.startswith(MAY_BE_MISSING) or NO_WORDS in reason


def _twins(taken: Sequence[QuestionText], known: Sequence[QuestionText], tell: Tell) -> tuple[Twin, ...]:
    """Each row once, with the first question that asks the same."""
    together = [*known, *taken]
    found: dict[int, Twin] = {}
    for pair in duplicates(together, tell=lambda done, total: tell("查找重复", done, total)):
        if pair.second < len(known):
            continue
        row, first = together[pair.second].line, together[pair.first]
        of = first.code if pair.first < len(known) else f"第 {first.line} 行"
        found.setdefault(row, Twin(row, of, round(float(pair.similarity), 2)))
    return tuple(found[row] for row in sorted(found))


def _summed(left_out: Sequence[Unsupported]) -> tuple[Unsupported, ...]:
    """The same thing in many rows is named once, with how many."""
    rows: dict[str, list[int]] = {}
    for each in left_out:
        rows.setdefault(each.what, []).append(each.row)
    return tuple(
        Unsupported(min(where), what if len(where) == 1 else f"{what}（共 {len(where)} 处）")
        for what, where in rows.items()
    )
