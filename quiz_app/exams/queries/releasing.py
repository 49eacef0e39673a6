"""Whether the results of an exam can be published, and who published them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from quiz_app.exams.reviews import Phase, phase, review_of, waits_for_publication
from quiz_app.exams.tables.attempts import Attempt
from quiz_app.exams.tables.exams import Exam, ResultPublication
from quiz_app.members.tables import Member


@dataclass(frozen=True, slots=True)
class Papers:
    """The attempts at an exam: handed in, still open, and handed in without a score yet."""

    handed_in: int
    open: int
    unscored: int


@dataclass(frozen=True, slots=True)
class Released:
    """Who published the results, and when."""

    name: str
    at: datetime


def obstacles(session: Session, exam: Exam, *, at: datetime) -> list[str]:
    """Sentences on why the results cannot be published at `at`; none where they can."""
    if exam.edition_id is None:
        return ["考试还没有发布。"]
    if not waits_for_publication(review_of(exam)):
        return ["这场考试没有要等组织者公布的内容：成绩和答案按考试规则自己公布。"]
    now = phase(exam, at)
    if now is Phase.PUBLISHED:
        return ["成绩已经公布过了。"]
    if now is Phase.SITTING:
        return ["考试还没有结束：现在公布，还没有考的人会看到答案。请等考试结束后再公布。"]
    papers = papers_of(session, exam)
    said = []
    if papers.open:
        said.append(f"还有 {papers.open} 份试卷没有收上来，几秒钟后系统会收完，请稍等再公布。")
    if papers.unscored:
        said.append(f"还有 {papers.unscored} 份答卷等待阅卷，请先在“阅卷”里评完并公布分数。")
    return said


def papers_of(session: Session, exam: Exam) -> Papers:
    unscored = and_(Attempt.submitted_at.is_not(None), Attempt.score.is_(None))
    query = select(
        func.count(Attempt.submitted_at),
        func.coalesce(func.sum(case((Attempt.submitted_at.is_(None), 1), else_=0)), 0),
        func.coalesce(func.sum(case((unscored, 1), else_=0)), 0),
    ).where(Attempt.exam_id == exam.id)
    return Papers(*map(int, session.execute(query).one()))


def released(session: Session, exam: Exam) -> Released | None:
    query = (
        select(Member.name, ResultPublication.at)
        .join(Member, Member.id == ResultPublication.published_by)
        .where(ResultPublication.exam_id == exam.id)
    )
    row = session.execute(query).first()
    return Released(*row) if row else None
