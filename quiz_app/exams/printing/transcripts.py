"""A member's own result on paper: the score, what each area gave, and the whole paper with answers and key.

Carries the key: made only where `reviews.may_see_key` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from quiz_app.banks.printing.questions import Numbered, as_asked, sections
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.banks.types.true_false import VERDICTS
from quiz_app.core.calendar import local
from quiz_app.core.printing.model import Block, Document, Heading, Part, Table, plain
from quiz_app.core.printing.reading import NO_PICTURES
from quiz_app.exams.delivery import deliver, in_points, prepare
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import Result
from quiz_app.exams.papers import Paper
from quiz_app.exams.printing.booklets import question_of, solved
from quiz_app.exams.results import by_area
from quiz_app.exams.sheets import LETTERS, Sheet


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sat what and when: `number` counts the member's attempts, `receipt` proves what was handed in."""

    title: str
    member_name: str
    unit_name: str
    number: int
    started_at: datetime
    submitted_at: datetime
    receipt: str


def transcript(
    sitting: Sitting,
    edition: Edition,
    paper: Paper,
    sheet: Sheet,
    result: Result,
    *,
    explained: bool = True,
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> Document:
    """成绩单与答卷; without the explanations and what they are based on unless `explained`."""
    delivered = deliver(prepare(edition), paper)
    questions = [
        Numbered(
            shown.no,
            question_of(shown).asked,
            shown.points,
            right if explained else replace(right, explanation="", bases=()),
            given=_given(shown.type, sheet[shown.no].values if shown.no in sheet else ()),
            score=in_points(marked.score),
        )
        for shown, item, marked in zip(delivered, paper, result.items, strict=True)
        for right in [solved(edition.questions[item.question], item)]
    ]
    blocks: tuple[Block, ...] = (
        _facts(sitting, edition, result),
        Heading("各部分得分"),
        _areas(edition, paper, result),
        *sections(questions, lambda run: as_asked(run, pictures)),
    )
    title = f"{sitting.title} 成绩单与答卷"
    return Document(title, (Part(title, blocks),), pictures)


def _facts(sitting: Sitting, edition: Edition, result: Result) -> Table:
    verdict = "合格" if result.passed(edition.pass_percent) else "未合格"
    score = f"{in_points(result.score):g} 分（满分 {in_points(result.max_score):g} 分，{verdict}）"
    rows = (
        ("姓名", sitting.member_name, "单位", sitting.unit_name),
        ("成绩", score, "次数", f"第 {sitting.number} 次"),
        ("开始", _moment(sitting.started_at), "交卷", _moment(sitting.submitted_at)),
        ("回执号", sitting.receipt, "", ""),
    )
    return Table(tuple(tuple(plain(cell) for cell in row) for row in rows), has_head=False)


def _moment(instant: datetime) -> str:
    return f"{local(instant):%Y-%m-%d %H:%M}"


def _areas(edition: Edition, paper: Paper, result: Result) -> Table:
    parts = by_area(edition, paper, result)
    rows = [("内容", "得分", "满分"), *((part.label, f"{part.score:g}", f"{part.points:g}") for part in parts)]
    return Table(tuple(tuple(plain(cell) for cell in row) for row in rows))


def _given(type: str, values: tuple[str, ...]) -> str:  # noqa: A002
    """`BD`, `对`, `1B 2A`, or the texts by their blanks."""
    if not any(value.strip() for value in values):
        return ""
    match TYPES[type].interaction:
        case Interaction.JUDGE:
            return "".join(VERDICTS[LETTERS.index(value)] if value in LETTERS[:2] else value for value in values)
        case Interaction.CHOOSE_ONE | Interaction.CHOOSE_MANY | Interaction.ORDER:
            return "".join(value or "＿" for value in values)
        case Interaction.PAIR:
            return " ".join(f"{number}{value or '＿'}" for number, value in enumerate(values, start=1))
        case _:
            return "；".join(value or "（空）" for value in values)
