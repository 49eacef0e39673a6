"""Exams that are not for everybody of their unit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.exams.tables.entering import ExamInvitation
from quiz_app.exams.tables.exams import Exam

BATCH = 5000

_INVITE = Statement(
    "INSERT INTO exam_invitations (exam_id, member_id, at) VALUES (:exam, :member, :at) ON CONFLICT DO NOTHING"
)


def invite(session: Session, exam: Exam, member_ids: Collection[int], *, at: datetime) -> None:
    """Let these members sit an exam that is by invitation, besides whoever was invited before."""
    exam.by_invitation = True
    rows = [{"exam": exam.id, "member": each, "at": to_milliseconds(at)} for each in member_ids]
    for start in range(0, len(rows), BATCH):
        _INVITE.run(session, rows[start : start + BATCH])


def take_back(session: Session, exam: Exam, member_ids: Collection[int]) -> None:
    """These members may begin no attempt any more; what they began goes on."""
    session.execute(
        delete(ExamInvitation).where(ExamInvitation.exam_id == exam.id, ExamInvitation.member_id.in_(member_ids))
    )
