"""The pictures that are kept for questions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.questions import QuestionPicture, QuestionPictureUse
from quiz_app.core.errors import NotFound

NO_PICTURE = "没有这张图片，可能已经清除。请回到题目重新打开。"


def find_picture(session: Session, digest: str) -> QuestionPicture:
    """A kept picture: its address names its content, so whoever has it was shown it."""
    found = session.get(QuestionPicture, digest)
    if found is None:
        raise NotFound(NO_PICTURE)
    return found


def kept_among(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those of the digests that are kept."""
    if not digests:
        return frozenset()
    return frozenset(session.scalars(select(QuestionPicture.digest).where(QuestionPicture.digest.in_(digests))))


def unused() -> ColumnElement[bool]:
    """Of a picture: no version shows it."""
    return ~exists().where(QuestionPictureUse.digest == QuestionPicture.digest)


def unused_since(session: Session, moment: datetime, *, most: int) -> list[str]:
    query = select(QuestionPicture.digest).where(QuestionPicture.kept_at < moment, unused()).limit(most)
    return list(session.scalars(query))
