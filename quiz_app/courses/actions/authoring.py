"""Trainers upload courses and mend them; each change is a new version, and none is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.files.media import Media
from quiz_app.courses import drafts, text_format
from quiz_app.courses.actions.versions import SITE, add_course, add_version, digest_of
from quiz_app.courses.drafts import CourseFields, LessonFields
from quiz_app.courses.queries import authoring as queries
from quiz_app.courses.queries.authoring import ManagedCourse
from quiz_app.courses.text_format import CourseFiles
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def upload(
    session: Session, actor: Actor, unit: Unit, files: CourseFiles, *, media: Media, at: datetime
) -> tuple[int, bool]:
    """Take a package in as the newest version of the course with its code. The course's id, and whether it is news."""
    require(actor, Permission.COURSE_WRITE, unit.path)
    raise NotImplementedError
