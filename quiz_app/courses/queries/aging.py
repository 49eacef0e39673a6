"""Which lessons are set aside: those that quote a version of a document which another has replaced.

Nothing is stored: the instant a version is registered as superseded, its lessons are aside, and once they quote the
version in force, or the register is mended, they are back.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select
from sqlalchemy.orm import Session

from quiz_app.courses.passages import Passage, passages
from quiz_app.courses.tables import LessonVersion, Progress
from quiz_app.regulations.queries import documents
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion

Replaced = Mapping[tuple[str, str], tuple[str, RegulationVersion | None]]
"""By (document title, version label): the note of a superseded version and the version in force, None without one."""


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A quotation of a superseded version, with the version of the document in force, None where there is none."""

    passage: Passage
    note: str
    current: RegulationVersion | None

    @property
    def document(self) -> str:
        assert self.passage.citation is not None
        return self.passage.citation.document_title


def replaced(session: Session) -> Replaced:
    """All superseded versions; one query."""
    found = {}
    for each in documents(session):
        current = next((version for version in each.versions if version.superseded_on is None), None)
        for version in each.versions:
            if version.superseded_on is not None:
                found[each.document.title, version.label] = (version.note, current)
    return found


def names_one(gone: Replaced) -> ColumnElement[bool]:
    """SQL for "this lesson version names a document with a superseded version": more than those that quote one."""
    return or_(false(), *(LessonVersion.body.contains(f"《{title}》", autoescape=True) for title, _label in gone))


def may_quote_one() -> ColumnElement[bool]:
    """The same without knowing the superseded versions, for a query that seldom finds any."""
    title = literal("《").concat(RegulationDocument.title).concat("》")
    return exists(
        select(RegulationVersion.id)
        .join(RegulationDocument, RegulationDocument.id == RegulationVersion.document_id)
        .where(RegulationVersion.superseded_on.is_not(None), LessonVersion.body.contains(title))
    )


def old_passages(body: str, gone: Replaced) -> tuple[OldPassage, ...]:
    """The quotations of superseded versions in a lesson."""
    return tuple(_old(body, gone)) if any(title in body for title, _label in gone) else ()


def aside_counts(
    session: Session, editions: Collection[int], member_id: int, gone: Replaced
) -> dict[int, tuple[int, int]]:
    """How many lessons of each course version are aside that the member has not finished, and their minutes."""
    if not gone:
        return {}
    query = (
        select(LessonVersion.course_version_id, LessonVersion.minutes, LessonVersion.body)
        .outerjoin(Progress, and_(Progress.lesson_id == LessonVersion.lesson_id, Progress.member_id == member_id))
        .where(LessonVersion.course_version_id.in_(editions), Progress.finished_at.is_(None), names_one(gone))
    )
    found: dict[int, tuple[int, int]] = {}
    for edition, minutes, body in session.execute(query):
        if old_passages(body, gone):
            lessons, all_minutes = found.get(edition, (0, 0))
            found[edition] = (lessons + 1, all_minutes + minutes)
    return found


def _old(body: str, gone: Replaced) -> Iterator[OldPassage]:
    for passage in passages(body, 1):
        cited = passage.citation
        if cited is not None and (cited.document_title, cited.version_label) in gone:
            yield OldPassage(passage, *gone[cited.document_title, cited.version_label])
