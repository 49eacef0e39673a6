"""What is said to many: to everybody below a unit, to members by name, or as a reminder under quota and quiet hours.

`announce` and `tell` are for rooms above, which know who may say it; a notice stays as it was sent.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.statements import Statement
from quiz_app.notices import kinds
from quiz_app.notices.queries import relief, reminding
from quiz_app.notices.queries import sent as queries
from quiz_app.notices.quiet import first_moment
from quiz_app.notices.reminders import WEEK, Reminded
from quiz_app.notices.tables.notices import Notice, NoticeRecipient
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

AT_ONCE = 5000
Page = Mapping[str, Any] | None

_ADD_MATTER = Statement("INSERT INTO reminder_matters (name) VALUES (:name) ON CONFLICT (name) DO NOTHING")


def send(session: Session, actor: Actor, unit: Unit, *, title: str, body: str, at: datetime) -> int:
    """Say something to everybody below a unit that the actor watches over; the id of the notice."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    if queries.just_sent(session, actor, unit, title.strip(), body.strip()):
        raise Conflict("上一条发给这个单位的通知和这条一字不差，没有再发。要补充时请写明补充了什么。", code="sent")
    kind = kinds.ANNOUNCEMENT
    return announce(session, unit=unit, title=title, body=body, kind=kind, page=None, sent_by=actor.member_id, at=at)


def announce(
    session: Session,
    *,
    unit: Unit,
    title: str,
    body: str,
    kind: str,
    page: Page,
    sent_by: int | None,
    at: datetime,
    waits: bool = False,
) -> int:
    """Tell everybody below `unit`, those who come later too; the id of the notice. No row is written per member.

    `body` is Markdown; `page` holds an `endpoint` and the values of its address; `sent_by` is a member, None the site.
    With `waits` it lies in quiet hours until they end, as a reminder does; the quota is for reminders alone.
    """
    notice = _notice(title, body, kind, page, sent_by, _due(session, at) if waits else at)
    notice.unit_id, notice.listed = unit.id, False
    notice.delivered = queries.count_below(session, unit)
    session.add(notice)
    session.flush()
    return notice.id


def tell(
    session: Session,
    *,
    member_ids: Collection[int],
    title: str,
    body: str,
    kind: str,
    page: Page,
    sent_by: int | None,
    at: datetime,
    unit: Unit | None = None,
    waits: bool = False,
) -> int:
    """Tell some members, 200,000 if need be; the id of the notice, 0 (and no notice) where none of them is on a roster.

    As `announce`. Who watches over `unit` may see how many have read it; without one only `sent_by` may.
    """
    notice = _notice(title, body, kind, page, sent_by, _due(session, at) if waits else at)
    notice.unit_id, notice.listed = unit.id if unit else None, True
    return notice.id if _deliver(session, notice, member_ids) else 0


def remind(
    session: Session,
    actor: Actor,
    unit: Unit,
    *,
    about: str,
    title: str,
    body: str,
    page: Page,
    member_ids: Collection[int],
    at: datetime,
    until: datetime | None = None,
) -> Reminded:
    """Remind members below `unit` of a matter (`about`, such as `exam:12`) which is over at `until`.

    Whoever was reminded of it as often as the quota allows, by whomever, is left out; in quiet hours the reminder lies
    until they end, and nothing has to run for it to be read then. Nothing is sent that would come after `until`.
    """
    require(actor, Permission.BRANCH_WATCH, unit.path)
    if not about or len(about) > kinds.LONGEST_MATTER:
        raise ValueError(f"a matter has 1 to {kinds.LONGEST_MATTER} characters")
    due = _due(session, at)
    quota, waits = relief.reminder_quota(session), due > at
    if until is not None and until <= due:
        return Reminded(0, 0, 0, quota, due, waits, is_late=True)
    notice = _notice(title, body, kinds.REMINDER, page, actor.member_id, due)
    _ADD_MATTER.run(session, {"name": about})
    matter = reminding.hold_matter(session, about)
    wanted = set(member_ids)
    often = wanted & reminding.reminded_often(session, matter, since=due - WEEK, times=quota) if quota else wanted
    notice.unit_id, notice.listed, notice.matter_id, notice.left_out = unit.id, True, matter, len(often)
    told = _deliver(session, notice, wanted - often, top=unit.path)
    gone = len(wanted) - len(often) - told
    return Reminded(told, len(often), gone, quota, due, waits and told > 0, notice_id=notice.id if told else None)


def _due(session: Session, at: datetime) -> datetime:
    return first_moment(at, relief.quiet_hours(session))


def _notice(title: str, body: str, kind: str, page: Page, sent_by: int | None, at: datetime) -> Notice:
    title, body = title.strip(), body.strip()
    if wrong := kinds.problems(title, body):
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if kind not in kinds.LABELS or not kinds.is_page(page):
        raise ValueError(f"not a kind of notice, or not a page: {kind}, {page}")
    kept = dict(page) if page else None
    return Notice(kind=kind, title=title, body=body, source_page=kept, sent_by=sent_by or None, sent_at=at, left_out=0)


def _deliver(session: Session, notice: Notice, member_ids: Collection[int], *, top: str = "/") -> int:
    """Send a notice to those among some members who are on a roster below `top`; how many they are. With nobody, there
    is no notice either."""
    wanted: Sequence[int] = sorted(set(member_ids))
    notice.delivered = 0
    session.add(notice)
    session.flush()
    told = 0
    for start in range(0, len(wanted), AT_ONCE):
        chosen = queries.recipients(notice.id, wanted[start : start + AT_ONCE], top=top)
        adding = insert(NoticeRecipient).from_select(["member_id", "notice_id"], chosen)
        added = session.execute(adding, execution_options={"preserve_rowcount": True})
        told += cast(CursorResult[Any], added).rowcount
    if told:
        notice.delivered = told
    else:
        session.delete(notice)
    session.flush()
    return told
