"""Members say what is wrong with a question; whoever keeps its bank answers, and with that the report is closed."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz_app.banks.queries import reports as queries
from quiz_app.banks.queries.reports import FoundReport
from quiz_app.banks.reporting import FAULTS, LONGEST_TEXT, MOST_A_DAY, Evidence
from quiz_app.banks.tables.members import QuestionReport, QuestionReportAnswer
from quiz_app.core.errors import Conflict, Invalid, NotFound, TooMany
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission

DAY = timedelta(days=1)


def report(
    session: Session, actor: Actor, evidence: Evidence, *, fault: str, text: str, at: datetime
) -> QuestionReport:
    """Say that something is wrong. The caller knows that the actor was shown this version of the question.

    Once for a version, and ten times in 24 hours.
    """
    if fault not in FAULTS:
        raise Invalid("请选哪里有问题。", fields={"fault": "请选一项"})
    said = _said(text, "请写明你觉得哪里不对，最好写上出处。")
    question_id = queries.question_of(session, evidence.version_id)
    if question_id is None:
        raise NotFound("没有找到这道题。")
    queries.hold(session, actor)
    if queries.has_reported(session, actor, evidence.version_id):
        raise Conflict("这道题你已经报告过了，答复会出现在“我的纠错”里。", code="reported")
    if queries.how_many_since(session, actor, at - DAY) >= MOST_A_DAY:
        raise TooMany(f"一天最多报告 {MOST_A_DAY} 道题，请明天再来。", retry_after=int(DAY.total_seconds()))
    made = QuestionReport(
        question_id=question_id,
        question_version_id=evidence.version_id,
        member_id=actor.member_id,
        fault=fault,
        text=said,
        source=evidence.source,
        attempt_id=evidence.attempt_id,
        number=evidence.number,
        answered=evidence.answered,
        answered_at=evidence.answered_at,
        reported_at=at,
    )
    session.add(made)
    session.flush()
    return made


def answer(session: Session, actor: Actor, found: FoundReport, *, text: str, at: datetime) -> None:
    """Tell the member what came of it. There is one answer; the caller holds the report."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    said = _said(text, "请写答复：题目改了什么，或者为什么不用改。")
    if found.answer is not None:
        raise Conflict("这条纠错已经有人答复了。", code="answered")
    session.add(
        QuestionReportAnswer(report_id=found.report.id, text=said, answered_by=actor.member_id or None, answered_at=at)
    )
    session.flush()


def _said(text: str, when_empty: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(when_empty, fields={"text": when_empty})
    if len(said) > LONGEST_TEXT:
        sentence = f"最多写 {LONGEST_TEXT} 个字，现在有 {len(said)} 个。"
        raise Invalid(sentence, fields={"text": sentence})
    return said
