"""What writes the ledger."""

from datetime import datetime

from quiz_app.boards.actions import record_points
from quiz_app.core.db import AnyWork, Statement, to_milliseconds
from quiz_app.points.rules.protocol import Rule

_AWARD = Statement(
    "INSERT INTO ledger_entries (member_id, rule, rule_version, source_id, serial, amount, at)"
    " VALUES (:member, :rule, :version, :source, 0, :amount, :at)"
    " ON CONFLICT (member_id, rule, source_id, serial) DO NOTHING"
)


def award(work: AnyWork, rule: Rule, *, member_id: int, source_id: int, at: datetime) -> int:
    """Credit a member by a rule for a source, once: the points credited now, 0 if it was credited before."""
    values = {
        "member": member_id,
        "rule": rule.number,
        "version": rule.version,
        "source": source_id,
        "amount": rule.amount,
        "at": to_milliseconds(at),
    }
    if _AWARD.run(work, values).rowcount == 0:
        return 0
    record_points(work, member_id, rule.amount, at=at)
    return rule.amount
