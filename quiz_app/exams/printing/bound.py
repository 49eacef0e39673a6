"""Papers that belong to members: each is the paper of a member's next attempt, with the name on it and no key anywhere.

Every part names its draw: the exam, the edition, whose attempt of which number, and the code by which it is keyed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz_app.banks.markup import shown_pictures
from quiz_app.banks.printing.questions import Numbered, as_asked, as_sheet, sections
from quiz_app.core.files.media import Media
from quiz_app.core.printing.model import Document, Part, note
from quiz_app.core.printing.reading import NO_PICTURES
from quiz_app.exams.delivery import Presented, deliver, in_points, prepare
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.printing.booklets import PAPERS, SHEETS, question_of
from quiz_app.exams.printing.forms import MOST_QUESTIONS_ON_A_PAGE, Printable
from quiz_app.exams.rules import least_passing

MARK = "纸笔"
SIGNED = ("本人签名", "开始时间")
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Bound:
    """Whose paper it is: attempt `number` of the member; `code` as it was kept."""

    member_id: int
    name: str
    member_number: str
    unit_name: str
    number: int
    code: str


def documents(
    exam: Printable, papers: Sequence[Bound], pictures: Mapping[str, bytes] = NO_PICTURES
) -> dict[str, Document]:
    """All papers and all answer sheets, in the same order."""
    presented = prepare(exam.edition)
    asked = {each.code: _questions(exam, presented, each) for each in papers}
    parts = {
        PAPERS: tuple(_paper(exam, each, asked[each.code], pictures) for each in papers),
        SHEETS: tuple(_sheet(exam, each, asked[each.code]) for each in papers),
    }
    return {name: Document(f"{exam.title} {name}", held, pictures) for name, held in parts.items()}


def most_at_once(edition: Edition) -> int:
    """How many papers a request prints, which must end soon."""
    return max(1, min(MOST_AT_ONCE, MOST_QUESTIONS_ON_A_PAGE // edition.size))


def pictures_asked(edition: Edition, shelf: Media) -> dict[str, bytes]:
    """The pictures that takers see, by their addresses: those of explanations stay where they are."""
    texts = (text for each in prepare(edition) for text in _texts(each))
    return {address: shelf.read(digest) for address, digest in shown_pictures(texts).items()}


def _questions(exam: Printable, presented: tuple[Presented, ...], bound: Bound) -> list[Numbered]:
    paper = draw(exam.edition, member_seed(exam.seed, bound.member_id), bound.number)
    return [question_of(each) for each in deliver(presented, paper)]


def _paper(exam: Printable, bound: Bound, questions: Sequence[Numbered], pictures: Mapping[str, bytes]) -> Part:
    least = in_points(least_passing(exam.edition.max_score, exam.edition.pass_percent))
    worth = f"满分 {in_points(exam.edition.max_score):g} 分，{least:g} 分合格"
    return Part(
        exam.title,
        tuple(sections(questions, lambda run: as_asked(run, pictures), hints=True)),
        subtitle=_whose(bound),
        mark=f"{MARK} {bound.code}",
        facts=(worth, f"时间 {exam.edition.minutes} 分钟", *_draw(exam, bound)),
        blanks=SIGNED,
        is_sealed=True,
    )


def _sheet(exam: Printable, bound: Bound, questions: Sequence[Numbered]) -> Part:
    advice = "用黑色签字笔或 2B 铅笔。选择题、判断题把所选的框涂满；其余写在横线、方格或框内，写在别处不计分。"
    return Part(
        f"{exam.title} {SHEETS}",
        (note(advice), *sections(questions, as_sheet)),
        subtitle=_whose(bound),
        mark=f"{MARK} {bound.code}",
        facts=_draw(exam, bound),
        blanks=SIGNED,
    )


def _whose(bound: Bound) -> str:
    return f"{bound.name}　{bound.member_number}　{bound.unit_name}"


def _draw(exam: Printable, bound: Bound) -> tuple[str, ...]:
    return f"定稿 {exam.digest.hex()[:8].upper()}", f"第 {bound.number} 次", f"卷号 {bound.code}"


def _texts(presented: Presented) -> tuple[str, ...]:
    of_parts = (text for part in presented.parts for text in (part.stem, *(each.text for each in part.options)))
    return (presented.stem, *presented.options, *presented.prompts, *of_parts)
