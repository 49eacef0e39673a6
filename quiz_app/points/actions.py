"""What writes the ledger."""

from datetime import datetime

from quiz_app.boards.actions import record_points
from quiz_app.core.db import AnyWork, Statement, to_milliseconds
from quiz_app.points.queries import Standing
from quiz_app.points.rules.protocol import Rule

_AWARD = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " VALUES (:member, :rule, :version, :source, 0, :amount, :at)"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)

_AWARD_ANEW = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " SELECT :member, :rule, :version, :source, e.serial + 1, :amount, :at FROM ledger_entries e"
    " JOIN ledger_entries r ON r.reverses_id = e.id"
    " WHERE e.member_id = :member AND e.rule = :rule AND e.source_id = :source AND e.reverses_id IS NULL"
    " ORDER BY e.serial DESC LIMIT 1"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)
_REVERSE = Statement(
    "INSERT INTO ledger_entries"
    " (member_id, rule, rule_version, source_id, serial, amount, at, actor_id, reverses_id, evidence)"
    " SELECT member_id, rule, rule_version, source_id, -1 - serial, -amount, :at, :actor, id, :evidence"
    " FROM ledger_entries WHERE id = :entry"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)


def award(work: AnyWork, rule: Rule, *, member_id: int, source_id: int, at: datetime) -> int:
    """Credit a member by a rule for a source, once: the points credited now, 0 if it was credited before. What was
    reversed since may be credited again, under the next serial."""
    values = {
        "member": member_id,
        "rule": rule.number,
        "version": rule.version,
        "source": source_id,
        "amount": rule.amount,
        "at": to_milliseconds(at),
    }
    if _AWARD.run(work, values).rowcount == 0 and _AWARD_ANEW.run(work, values).rowcount == 0:
        return 0
    record_points(work, member_id, rule.amount, at=at)
    return rule.amount


def reverse(work: AnyWork, entry: Standing, *, actor_id: int | None, evidence: str, at: datetime) -> int:
    """Take back an award by an entry of its own, which reverses it for ever and once: the points taken back now."""
    values = {"entry": entry.id, "actor": actor_id, "evidence": evidence, "at": to_milliseconds(at)}
    if _REVERSE.run(work, values).rowcount == 0:
        return 0
    record_points(work, entry.member_id, -entry.amount, at=at)
    return entry.amount
