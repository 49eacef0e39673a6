"""Courses and regulation texts as they lie in folders."""

from collections.abc import Sequence
from pathlib import Path

from quiz_app.banks.actions.reading import Repository
from quiz_app.core import paths
from quiz_app.core.config import Settings
from quiz_app.core.errors import Invalid
from quiz_app.courses import text_format
from quiz_app.courses.text_format import COURSE_FILE, CourseFiles
from quiz_app.regulations.queries import read_texts
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import Texts


def courses(given: Sequence[Path] = ()) -> list[CourseFiles]:
    """The courses in these folders, or all that travel with the program."""
    found = [_course(folder) for path in given or [paths.courses()] for folder in _course_folders(path)]
    if not found:
        raise Invalid(f"这里没有课程：课程是有 {COURSE_FILE} 的文件夹，请写对路径。")
    return found


def asked(repository: Repository) -> list[frozenset[str]]:
    """What the quizzes of courses can draw by: the knowledge points of each published question."""
    questions = (question for bank in repository.banks for question in bank.questions)
    return [frozenset(each.knowledge_points) for each in questions if each.draft_reason is None]


def texts_folder(given: Path | None) -> Path | None:
    """The folder that was given, else that of the settings."""
    return given or Settings.read().regulation_texts


def texts(registry: Registry, given: Path | None) -> Texts | None:
    folder = texts_folder(given)
    return read_texts(registry, folder) if folder else None


def _course_folders(path: Path) -> list[Path]:
    if (path / COURSE_FILE).is_file():
        return [path]
    return sorted(found.parent for found in path.glob(f"*/{COURSE_FILE}"))


def _course(folder: Path) -> CourseFiles:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    return text_format.read(files, shown.as_posix())
