"""A few file names touch the world; every other module of a room is functions of plain values."""

import ast
from collections.abc import Iterator

from tests.house.source import WORLDLY, Module, modules, teach

WORLD = {
    "flask",
    "flask_babel",
    "flask_login",
    "flask_wtf",
    "apiflask",
    "werkzeug",
    "jinja2",
    "wtforms",
    "sqlalchemy",
    "time",
    "secrets",
    "uuid",
    "os",
    "socket",
    "subprocess",
    "threading",
}
WORLD_OF_CORE = ("clock", "config", "jobs", "web")
CLOCKS = {"now", "utcnow", "today"}
LESSON = (
    "Rules that are functions of plain values can be tested in microseconds and used by pages, API, tasks and audits"
    " alike. Take the moment, the rows or the random seed as arguments, and let actions.py, queries.py, pages.py or"
    f" tasks.py hand them in. Only {', '.join(WORLDLY)} may touch the world."
)


def test_pure_modules_import_nothing_of_the_world() -> None:
    teach((f"{module.name}:{line} imports {name}" for module, name, line in _imports() if _is_worldly(name)), LESSON)


def test_pure_modules_import_no_module_of_a_room_that_touches_the_world() -> None:
    teach(
        (
            f"{module.name}:{line} imports {name}"
            for module, name, line in _imports()
            if name.startswith("quiz_app.") and len(name.split(".")) > 3 and name.split(".")[2] in WORLDLY
            if name.split(".")[1] != "core"
        ),
        LESSON,
    )


def test_pure_modules_read_no_clock() -> None:
    teach(
        (
            f"{module.name}:{line} calls {call}"
            for module in _pure()
            for call, line in module.calls
            if call.rpartition(".")[2] in CLOCKS and call.split(".")[0] in ("datetime", "date")
        ),
        LESSON,
    )


def test_chance_is_seeded_everywhere() -> None:
    teach(
        (f"{module.name}:{line}" for module in _pure() for line in _unseeded(module)),
        "The same seed must draw the same paper for ever, for an appeal. Write random.Random(seed).",
    )


def _pure() -> list[Module]:
    found = [module for module in modules() if module.is_pure]
    assert len(found) > 20, "the rule found no modules to hold: has the package moved?"
    return found


def _imports() -> Iterator[tuple[Module, str, int]]:
    return ((module, name, line) for module in _pure() for name, line in module.imports)


def _is_worldly(name: str) -> bool:
    parts = name.split(".")
    if parts[:2] == ["quiz_app", "core"]:
        return parts[2] in WORLD_OF_CORE
    return parts[0] in WORLD


def _unseeded(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            yield from (node.lineno for alias in node.names if alias.name != "Random")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random" and node.attr != "Random":
            yield node.lineno
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("random.Random", "Random") and not node.args:
            yield node.lineno
