"""What writes the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from quiz_app.boards.actions.recording import Movement, record_points
from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.points.queries import Standing
from quiz_app.points.rules.protocol import Rule

_AWARD = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " VALUES (:member, :rule, :version, :source, 0, :amount, :at)"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING",
    ahead=True,
)

_AWARD_ANEW = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " SELECT :member, :rule, :version, :source, e.serial + 1, :amount, :at FROM ledger_entries e"
    " JOIN ledger_entries r ON r.reverses_id = e.id"
    " WHERE e.member_id = :member AND e.rule = :rule AND e.source_id = :source AND e.reverses_id IS NULL"
    " ORDER BY e.serial DESC LIMIT 1"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)
_AWARD_WHERE_NONE_STANDS = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " SELECT CAST(:member AS INTEGER), CAST(:rule AS SMALLINT), CAST(:version AS SMALLINT), CAST(:source AS INTEGER),"
    " COALESCE(MAX(e.serial) + 1, 0), CAST(:amount AS INTEGER), CAST(:at AS BIGINT) FROM ledger_entries e"
    " LEFT JOIN ledger_entries r ON r.reverses_id = e.id"
    " WHERE e.member_id = :member AND e.rule = :rule AND e.source_id = :source AND e.reverses_id IS NULL"
    " HAVING COUNT(e.id) = COUNT(r.id)"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)
_REVERSE = Statement(
    "INSERT INTO ledger_entries"
    " (member_id, rule, rule_version, source_id, serial, amount, at, actor_id, reverses_id, evidence)"
    " SELECT member_id, rule, rule_version, source_id, -1 - serial, -amount, :at, :actor, id, :evidence"
    " FROM ledger_entries WHERE id = :entry"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)


class Asked(NamedTuple):
    """A rule that was asked to credit somebody; what the ledger said to it comes with the next trip to it."""

    rule: Rule
    values: dict[str, Any]
    written: Any


def award(work: AnyWork, rule: Rule, *, member_id: int, source_id: int, at: datetime) -> int:
    """Credit a member by a rule for a source, once: the points credited now, 0 if it was credited before. What was
    reversed since may be credited again, under the next serial."""
    points = entered(work, ask(work, [rule], member_id=member_id, source_id=source_id, at=at))
    show(work, [(member_id, points, at)])
    return sum(points)


def ask(work: AnyWork, rules: Sequence[Rule], *, member_id: int, source_id: int, at: datetime) -> list[Asked]:
    """The first third of `award`, for some rules at once; `entered` and `show` belong into the same transaction."""
    values = [_award_values(rule, member_id, source_id, at) for rule in rules]
    return [Asked(rule, each, _AWARD.run(work, each)) for rule, each in zip(rules, values, strict=True)]


def entered(work: AnyWork, asked: Sequence[Asked]) -> list[int]:
    """The points of each entry that was made."""
    return [
        each.rule.amount
        for each in asked
        if each.written.rowcount == 1 or _AWARD_ANEW.run(work, each.values).rowcount == 1
    ]


def show(work: AnyWork, credited: Sequence[tuple[int, Sequence[int], datetime]]) -> None:
    """Add the points of entries to the boards, for each (member id, points of each entry, when they were made)."""
    record_points(work, [Movement(who, sum(points), at, len(points)) for who, points, at in credited if points])


def reverse(work: AnyWork, entry: Standing, *, actor_id: int | None, evidence: str, at: datetime) -> int:
    """Take back an award by an entry of its own, which reverses it for ever and once: the points taken back now."""
    values = {"entry": entry.id, "actor": actor_id, "evidence": evidence, "at": to_milliseconds(at)}
    if _REVERSE.run(work, values).rowcount == 0:
        return 0
    record_points(work, [Movement(entry.member_id, -entry.amount, at)])
    return entry.amount


def award_all(work: AnyWork, rule: Rule, *, member_ids: Sequence[int], source_id: int, at: datetime) -> bool:
    """Credit members of whom none holds the award, as `award` would each of them; false where one holds it after all,
    and then what was written is to be undone."""
    rows = [_award_values(rule, each, source_id, at) for each in member_ids]
    if rows and _AWARD_WHERE_NONE_STANDS.run(work, rows).rowcount != len(rows):
        return False
    record_points(work, [Movement(each, rule.amount, at) for each in member_ids])
    return True


def reverse_all(
    work: AnyWork, entries: Sequence[Standing], *, actor_id: int | None, evidence: str, at: datetime
) -> bool:
    """Take back awards as `reverse` would each of them; false where one was reversed already, and then what was written
    is to be undone."""
    beside = {"actor": actor_id, "evidence": evidence, "at": to_milliseconds(at)}
    rows = [{"entry": each.id} | beside for each in entries]
    if rows and _REVERSE.run(work, rows).rowcount != len(rows):
        return False
    record_points(work, [Movement(each.member_id, -each.amount, at) for each in entries])
    return True


def _award_values(rule: Rule, member_id: int, source_id: int, at: datetime) -> dict[str, Any]:
    return {
        "member": member_id,
        "rule": rule.number,
        "version": rule.version,
        "source": source_id,
        "amount": rule.amount,
        "at": to_milliseconds(at),
    }
