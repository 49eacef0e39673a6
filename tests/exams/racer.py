"""One process of a race: threads that save or submit the same attempts, each in its own transaction.

Reads one JSON object on standard input, starts at the instant that it names, prints what every thread was told.
`guarded: false` switches off what the product relies on, to show that the test sees a loss: the conditions of the
updates, the lock on the attempt, the ledger's key, and the transaction around a submission. Guarded or not, a save
waits a moment between what it reads and what it writes, so that others come in between.
"""

import json
import random
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

from quiz_app.core.db import Database, from_milliseconds
from quiz_app.core.errors import Refusal
from quiz_app.core.statements import Statement
from quiz_app.exams.actions import closing, saving, sitting
from quiz_app.members.tokens import Token
from quiz_app.points import actions as points

UNGUARDED_SAVE = (
    "UPDATE attempts SET sheet = :sheet, revision = :revision, saved_at = :at WHERE id = :attempt RETURNING deadline_at"
)
UNGUARDED_CLOSE = (
    "UPDATE attempts SET sheet = :sheet, submitted_at = :at, closed_by = :by, score = :score, points_awarded = :points"
    " WHERE id = :attempt"
)
UNGUARDED_AWARD = (
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " VALUES (:member, :rule, :version, :source, 0, :amount, :at)"
)
LONGEST_GAP = 0.004  # seconds
MIX = 5  # shares no factor with 8 threads: who is first at an attempt is not always the one with the lowest revision


def main() -> None:
    race = json.load(sys.stdin)
    database = Database(race["url"], pool_size=race["threads"])
    widen_the_gap()
    if not race["guarded"]:
        take_the_guards_away()
    told: list[dict[str, Any]] = []
    threads = [threading.Thread(target=_run, args=(database, race, index, told)) for index in range(race["threads"])]
    with database.reading() as session:
        session.connection()
    time.sleep(max(0.0, race["begins_at"] - time.time()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    json.dump(told, sys.stdout)


def _run(database: Database, race: dict[str, Any], index: int, told: list[dict[str, Any]]) -> None:
    token = Token(race["sign_in"], race["member"], datetime(2100, 1, 1, tzinfo=UTC))
    at = from_milliseconds(race["at"])
    for number, attempt in enumerate(race["attempts"]):
        revision = race["first_revision"] + (MIX * index + number) % race["threads"]
        try:
            if race["what"] == "submit":
                with database.brief() if race["guarded"] else database.separate() as work:
                    receipt = sitting.submit(work, token, attempt, at=at)
                said: dict[str, Any] = {"receipt": receipt.code, "points": receipt.points_awarded}
            else:
                with database.read_and_write() if race["guarded"] else database.separate() as work:
                    answers = {"1": [f"{number}-{revision}"]}
                    saving.save(work, token, attempt, revision=revision, writer=7, answers=answers, at=at)
                said = {"revision": revision}
        except Refusal as refusal:
            said = {"refused": refusal.code}
        except Exception as error:
            said = {"broken": repr(error)[:300]}
        told.append({"attempt": attempt} | said)


def widen_the_gap() -> None:
    compose = saving.sheet_to_store

    def wait_and_compose(*given: Any) -> Any:
        time.sleep(random.uniform(0, LONGEST_GAP))
        return compose(*given)

    saving.sheet_to_store = wait_and_compose


def take_the_guards_away() -> None:
    saving._SAVE = Statement(UNGUARDED_SAVE)
    closing._CLOSE = Statement(UNGUARDED_CLOSE)
    points._AWARD = Statement(UNGUARDED_AWARD)
    sitting.hot._TO_SUBMIT = sitting.hot._TO_SHOW


if __name__ == "__main__":
    main()
