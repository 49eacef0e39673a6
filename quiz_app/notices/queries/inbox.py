"""What a member was sent: to all below one of the units that they belong to, or to them by name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
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
    recent = Notice.sent_at > at - UNREAD_FOR
    to_units = select(func.count()).where(_to_units(actor), _is_out(at), recent, ~_is_read(actor))
    to_member = (
        select(func.count())
        .select_from(NoticeRecipient)
        .join(Notice, Notice.id == NoticeRecipient.notice_id)
        .where(NoticeRecipient.member_id == actor.member_id, _is_out(at), recent, ~_is_read(actor))
    )
    return session.scalar(select(to_units.scalar_subquery() + to_member.scalar_subquery())) or 0


def unread_ids(session: Session, actor: Actor, at: datetime) -> list[int]:
    """All that the actor has not read, of whatever age."""
    ids = union_all(_ids_to_units(actor, at), _ids_to_member(actor, at)).subquery()
    return list(session.scalars(select(Notice.id).where(Notice.id.in_(select(ids.c.id)), ~_is_read(actor))))


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
    query = _listing(actor).where(Notice.id == notice_id, _is_out(at), or_(_to_units(actor), to_member))
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
    return select(Notice.id).where(_to_units(actor), _is_out(at))


def _ids_to_member(actor: Actor, at: datetime) -> Select[int]:
    listed = Notice.id == NoticeRecipient.notice_id
    return (
        select(Notice.id).join(NoticeRecipient, listed).where(NoticeRecipient.member_id == actor.member_id, _is_out(at))
    )


def _to_units(actor: Actor) -> ColumnElement[bool]:
    return and_(Notice.unit_id.in_(ancestors(actor.unit_path)), Notice.listed.is_(False))


def _is_out(at: datetime) -> ColumnElement[bool]:
    return Notice.sent_at <= at


def _is_read(actor: Actor) -> ColumnElement[bool]:
    return exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.member_id == actor.member_id)
