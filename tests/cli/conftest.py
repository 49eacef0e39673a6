"""A site of its own in a folder of its own, and the command line on it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz_app.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"QUIZ_APP_INSTANCE": str(tmp_path / "instance")}


@pytest.fixture
def run(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; its result has `exit_code`, `stdout` and `stderr`."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    def call(*words: str) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def upgraded(run: Run, environ: dict[str, str], empty_sqlite: Path) -> Run:
    """The database is as `db upgrade` leaves it."""
    place = Path(environ["QUIZ_APP_INSTANCE"])
    place.mkdir()
    shutil.copy(empty_sqlite, place / "quiz.db")
    return run


@pytest.fixture
def founded(upgraded: Run) -> Run:
    """The site has its highest unit and its first administrator."""
    found = upgraded("members", "found", "--unit", "东山省委", "--number", "R001", "--name", "管理员")
    assert found.exit_code == 0, found.stderr
    return upgraded
