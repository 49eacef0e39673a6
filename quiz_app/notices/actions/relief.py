"""Setting the switches of the relief page, and a member's own word on the name."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.statements import Statement
from quiz_app.notices.queries import relief as queries
from quiz_app.notices.switches import LONGEST_REASON, SWITCHES
from quiz_app.notices.tables.relief import ReliefChange
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission

_AGREE = Statement(
    "INSERT INTO name_consents (member_id, given_at) VALUES (:member, :at) ON CONFLICT (member_id) DO NOTHING"
)


def set_switch(session: Session, actor: Actor, code: str, *, value: str, reason: str, at: datetime) -> ReliefChange:
    """Set a switch of the whole site, with a reason that everybody reads."""
    require(actor, Permission.RELIEF_MANAGE, queries.site_path(session))
    switch, why = SWITCHES[code], reason.strip()
    wrong = {}
    if problem := switch.problem(value):
        wrong["value"] = problem
    if not why or len(why) > LONGEST_REASON:
        wrong["reason"] = f"请写明为什么改，最多 {LONGEST_REASON} 个字；这句话人人看得到。"
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if value == queries.value_of(session, code):
        raise Conflict("它现在就是这样设的，没有改动。", code="unchanged")
    change = ReliefChange(switch=code, value=value, reason=why, changed_by=actor.member_id or None, changed_at=at)
    session.add(change)
    session.flush()
    return change


def show_name(session: Session, actor: Actor, *, at: datetime) -> None:
    """Let boards show the actor's own name."""
    _AGREE.run(session, {"member": actor.member_id, "at": to_milliseconds(at)})


def hide_name(session: Session, actor: Actor) -> None:
    """Take that back: the name is masked at the next look."""
    found = queries.consent_of(session, actor.member_id)
    if found is not None:
        session.delete(found)
        session.flush()
