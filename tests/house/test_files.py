"""Small files with names of the domain: a reader finds a thing by its name and holds a file in the head."""

import ast

from tests.house.source import PACKAGE, ROOT, files, modules, teach, text_of

LONGEST = 300
COUNTED = {".py", ".html", ".js", ".mjs", ".css", ".scss", ".toml"}
WRITTEN_BY_TOOLS = ("migrations/versions/",)
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    kept = [path for path in files() if path.suffix in COUNTED and not _by_a_tool(path.relative_to(ROOT).as_posix())]
    lengths = {path: text_of(path).count("\n") for path in kept}
    teach(
        (f"{path.relative_to(ROOT)}: {length} lines" for path, length in lengths.items() if length > LONGEST),
        f"A file past {LONGEST} lines does several things. Make it a folder of the same name with a file for each.",
    )


def test_no_name_says_nothing() -> None:
    teach(
        (
            str(path.relative_to(ROOT))
            for path in files()
            if {part.split(".")[0] for part in path.relative_to(ROOT).parts} & NAMES_OF_NOTHING
        ),
        "Such a place collects whatever has no home. Name it for what it does, in the room that it belongs to.",
    )


def test_init_files_are_empty() -> None:
    teach(
        (module.name for module in modules() if module.path.name == "__init__.py" and module.path.stat().st_size),
        "Code in __init__.py runs when anything below is imported. Put it into a module with a name and import that.",
    )


def test_every_folder_of_the_package_with_code_is_a_package() -> None:
    folders = {module.path.parent for module in modules()} - {PACKAGE / "frontend"}
    teach(
        (str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()),
        "Without __init__.py, import-linter does not see the folder and its floors are not held. Add an empty one.",
    )


def test_imports_stand_at_the_top() -> None:
    teach(
        (
            f"{module.name}:{inner.lineno}"
            for module in modules()
            for function in ast.walk(module.tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for inner in ast.walk(function)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ),
        "An import inside a function hides which rooms a module needs, most often a circle. Move what both need down a"
        " floor, or hand it in as an argument.",
    )


def _by_a_tool(name: str) -> bool:
    return name.startswith(WRITTEN_BY_TOOLS)
