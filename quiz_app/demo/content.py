"""The question banks and courses that travel with the program, for a site that has none yet."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.actions import enemies, pictures
from quiz_app.banks.actions import loading as banks
from quiz_app.banks.actions.reading import read_repository
from quiz_app.core import paths
from quiz_app.core.files.media import Media
from quiz_app.courses import text_format
from quiz_app.courses.actions import loading as courses
from quiz_app.courses.text_format import COURSE_FILE, CourseFiles
from quiz_app.exams.queries.pools import drawable
from quiz_app.organizations.actors import operator
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import actions as regulations


def load(session: Session, root: Unit, *, media: Media, at: datetime) -> None:
    """As if they had been loaded at `at`; what is there already stays as it is."""
    repository, actor = read_repository(), operator(root.path)
    regulations.load(session, actor, root, repository.registry)
    pictures.keep(session, actor, root, repository.pictures.values(), shelf=media.part(pictures.SHELF), at=at)
    banks.load(session, actor, root, repository.banks, repository.registry, at=at)
    enemies.load(session, actor, root, repository.enemies, at=at)
    questions = drawable(session, root, banks=())
    for files in _courses():
        courses.load(session, files, root, media=media, at=at, questions=questions)


def _courses() -> list[CourseFiles]:
    folders = sorted(found.parent for found in paths.courses().glob(f"*/{COURSE_FILE}"))
    return [
        text_format.read({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")})
        for folder in folders
    ]
