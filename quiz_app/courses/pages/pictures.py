"""The pictures of a version, by the addresses under which pages show them."""

from collections.abc import Mapping

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from quiz_app.core.files.media import Media
from quiz_app.core.web.services import database, services
from quiz_app.courses.queries import study
from quiz_app.courses.queries.authoring import managed_course
from quiz_app.courses.tables import CourseFile
from quiz_app.members.pages.identity import actor

POLICY = "default-src 'none'; sandbox"


def file(course_id: int, name: str) -> Response:
    """A picture of the published version; `?of=latest` shows a trainer the one of the draft."""
    with database().reading() as session:
        found = (
            _latest(session, course_id, name) if request.args.get("of") == "latest" else _own(session, course_id, name)
        )
    response = Response(media().read(found.digest), mimetype=found.media_type)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.set_etag(found.digest)
    response.make_conditional(request)
    return response


def addresses(course_id: int, files: list[CourseFile], *, draft: bool = False) -> Mapping[str, str]:
    """A URL for each picture name that lessons may show."""
    which = "latest" if draft else None
    return {each.name: url_for("courses.file", course_id=course_id, name=each.name, of=which) for each in files}


def media() -> Media:
    return Media(services().settings.media)


def _own(session: Session, course_id: int, name: str) -> CourseFile:
    return study.file_named(session, study.own_course(session, actor(), course_id).edition.id, name)


def _latest(session: Session, course_id: int, name: str) -> CourseFile:
    return study.file_named(session, managed_course(session, actor(), course_id).draft.id, name)
