"""Attempts are counted into the sums of their questions, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.psychometrics.figures import Figures, figures
from quiz_app.exams.psychometrics.findings import asked
from quiz_app.exams.psychometrics.observing import Observed, totals
from quiz_app.exams.psychometrics.sums import ItemSums, PaperSums, Sums, names
from quiz_app.exams.queries import tallying
from quiz_app.exams.queries.tallying import ONLY_CURSOR, Due

_FIRST_CLAIM = Statement(
    "INSERT INTO tally_cursors (id, seen_id, revision, at) VALUES (:id, :seen, 1, :at) ON CONFLICT (id) DO NOTHING"
)
_CLAIM = Statement(
    "UPDATE tally_cursors SET seen_id = :seen, revision = revision + 1, at = :at"
    " WHERE id = :id AND revision = :revision"
)
_CLAIM_SUMS = Statement(
    "UPDATE tally_cursors SET revision = revision + 1, at = :at WHERE id = :id AND revision = :revision"
)
_WAIT = Statement("INSERT INTO uncounted_attempts (attempt_id, since) VALUES (:attempt, :at)")
_WAIT_NO_LONGER = Statement("DELETE FROM uncounted_attempts WHERE attempt_id = :attempt")


def _upsert(table: str, keys: Sequence[str], kind: type[Sums], beside: Sequence[str] = ()) -> Statement:
    values = [*names(kind), *beside]
    columns = [*keys, *values]
    return Statement(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}"
    )


_FIGURES = tuple(Figures.__slots__)
_SET_PAPERS = _upsert("edition_tallies", ("edition_id",), PaperSums)
_SET_ITEM = _upsert("edition_question_tallies", ("edition_id", "version_id"), ItemSums, _FIGURES)
_SET_QUESTION = _upsert("question_tallies", ("version_id",), ItemSums, _FIGURES)

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """The rows of the three tables of sums as they shall be."""

    papers: Rows
    items: Rows
    questions: Rows


def changed(session: Session, found: dict[int, Observed], sign: int = 1) -> Change:
    """The sums with what was observed at each edition added, or taken out with the sign -1. Only reads, so that the
    transaction that writes is short."""
    written = {version_id: question for each in found.values() for version_id, question in each.as_written.items()}
    exams = {edition_id: each for edition_id, each in found.items() if each.is_exam}
    papers = tallying.paper_sums(session, sorted(exams))
    items: Rows = []
    for edition_id, each in exams.items():
        papers[edition_id].add(each.papers, sign)
        known = tallying.item_sums(session, edition_id, sorted(each.items))
        items += _item_rows(known, each.items, each.questions, sign, edition_id=edition_id)
    observed = totals(found.values())
    questions = _item_rows(tallying.question_sums(session, sorted(observed)), observed, written, sign)
    return Change([_row(sums, edition_id=edition_id) for edition_id, sums in papers.items()], items, questions)


def recount(session: Session, change: Change, *, revision: int, at: datetime) -> bool:
    """Write sums that a correction changed; false, with nothing done, where they have changed since they were read at
    `revision`."""
    if not _CLAIM_SUMS.run(session, {"id": ONLY_CURSOR, "revision": revision, "at": to_milliseconds(at)}).rowcount:
        return False
    _write(session, change)
    return True


def store(session: Session, due: Due, change: Change, *, at: datetime) -> bool:
    """Move the cursor and write the sums; false, with nothing done, where somebody else did so since they were read."""
    ms = to_milliseconds(at)
    claim = {"id": ONLY_CURSOR, "seen": due.seen_id, "at": ms}
    if due.revision is None:
        claimed = _FIRST_CLAIM.run(session, claim).rowcount
    else:
        claimed = _CLAIM.run(session, claim | {"revision": due.revision}).rowcount
    if not claimed:
        return False
    for statement, rows in (
        (_WAIT, [{"attempt": each, "at": ms} for each in due.passed_over]),
        (_WAIT_NO_LONGER, [{"attempt": each} for each in due.settled]),
    ):
        if rows:
            statement.run(session, rows)
    _write(session, change)
    return True


def _write(session: Session, change: Change) -> None:
    for statement, rows in (
        (_SET_PAPERS, change.papers),
        (_SET_ITEM, change.items),
        (_SET_QUESTION, change.questions),
    ):
        if rows:
            statement.run(session, rows)


def _item_rows(
    known: dict[int, ItemSums],
    observed: dict[int, ItemSums],
    questions: dict[int, EditionQuestion],
    sign: int,
    **keys: int,
) -> Rows:
    rows = []
    for version_id, sums in known.items():
        sums.add(observed[version_id], sign)
        question = questions[version_id]
        found = figures(sums, asked(question.type, question.options, question.key))
        rows.append(_row(sums, version_id=version_id, **keys) | {name: getattr(found, name) for name in _FIGURES})
    return rows


def _row(sums: Sums, **keys: int) -> dict[str, Any]:
    values = sums.values().items()
    return keys | {name: orjson.dumps(value).decode() if isinstance(value, list) else value for name, value in values}
