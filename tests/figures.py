"""What tests measured: shown at the end, and kept for `make proof`, which runs the slow ones."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz_app.core.db import Database

KEPT = Path(__file__).resolve().parents[1] / "build" / "figures.json"


@pytest.fixture
def record_figure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Keep figures of a test by name; they are told where it passes."""

    def record(name: str, database: Database | None = None, **values: object) -> None:
        kind = {"database": database.engine.dialect.name} if database else {}
        record_property("figure", {"name": name} | kind | values)

    return record


def tell(terminal: pytest.TerminalReporter) -> None:
    passed = terminal.stats.get("passed", ())
    figures = [value for report in passed for name, value in report.user_properties if name == "figure"]
    if not figures:
        return
    terminal.section("测得的数字")
    for each in figures:
        terminal.line(f"  {json.dumps(each, ensure_ascii=False)}")
    if terminal.config.option.markexpr == "slow":
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
