"""Which rows of which tables the demo's units, people and histories are."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quiz_app.demo import rows
from quiz_app.demo.histories import History, Sat, Studied
from quiz_app.demo.people import Person
from quiz_app.demo.places import Tree

_UNIT = ("id", "parent_id", "kind", "name", "path", "position", "version")
_MEMBER = ("id", "number", "name", "unit_id", "kind", "joined_on", "password_hash", "is_demo", "version")
_ENTRY = ("member_id", "rule", "rule_version", "source_id", "serial", "amount", "at")


def units(session: Session, tree: Tree) -> None:
    made = ((each.id, each.parent_id, each.kind, each.name, each.path, each.position, 1) for each in tree.units)
    rows.write(session, "units", _UNIT, made)
    rows.count_on(session, "units")


def members(session: Session, people: Sequence[Person], *, password: str) -> None:
    """Only the sign-ins of the demo have a password; `password` is its hash."""
    made = (
        (
            each.id,
            each.number,
            each.name,
            each.unit.id,
            each.kind,
            each.joined_on and each.joined_on.isoformat(),
            password if each.tries_out else None,
            True,
            1,
        )
        for each in people
    )
    rows.write(session, "members", _MEMBER, made)


def histories(session: Session, people: Sequence[Person], made: Sequence[History]) -> tuple[int, int, int]:
    """How many attempts, finished lessons and entries of the ledger were written."""
    attempts = [sat for each in made for sat in each.attempts]
    studied = [studied for each in made for studied in each.studied]
    entries = [
        (person.id, award.rule.number, award.rule.version, award.source_id, 0, award.rule.amount, award.at)
        for person, each in zip(people, made, strict=True)
        for award in each.awards
    ]
    rows.write(session, "attempts", Sat._fields, attempts)
    rows.write(session, "lesson_progress", Studied._fields, studied)
    rows.write(session, "ledger_entries", _ENTRY, entries)
    return len(attempts), sum(each.finished_at is not None for each in studied), len(entries)


def count_on(session: Session) -> None:
    rows.count_on(session, "members")
