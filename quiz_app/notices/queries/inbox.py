"""What a member was sent: to all below one of the units that they belong to, or to them by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.notices.kinds import UNREAD_FOR
from quiz_app.notices.tables.notices import Notice, NoticeRead, NoticeRecipient
from quiz_app.organizations.actors import Actor, ancestors
from quiz_app.organizations.tables import Unit

NO_NOTICE = "没有找到这条消息，或者它不是发给你的。"


@dataclass(frozen=True, slots=True)
class Received:
    """A notice with who sent it (`sender` and `unit` may be empty: the site itself) and when the reader read it."""

    notice: Notice
    unit: str
    sender: str
    read_at: datetime | None


def unread(session: Session, actor: Actor, at: datetime) -> int:
    """How many notices of the last 90 days the actor has not read."""
    asked = {"units": ancestors(actor.unit_path), "member": actor.member_id, "since": at - UNREAD_FOR, "at": at}
    return session.scalar(_UNREAD, asked) or 0


def unread_ids(session: Session, actor: Actor, at: datetime) -> list[int]:
    """All that the actor has not read, of whatever age."""
    ids = union_all(_ids_to_units(actor, at), _ids_to_member(actor, at)).subquery()
    return list(session.scalars(select(Notice.id).where(Notice.id.in_(select(ids.c.id)), ~_is_read(actor.member_id))))


def inbox(session: Session, actor: Actor, *, limit: int, after: int | None = None, at: datetime) -> list[Received]:
    """Up to `limit` notices, the latest first, from behind the notice `after` on."""
    parts = []
    for ids in (_ids_to_units(actor, at), _ids_to_member(actor, at)):
        some = ids.order_by(Notice.id.desc()).limit(limit)
        parts.append(select((some.where(Notice.id < after) if after else some).subquery().c.id))
    found = union_all(*parts).subquery()
    query = _listing(actor).where(Notice.id.in_(select(found.c.id))).order_by(Notice.id.desc()).limit(limit)
    return [_received(*row) for row in session.execute(query)]


def find_received(session: Session, actor: Actor, notice_id: int, *, at: datetime) -> Received:
    """A notice that was sent to the actor, 404 for any other, also for one that waits for the end of quiet hours."""
    to_member = exists().where(NoticeRecipient.notice_id == Notice.id, NoticeRecipient.member_id == actor.member_id)
    query = _listing(actor).where(
        Notice.id == notice_id, _is_out(at), or_(_to_units(ancestors(actor.unit_path)), to_member)
    )
    for row in session.execute(query):
        return _received(*row)
    raise NotFound(NO_NOTICE)


def _listing(actor: Actor) -> Select[Notice, str, str, datetime]:
    own = and_(NoticeRead.notice_id == Notice.id, NoticeRead.member_id == actor.member_id)
    return (
        select(Notice, Unit.name, Member.name, NoticeRead.read_at)
        .outerjoin(Unit, Unit.id == Notice.unit_id)
        .outerjoin(Member, Member.id == Notice.sent_by)
        .outerjoin(NoticeRead, own)
    )


def _received(notice: Notice, unit: str | None, sender: str | None, read_at: datetime | None) -> Received:
    return Received(notice, unit or "", sender or "", read_at)


def _ids_to_units(actor: Actor, at: datetime) -> Select[int]:
    return select(Notice.id).where(_to_units(ancestors(actor.unit_path)), _is_out(at))


def _ids_to_member(actor: Actor, at: datetime) -> Select[int]:
    listed = Notice.id == NoticeRecipient.notice_id
    return (
        select(Notice.id).join(NoticeRecipient, listed).where(NoticeRecipient.member_id == actor.member_id, _is_out(at))
    )


def _to_units(units: Sequence[int] | BindParameter[Any]) -> ColumnElement[bool]:
    return and_(Notice.unit_id.in_(units), Notice.listed.is_(False))


def _is_out(at: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    return Notice.sent_at <= at


def _is_read(member_id: int | BindParameter[Any]) -> ColumnElement[bool]:
    return exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.member_id == member_id)


def _count_unread() -> Select[int]:
    member, at = bindparam("member"), bindparam("at")
    recent = Notice.sent_at > bindparam("since")
    to_units = _to_units(bindparam("units", expanding=True))
    by_unit = select(func.count()).where(to_units, _is_out(at), recent, ~_is_read(member))
    by_name = (
        select(func.count())
        .select_from(NoticeRecipient)
        .join(Notice, Notice.id == NoticeRecipient.notice_id)
        .where(NoticeRecipient.member_id == member, _is_out(at), recent, ~_is_read(member))
    )
    return select(by_unit.scalar_subquery() + by_name.scalar_subquery())


_UNREAD = _count_unread()
"""Built once: every page asks it, and to build a statement takes longer than to run it."""
