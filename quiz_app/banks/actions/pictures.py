"""The pictures of questions: kept by their content, shared by all versions that show them, forgotten when none does."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, insert, text, update
from sqlalchemy.orm import Session

from quiz_app.banks import picture_files
from quiz_app.banks.queries import pictures as queries
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables.questions import QuestionPicture, QuestionPictureUse
from quiz_app.core.db import Instant
from quiz_app.core.errors import Invalid
from quiz_app.core.files import kinds
from quiz_app.core.files.media import Media, digest_of
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

SHELF = "questions"
GONE = "有图片放得太久，已经清除了。请重新上传图片，再保存一次。"

_KEEP = text(
    "INSERT INTO question_pictures (digest, media_type, kept_at) VALUES (:digest, :media_type, :at)"
    " ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at"
).bindparams(bindparam("at", type_=Instant))


def shelf(media: Path) -> Media:
    """The part of the media folder that this room keeps, so that it alone decides what is forgotten there."""
    return Media(media).part(SHELF)


def keep(session: Session, actor: Actor, unit: Unit, pictures: Iterable[bytes], *, shelf: Media, at: datetime) -> None:
    """Keep contents, each under its digest. Refuses what may be no picture of a question.

    The row comes before the file: whoever forgets the same picture at this moment holds the row, and the file is
    written after it is gone.
    """
    require(actor, Permission.QUESTION_WRITE, unit.path)
    by_digest = {digest_of(data): data for data in pictures}
    for digest in sorted(by_digest):
        data = by_digest[digest]
        kind, reason = kinds.picture(data), picture_files.unfit(data)
        if kind is None or reason:
            raise Invalid(f"有一张图片{reason}")
        session.execute(_KEEP, {"digest": digest, "media_type": kind.media_type, "at": at})
        shelf.keep(data)


def use(session: Session, texts: Mapping[int, QuestionText], *, at: datetime) -> None:
    """Versions, by their ids, show the pictures of their texts from now on. Refused where one is not kept any more."""
    rows = [
        {"question_version_id": version_id, "digest": digest}
        for version_id, said in texts.items()
        for digest in sorted({digest for _, digest in said.pictures})
    ]
    if not rows:
        return
    digests = {row["digest"] for row in rows}
    still = update(QuestionPicture).where(QuestionPicture.digest.in_(digests)).values(kept_at=at)
    kept = session.scalars(still.returning(QuestionPicture.digest)).all()
    if len(kept) != len(digests):
        raise Invalid(GONE, fields={"pictures": GONE})
    session.execute(insert(QuestionPictureUse), rows)


def forget(session: Session, *, shelf: Media, before: datetime, most: int) -> int:
    """Delete pictures that no version shows and nobody asked for since `before`; how many."""
    digests = queries.unused_since(session, before, most=most)
    gone = session.scalars(
        delete(QuestionPicture)
        .where(QuestionPicture.digest.in_(digests), QuestionPicture.kept_at < before, queries.unused())
        .returning(QuestionPicture.digest)
    ).all()
    for digest in gone:
        shelf.forget(digest)
    return len(gone)
