"""The courses that come with the site are loaded as new versions; what was edited on the site is never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quiz_app.core.errors import Invalid
from quiz_app.core.files.media import Media
from quiz_app.core.problems import refused
from quiz_app.courses.actions.publishing import fill_missing_quizzes, show_to_members
from quiz_app.courses.actions.versions import REPOSITORY, add_course, add_version, content_digest
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.text_format import CourseFiles
from quiz_app.exams.editions import EditionQuestion
from quiz_app.organizations.tables import Unit


class Outcome(StrEnum):
    """`KEPT`: the course was edited on the site or belongs to somebody there, so it stays as it is."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one course; `without_quiz` names lessons for whose quiz the banks hold too few questions."""

    code: str
    title: str
    outcome: Outcome
    without_quiz: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        said = {
            Outcome.CREATED: "新装入",
            Outcome.UPDATED: "更新为新的一版",
            Outcome.UNCHANGED: "没有变化",
            Outcome.KEPT: "在网站上改过，保留网站上的版本，没有覆盖",
        }[self.outcome]
        missing = f"；题库的题不够，暂时没有小测：{'、'.join(self.without_quiz)}" if self.without_quiz else ""
        return f"{self.code}《{self.title}》：{said}{missing}"


def load(
    session: Session,
    files: CourseFiles,
    unit: Unit,
    *,
    media: Media,
    at: datetime,
    questions: Sequence[EditionQuestion] | None = None,
) -> Loaded:
    """Load and publish one course for `unit` and everything below it. Refuses files that have errors. `questions` are
    those that the unit may draw, for whoever loads many courses and has read them once."""
    if faults := refused(files.problems):
        raise Invalid(f"{faults[0].file} 第 {faults[0].line} 行：{faults[0].reason}请改正后再装入。")
    code, title = files.header.code, files.header.title
    known = queries.course_coded(session, code)
    if known is None:
        course, outcome = add_course(session, code, unit, REPOSITORY), Outcome.CREATED
    elif known.course.origin != REPOSITORY:
        return Loaded(code, title, Outcome.KEPT)
    elif known.draft.digest == content_digest(files):
        missing = fill_missing_quizzes(session, known.course, known.draft, at=at, questions=questions)
        return Loaded(code, title, Outcome.UNCHANGED, tuple(missing))
    else:
        course, outcome = known.course, Outcome.UPDATED
    edition = add_version(session, course, files, origin=REPOSITORY, by=None, media=media, at=at)
    missing = show_to_members(session, course, edition, by=None, at=at, questions=questions)
    return Loaded(code, title, outcome, tuple(missing))
