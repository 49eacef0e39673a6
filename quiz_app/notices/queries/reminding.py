"""Who has been reminded of a matter how often."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz_app.notices.tables.notices import Notice, NoticeRecipient, ReminderMatter


def hold_matter(session: Session, name: str) -> int:
    """The id of a matter that is there, held: of two reminders at once, the second counts the first."""
    return session.scalars(select(ReminderMatter.id).where(ReminderMatter.name == name).with_for_update()).one()


def reminded_often(session: Session, matter_id: int, *, since: datetime, times: int) -> set[int]:
    """Who was reminded of a matter `times` or more after `since`; reminders that wait to be sent count too."""
    query = (
        select(NoticeRecipient.member_id)
        .join(Notice, Notice.id == NoticeRecipient.notice_id)
        .where(Notice.matter_id == matter_id, Notice.sent_at > since)
        .group_by(NoticeRecipient.member_id)
        .having(func.count() >= times)
    )
    return set(session.scalars(query))
