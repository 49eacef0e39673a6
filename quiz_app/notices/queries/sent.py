"""What was sent, and who of those it was sent to has read it: for whoever sent it or watches over its unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.notices.counting import UnitReceipts, by_child
from quiz_app.notices.queries.inbox import NO_NOTICE
from quiz_app.notices.tables.notices import Notice, NoticeRead, NoticeRecipient
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice with the unit that it was sent in (None: of no unit), who sent it, and how many have read it."""

    notice: Notice
    unit: Unit | None
    sender: str
    read: int


@dataclass(frozen=True, slots=True)
class Receipts:
    """How many got a notice and read it, in all and by the units right below `unit`. `delivered` counts those who are
    on the roster now; what it was at the sending stands in the notice."""

    unit: Unit | None
    delivered: int
    read: int
    units: list[UnitReceipts]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has not read a notice yet."""

    member_id: int
    name: str
    unit: str


def sent(session: Session, actor: Actor, *, limit: int, before: int | None = None) -> list[Sent]:
    """What the actor sent, and what was sent in units that the actor watches over, the latest first."""
    query = _found().where(or_(Notice.sent_by == actor.member_id, _watched(actor)))
    query = query.order_by(Notice.id.desc()).limit(limit)
    if before:
        query = query.where(Notice.id < before)
    rows = session.execute(query).all()
    read = _reads(session, [notice.id for notice, _unit, _sender in rows])
    return [Sent(notice, unit, sender or "", read.get(notice.id, 0)) for notice, unit, sender in rows]


def find_sent(session: Session, actor: Actor, notice_id: int) -> Sent:
    """A notice whose counts the actor may see: 404 for anybody else, also for its readers."""
    row = session.execute(_found().where(Notice.id == notice_id)).first()
    if row is None or not _may_count(actor, row[0], row[1]):
        raise NotFound(NO_NOTICE)
    return Sent(row[0], row[1], row[2] or "", _reads(session, [notice_id]).get(notice_id, 0))


def counts_of(session: Session, actor: Actor, notice_id: int) -> Sent | None:
    """As `find_sent`, None where it refuses."""
    try:
        return find_sent(session, actor, notice_id)
    except NotFound:
        return None


def receipts(session: Session, notice: Notice, actor: Actor, *, within: Unit | None = None) -> Receipts:
    """How many below `within` (the unit of the notice, unless one is named) got a notice and have read it."""
    top = find_sent(session, actor, notice.id).unit
    scope = within or top
    if within is not None and top is not None and not within.path.startswith(top.path):
        raise NotFound("没有找到这个单位，或者这条消息不是发给它的。")
    query = (
        select(Unit.path, func.count(), func.count(NoticeRead.member_id))
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(NoticeRead, and_(NoticeRead.notice_id == notice.id, NoticeRead.member_id == Member.id))
        .where(_got(notice, scope))
        .group_by(Unit.path)
    )
    homes = [(path, delivered, read) for path, delivered, read in session.execute(query)]
    children = _children(session, scope) if scope else []
    return Receipts(
        unit=scope,
        delivered=sum(delivered for _path, delivered, _read in homes),
        read=sum(read for _path, _delivered, read in homes),
        units=by_child(children, homes),
    )


def who_waits(
    session: Session, notice: Notice, actor: Actor, *, within: Unit | None, limit: int, after: int = 0
) -> list[Waiting]:
    """Who on the rosters that the actor watches over has not read a notice, from behind the member `after` on."""
    query = (
        select(Member.id, Member.name, Unit.name)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.id.in_(_waiting(notice, actor, within)), Member.id > after)
        .order_by(Member.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in session.execute(query)]


def all_who_wait(session: Session, notice: Notice, actor: Actor, *, within: Unit | None) -> list[int]:
    """The ids of those whom `who_waits` lists."""
    return list(session.scalars(_waiting(notice, actor, within)))


def count_below(session: Session, unit: Unit) -> int:
    """How many members are on the rosters of a unit and everything below it."""
    query = select(func.count()).select_from(Member).join(Unit, Unit.id == Member.unit_id)
    return session.scalar(query.where(below(Unit.path, [unit.path]), Member.left_at.is_(None))) or 0


def recipients(notice_id: int, member_ids: Sequence[int], *, top: str = "/") -> Select[int, int]:
    """SQL for the rows that send a notice to those among `member_ids` who are on a roster now, below `top`."""
    query = select(Member.id, literal(notice_id)).where(Member.id.in_(member_ids), Member.left_at.is_(None))
    return query if top == "/" else query.join(Unit, Unit.id == Member.unit_id).where(below(Unit.path, [top]))


def just_sent(session: Session, actor: Actor, unit: Unit, title: str, body: str) -> Notice | None:
    """The latest notice that the actor sent to `unit`, if it has these words; the actor is held, so that of two that
    are sent at once the second sees the first."""
    session.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()
    query = select(Notice).where(Notice.sent_by == actor.member_id, Notice.unit_id == unit.id)
    latest = session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()
    return latest if latest is not None and (latest.title, latest.body) == (title, body) else None


def _may_count(actor: Actor, notice: Notice, unit: Unit | None) -> bool:
    sent_it = notice.sent_by is not None and notice.sent_by == actor.member_id
    return sent_it or (unit is not None and actor.can(Permission.BRANCH_WATCH, unit.path))


def _watched(actor: Actor) -> ColumnElement[bool]:
    reach = actor.reach(Permission.BRANCH_WATCH)
    return below(Unit.path, reach) if reach else false()


def _found() -> Select[Notice, Unit, str]:
    return (
        select(Notice, Unit, Member.name)
        .outerjoin(Unit, Unit.id == Notice.unit_id)
        .outerjoin(Member, Member.id == Notice.sent_by)
    )


def _reads(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = select(NoticeRead.notice_id, func.count()).where(NoticeRead.notice_id.in_(ids))
    return dict(session.execute(query.group_by(NoticeRead.notice_id)).all())  # type: ignore[arg-type]


def _got(notice: Notice, scope: Unit | None) -> ColumnElement[bool]:
    here = [Member.left_at.is_(None)]
    if scope is not None:
        here.append(below(Unit.path, [scope.path]))
    if notice.listed:
        here.append(Member.id.in_(select(NoticeRecipient.member_id).where(NoticeRecipient.notice_id == notice.id)))
    return and_(*here)


def _waiting(notice: Notice, actor: Actor, within: Unit | None) -> Select[int]:
    read = select(NoticeRead.member_id).where(NoticeRead.notice_id == notice.id)
    query = select(Member.id).join(Unit, Unit.id == Member.unit_id)
    return query.where(_got(notice, within), _watched(actor), Member.id.not_in(read))


def _children(session: Session, unit: Unit) -> list[tuple[int, str, str]]:
    query = select(Unit.id, Unit.name, Unit.path).where(Unit.parent_id == unit.id)
    return [(number, name, path) for number, name, path in session.execute(query.order_by(Unit.position, Unit.id))]
