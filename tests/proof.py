"""`make proof`: the measurements that take long, by the command line itself, with their figures kept in one file."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.figures import KEPT

POSTGRESQL = os.environ.get("QUIZ_APP_TEST_DATABASE_URL")
MEASUREMENTS = {
    "exam": ("exam", "--size", "5000", "--members", "5000"),
    "parts": ("parts", "--size", "1000"),
    "saving": ("saving", "--size", "20000"),
    "night": ("night", "--size", "3000"),
    "closing": ("closing", "--size", "20000"),
    "storm": ("storm", "--size", "3000"),
    "correction": ("correction", "--size", "100000"),
    "standings": ("standings", "--size", "1000000"),
    "contest": ("contest", "--size", "200000"),
    "scale": ("scale", "--size", "1000000", "--attempts", "1000"),
}


def main(target: Path) -> int:
    """Measure on every database at hand and write `{tests: […], exam: {sqlite: …, postgresql: …}, …}`, with what the
    slow tests measured before; 1 if any failed."""
    figures: dict[str, Any] = {"tests": json.loads(KEPT.read_text()) if KEPT.exists() else []}
    failed = False
    for name, words in MEASUREMENTS.items():
        for beside in ("sqlite", "postgresql") if POSTGRESQL else ("sqlite",):
            where = ("--postgresql", POSTGRESQL) if beside == "postgresql" and POSTGRESQL else ()
            done = subprocess.run(
                [sys.executable, "-m", "quiz_app", "bench", *words, *where, "--json"],
                stdout=subprocess.PIPE,
                check=False,
            )
            failed |= done.returncode != 0
            figures.setdefault(name, {})[beside] = json.loads(done.stdout) if done.stdout else None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
            sys.stdout.write(f"{name} · {beside}: {json.dumps(figures[name][beside], ensure_ascii=False)}\n")
    if not POSTGRESQL:
        sys.stdout.write("PostgreSQL（QUIZ_APP_TEST_DATABASE_URL 没有设置）没有测\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
