"""One place commits, one file of a room selects, and pages do neither."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import OUTSIDE_ROOMS, Module, modules, teach

THE_COMMIT = "quiz_app/core/db.py"
COMMITS = {"commit", "begin"}
SELECTS = {"select", "exists", "union", "union_all", "lateral"}
LOOKS = {"session.get", "session.query"}  # get_one follows a reference that a found row holds
NO_SQL = ("sqlalchemy.orm.Session", "sqlalchemy.exc.")
SELECTING = re.compile(r"\s*(SELECT|WITH)\s")


def test_only_the_transaction_commits() -> None:
    teach(
        (
            f"{module.name}:{line} calls {call}"
            for module in modules()
            for call, line in module.calls
            if module.name != THE_COMMIT and "." in call and call.rpartition(".")[2] in COMMITS
        ),
        "All that a request does is durable together or did not happen: that holds only while one place commits. Use"
        " `with database.transaction() as session:` in pages, api, cli and tasks, and flush in actions.",
    )


def test_every_select_of_a_room_stands_in_its_queries() -> None:
    teach(
        (
            f"{module.name}:{line} {what}"
            for module in modules()
            if module.room not in ("", *OUTSIDE_ROOMS) and module.part not in ("queries", "tables")
            for what, line in _selects(module)
        ),
        "Finding is authorising: whoever reads queries.py sees everything that the room can find and for whom. Move the"
        " SELECT there, take the actor, and call it.",
    )


def test_pages_and_api_speak_no_sql() -> None:
    teach(
        (
            f"{module.name}:{line} imports {name}"
            for module in modules()
            if module.part in ("pages", "api", "forms", "schemas")
            for name, line in module.imports
            if name.startswith("sqlalchemy.") and not name.startswith(NO_SQL)
        ),
        "A page turns a request into arguments and a result into an answer. Ask queries.py and actions.py instead.",
    )


def test_only_core_listens_to_the_database() -> None:
    teach(
        (
            f"{module.name}:{line}"
            for module in modules()
            for name, line in module.imports
            if name in ("sqlalchemy.event", "sqlalchemy.event.listens_for", "blinker.Signal") and module.room != "core"
        ),
        "An event hook is work that nobody who reads the caller can see. Call the function directly, or let the upper"
        " room follow by cursor in its own task.",
    )


def _selects(module: Module) -> Iterator[tuple[str, int]]:
    for name, line in module.imports:
        if name.startswith("sqlalchemy.") and name.rpartition(".")[2] in SELECTS:
            yield f"imports {name}", line
    for call, line in module.calls:
        if call in LOOKS:
            yield f"calls {call}", line
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SELECTING.match(node.value):
            yield "holds a SELECT", node.lineno
