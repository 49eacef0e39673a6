"""Question banks, courses and regulation texts as they lie in folders."""

from collections.abc import Sequence
from pathlib import Path

from quiz_app.banks.text_format import reader
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.cli.output import Refused
from quiz_app.core import paths
from quiz_app.core.config import Settings
from quiz_app.core.problems import Problem, refused
from quiz_app.courses import text_format
from quiz_app.courses.text_format import COURSE_FILE, CourseFiles
from quiz_app.regulations import registry as registries
from quiz_app.regulations import texts as regulation_texts
from quiz_app.regulations.registry import Registry
from quiz_app.regulations.texts import Texts

NOT_A_BANK = "README.md"
REGISTRY = "regulations.toml"


def banks(given: Sequence[Path] = ()) -> list[BankFile]:
    """The banks in these files and folders, or all that travel with the program."""
    found: list[Path] = []
    for path in given or [paths.question_banks()]:
        found += sorted(path.glob("*.md")) if path.is_dir() else [path]
    return [reader.read(_text(path), _shown(path)) for path in found if path.name != NOT_A_BANK]


def courses(given: Sequence[Path] = ()) -> list[CourseFiles]:
    """The courses in these folders, or all that travel with the program."""
    return [_course(folder) for path in given or [paths.courses()] for folder in _course_folders(path)]


def knowledge_points() -> set[str]:
    """What the quizzes of courses can draw by: the knowledge points of published questions."""
    questions = (question for bank in banks() for question in bank.questions if question.draft_reason is None)
    return {point for question in questions for point in question.knowledge_points}


def registry() -> Registry:
    path = paths.question_banks() / REGISTRY
    return registries.read(_text(path), _shown(path))


def texts(registry: Registry, folder: Path | None) -> Texts | None:
    """The regulation texts in `folder`, else in that of the settings; None where there are none."""
    folder = folder or Settings.read().regulation_texts
    if folder is None:
        return None
    return regulation_texts.gather(registry, {path.name: _text(path) for path in sorted(folder.glob("*.txt"))})


def in_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [{"file": each.file, "line": each.line, "reason": each.reason} for each in problems]


def faults(problems: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """(what refuses, what only advises)"""
    refusing = refused(tuple(problems))
    return list(refusing), [each for each in problems if each not in refusing]


def _course_folders(path: Path) -> list[Path]:
    if (path / COURSE_FILE).is_file():
        return [path]
    return sorted(found.parent for found in path.glob(f"*/{COURSE_FILE}"))


def _course(folder: Path) -> CourseFiles:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return text_format.read(files, _shown(folder))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Refused(f"打不开 {path}（{error.strerror}）：请核对路径。") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} 不是 UTF-8 文本：请另存为 UTF-8。") from None


def _shown(path: Path) -> str:
    """The path as somebody in this folder would write it."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
