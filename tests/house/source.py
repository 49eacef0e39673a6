"""The project's own files as the house rules read them."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "quiz_app"
OUTSIDE_ROOMS = ("core", "demo", "bench", "cli", "frontend")
WORLDLY = ("tables", "queries", "actions", "forms", "schemas", "pages", "api", "tasks")
FORBIDDEN_TO_KEEP = (".venv", "node_modules", "dist", "build", "instance")


@dataclass(frozen=True)
class Module:
    """One Python file of the package. `part` is the file or folder of the room that it is or stands in."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        parts = self.path.relative_to(PACKAGE).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def part(self) -> str:
        parts = self.path.relative_to(PACKAGE).parts
        return Path(parts[1]).stem if len(parts) > 1 else ""

    @property
    def is_pure(self) -> bool:
        return self.room not in ("", *OUTSIDE_ROOMS) and self.part not in (*WORLDLY, "__init__")

    @property
    def imports(self) -> Iterator[tuple[str, int]]:
        """Dotted names, `from a import b` as `a.b`, with their lines."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    @property
    def calls(self) -> Iterator[tuple[str, int]]:
        """What is called, as written: `session.get`, `select`; with their lines."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                yield ast.unparse(node.func), node.lineno


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted(path for path in files() if path.suffix == ".py" and path.is_relative_to(PACKAGE))
    return tuple(Module(path, ast.parse(path.read_text())) for path in paths)


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be kept in version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else _walked()
    return tuple(path for name in sorted(set(names)) if name and (path := ROOT / name).is_file())


def text_of(path: Path) -> str:
    """The text of a file, empty for what is not text."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def teach(found: Iterable[str], lesson: str) -> None:
    """Fail when anything was found, saying where, why the rule exists and what to do instead."""
    listed = sorted(found)
    assert not listed, "\n".join(["", *listed, "", lesson])


def _walked() -> list[str]:
    """The same from the folders themselves, where there is no git: an unpacked archive."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [path.as_posix() for path in paths if not set(path.parts) & set(FORBIDDEN_TO_KEEP)]
