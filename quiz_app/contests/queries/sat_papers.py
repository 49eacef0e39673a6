"""The papers of a contest that a member handed in, each of which may be appealed against."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.queries.extras import extras_of
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.extras import ExtraPaper
from quiz_app.core.errors import Invalid
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.queries import hot
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam
from quiz_app.organizations.actors import Actor


@dataclass(frozen=True, slots=True)
class SatPaper:
    """An attempt of one's own that was handed in: in a stage, or at an extra paper between those who were equal in
    `stage` (None: all added up). A final on site has no attempt."""

    stage: Stage | None
    attempt: Attempt | None
    extra: ExtraPaper | None = None

    @property
    def code(self) -> str:
        return f"{self.stage.id if self.stage else 0}.{self.attempt.id if self.attempt else 0}"

    @property
    def label(self) -> str:
        stage = self.stage.title if self.stage else ""
        if self.extra is not None:
            return f"{stage}加赛（第 {self.extra.place} 名并列）"
        return f"{stage} 第 {self.attempt.number} 次" if self.attempt else f"{stage}（现场）"


def sat_papers(session: Session, actor: Actor, contest: Contest) -> list[SatPaper]:
    """What the actor handed in, by stage and in order; the finals on site, whose scores were entered; and the extra
    papers."""
    found: list[SatPaper] = []
    for each in stages_of(session, contest):
        if each.exam is None:
            found.append(SatPaper(each.stage, None))
        else:
            found += [SatPaper(each.stage, attempt) for attempt in _handed_in(session, actor, each.exam)]
    for extra in extras_of(session, contest):
        found += [SatPaper(extra.stage, each, extra.extra) for each in _handed_in(session, actor, extra.exam)]
    return found


def asked(session: Session, attempt: Attempt, number: int | None) -> tuple[int, int]:
    """(edition id, place in it) of the question with a number on the paper of an attempt."""
    prepared = hot.prepared_by_id(session, attempt.edition_id)
    paper = draw(prepared.edition, member_seed(prepared.seed, attempt.member_id), attempt.number)
    if number is None or not 1 <= number <= len(paper):
        said = f"这份试卷有 {len(paper)} 道题，请写 1 到 {len(paper)} 的题号。"
        raise Invalid(said, fields={"question_no": said})
    return attempt.edition_id, paper[number - 1].question


def _handed_in(session: Session, actor: Actor, exam: Exam) -> list[Attempt]:
    query = select(Attempt).where(
        Attempt.exam_id == exam.id, Attempt.member_id == actor.member_id, Attempt.submitted_at.is_not(None)
    )
    return list(session.scalars(query.order_by(Attempt.number)))
