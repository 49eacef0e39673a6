"""Banks and the register as they lie on disk, for the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from quiz_app.banks import enemies
from quiz_app.banks.checks import Report, check
from quiz_app.banks.enemies import EnemyFile
from quiz_app.banks.picture_files import unfit
from quiz_app.banks.text_format import reader
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.banks.text_format.illustrations import illustrated
from quiz_app.core import paths
from quiz_app.core.errors import Invalid
from quiz_app.core.files.media import digest_of
from quiz_app.core.problems import Problem
from quiz_app.regulations import registry as registries
from quiz_app.regulations.queries import REGISTER, read_text, read_texts
from quiz_app.regulations.registry import Registry

NO_BANK = "README.md"
ENEMIES = "enemies.toml"


@dataclass(frozen=True, slots=True)
class Repository:
    """Bank files with the register of the documents that they cite, what their pictures hold, by digest, and the pairs
    that no paper holds together."""

    banks: tuple[BankFile, ...]
    registry: Registry
    pictures: Mapping[str, bytes]
    enemies: EnemyFile = field(default=EnemyFile())


def read_repository(named: Sequence[Path] = ()) -> Repository:
    """The banks in files and folders (ours, if none is named) and the register beside the first, or else our own. The
    pairs that go with them are those of the folders, since a file alone may not hold both questions of a pair."""
    found = [path for each in named or [paths.question_banks()] for path in _bank_files(each)]
    if not found:
        raise Invalid("这里没有题库文件：题库是 .md 文件，请写对文件或文件夹的路径。")
    beside = {path: _pictures(path) for path in found}
    banks = tuple(illustrated(reader.read(read_text(path), _name(path)), beside[path]) for path in found)
    contents = {digest_of(data): data for pictures in beside.values() for data in pictures.values() if not unfit(data)}
    folders = [each for each in named or [paths.question_banks()] if (each / ENEMIES).is_file()]
    pairs = [enemies.read(read_text(each / ENEMIES), _name(each / ENEMIES)) for each in folders]
    return Repository(banks, _registry(found[0].parent), contents, enemies.joined(pairs))


def check_repository(repository: Repository, texts: Path | None = None) -> Report:
    """What `banks check` finds; articles and quotations are compared where the folder of texts is given."""
    at_hand = None if texts is None else read_texts(repository.registry, texts)
    report = check(repository.banks, repository.registry, at_hand)
    codes = {question.code for bank in repository.banks for question in bank.questions}
    found = enemies.problems(repository.enemies, codes)
    return replace(report, problems=tuple(sorted({*report.problems, *found})))


def as_json(report: Report) -> dict[str, Any]:
    """`{questions, published, drafts, errors: [{file, line, reason}], advice, measures, compared}`."""
    return {
        "questions": report.questions,
        "published": report.published,
        "drafts": report.drafts,
        "errors": [_finding(problem) for problem in report.problems if problem.level == "error"],
        "advice": [_finding(problem) for problem in report.problems if problem.level != "error"],
        "measures": {
            code: asdict(measures) | {"difficulty": list(measures.difficulty)}
            for code, measures in report.measures.items()
        },
        "compared": report.compared,
    }


def _finding(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "reason": problem.reason}


def _bank_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(each for each in path.glob("*.md") if each.name != NO_BANK)
    if not path.is_file():
        raise Invalid(f"没有找到 {path}：请写对文件或文件夹的路径。")
    return [path]


def _pictures(bank: Path) -> dict[str, bytes]:
    """What lies in the folder that is called like the bank file, `harbour/` beside `harbour.md`, by name."""
    folder = bank.with_suffix("")
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!.]*")) if path.is_file()}


def _registry(folder: Path) -> Registry:
    beside = folder / REGISTER
    path = beside if beside.is_file() else paths.question_banks() / REGISTER
    return registries.read(read_text(path), _name(path))


def _name(path: Path) -> str:
    """The path as problems name it: from where one stands, if the file lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
