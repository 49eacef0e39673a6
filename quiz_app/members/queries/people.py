"""Every SELECT about people, their sign-ins and the roster."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member, RosterUpload, SignIn, SignInFailure
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.kinds import GROUP
from quiz_app.organizations.permissions import Permission, Role
from quiz_app.organizations.queries import below, grants_of
from quiz_app.organizations.tables import RoleGrant, Unit

CHUNK = 2000
NO_MEMBER = "没有找到这名党员，或者不在你的范围内。"


class Registered(NamedTuple):
    """A line of the stored roster."""

    id: int
    number: str
    name: str
    unit_id: int
    path: str
    kind: str
    joined_on: date | None
    phone: str | None
    has_left: bool
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the unit that keeps the roster."""

    member: Member
    unit: Unit


def find_actor(session: Session, token: Token, *, at: datetime) -> Actor | None:
    """The member behind a token with the grants that hold now; None if the sign-in has ended or is a narrow one."""
    asked = {"sign_in_id": token.sign_in_id, "member_id": token.member_id, "at": at}
    return _actor(session, session.execute(_SIGNED_IN, asked), token.sign_in_id)


def actor_for(session: Session, member_id: int) -> Actor:
    """Whoever asked for a job, with the grants that hold when it is run; refused once they have left."""
    if found := _actor(session, session.execute(_actors().where(Member.id == member_id)), 0):
        return found
    raise NotFound("交办这个任务的人已不在名册上，没有执行。请由在册的人重新提交。")


def sign_ins_of(session: Session, actor: Actor, *, at: datetime) -> list[SignIn]:
    """The actor's own sign-ins that hold, newest first."""
    query = (
        select(SignIn)
        .where(SignIn.member_id == actor.member_id, SignIn.ended_at.is_(None), SignIn.expires_at > at)
        .order_by(SignIn.id.desc())
    )
    return list(session.scalars(query))


def find_own_sign_in(session: Session, actor: Actor, sign_in_id: int) -> SignIn:
    found = session.get(SignIn, sign_in_id)
    if found is None or found.member_id != actor.member_id:
        raise NotFound("没有找到这台设备的登录，可能已经退出。")
    return found


def own_record(session: Session, actor: Actor) -> Person:
    return Person(*session.execute(_people().where(Member.id == actor.member_id)).one())


def find_person(session: Session, actor: Actor, member_id: int) -> Person:
    """A member of a unit that the actor watches over, or the actor's own self."""
    row = session.execute(_people().where(Member.id == member_id)).first()
    if row is None or not (member_id == actor.member_id or actor.can(Permission.BRANCH_WATCH, row[1].path)):
        raise NotFound(NO_MEMBER)
    return Person(*row)


def find_person_by_number(session: Session, actor: Actor, number: str) -> Person:
    row = session.execute(_people().where(Member.number == number, Member.left_at.is_(None))).first()
    if row is None or not actor.can(Permission.BRANCH_WATCH, row[1].path):
        raise NotFound(f"没有找到编号为“{number[:32]}”的党员，或者不在你的范围内。请核对编号。")
    return Person(*row)


def people(
    session: Session, actor: Actor, *, top: str = "", words: str = "", left: bool = False, after: int = 0, limit: int
) -> list[Person]:
    """Who is on the rosters that the actor watches over (or has `left` them), behind the member `after`; below the
    unit at `top` only."""
    gone = Member.left_at.is_not(None) if left else Member.left_at.is_(None)
    query = (
        _people()
        .where(below(Unit.path, actor.reach(Permission.BRANCH_WATCH)), gone, Member.id > after)
        .order_by(Member.id)
        .limit(limit)
    )
    if top:
        query = query.where(below(Unit.path, [top]))
    if words:
        named = Member.name.contains(words, autoescape=True)
        query = query.where(or_(named, Member.number.startswith(words, autoescape=True)))
    return [Person(*row) for row in session.execute(query)]


def holders(session: Session, unit: Unit) -> list[Row[RoleGrant, Member, Unit]]:
    """Who holds a role in this very unit, with the unit whose roster they are on."""
    query = (
        select(RoleGrant, Member, Unit)
        .join(Member, Member.id == RoleGrant.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(RoleGrant.unit_id == unit.id)
        .order_by(RoleGrant.id)
    )
    return list(session.execute(query))


def roles_of(session: Session, actor: Actor, member_id: int) -> list[Row[RoleGrant, Unit]]:
    """The roles of a member in units that the actor watches over, or all of the actor's own."""
    query = (
        select(RoleGrant, Unit)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.member_id == member_id)
        .order_by(RoleGrant.id)
    )
    if member_id != actor.member_id:
        query = query.where(below(Unit.path, actor.reach(Permission.BRANCH_WATCH)))
    return list(session.execute(query))


def units_in_reach(session: Session, actor: Actor) -> list[Row[int, str, str, str]]:
    """(id, name, path, kind) of every unit whose roster the actor keeps, in tree order."""
    query = select(Unit.id, Unit.name, Unit.path, Unit.kind).where(
        below(Unit.path, actor.reach(Permission.MEMBER_MANAGE))
    )
    return list(session.execute(query.order_by(Unit.path)))


def by_numbers(session: Session, numbers: Sequence[str]) -> Iterator[Registered]:
    """The members with these numbers wherever they are, in chunks, also those who left."""
    for start in range(0, len(numbers), CHUNK):
        found = session.execute(_registered().where(Member.number.in_(numbers[start : start + CHUNK])))
        yield from (Registered._make(row) for row in found)


def on_rosters(session: Session, actor: Actor, top: str = "") -> Iterator[Registered]:
    """Everybody on the rosters that the actor keeps (below `top` only), by unit."""
    query = _registered().where(below(Unit.path, actor.reach(Permission.MEMBER_MANAGE)), Member.left_at.is_(None))
    if top:
        query = query.where(below(Unit.path, [top]))
    found = session.execute(query.order_by(Unit.path, Member.id).execution_options(yield_per=CHUNK))
    yield from (Registered._make(row) for row in found)


def secretaries(session: Session, actor: Actor) -> set[tuple[int, int]]:
    """(member id, unit id) of every secretary in the actor's reach."""
    query = (
        select(RoleGrant.member_id, RoleGrant.unit_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.role == Role.SECRETARY, below(Unit.path, actor.reach(Permission.MEMBER_MANAGE)))
    )
    return {(member_id, unit_id) for member_id, unit_id in session.execute(query)}


def waiting_for_a_password(session: Session, actor: Actor) -> Iterator[tuple[str, str, str, bytes]]:
    """(number, name, path of the unit, what is kept of the initial password) of those who have yet to choose one."""
    query = (
        select(Member.number, Member.name, Unit.path, Member.initial_key)
        .join(Unit, Unit.id == Member.unit_id)
        .where(
            below(Unit.path, actor.reach(Permission.MEMBER_MANAGE)),
            Member.left_at.is_(None),
            Member.initial_key.is_not(None),
        )
        .order_by(Unit.path, Member.id)
        .execution_options(yield_per=CHUNK)
    )
    yield from session.execute(query)


def without_a_password(session: Session, actor: Actor) -> list[Row[int, str]]:
    """(id, number) of everybody on the actor's rosters who has chosen no password."""
    return list(session.execute(_without_a_password(select(Member.id, Member.number), actor).order_by(Member.id)))


def count_without_a_password(session: Session, actor: Actor) -> int:
    return session.scalar(_without_a_password(select(func.count()).select_from(Member), actor)) or 0


def find_upload(session: Session, actor: Actor, upload_id: int, *, held: bool = False) -> RosterUpload:
    """An upload of the actor's own; `held`, so that two confirmations of it follow one another."""
    query = select(RosterUpload).where(RosterUpload.id == upload_id, RosterUpload.member_id == actor.member_id)
    found = session.scalars(query.with_for_update() if held else query).first()
    if found is None:
        raise NotFound("这份名册已经导入过，或放得太久被清除了。请重新上传。")
    return found


def failures_before(session: Session, moment: datetime, most: int) -> list[bytes]:
    return list(session.scalars(select(SignInFailure.account).where(SignInFailure.last_at < moment).limit(most)))


def uploads_before(session: Session, moment: datetime, most: int) -> list[int]:
    return list(session.scalars(select(RosterUpload.id).where(RosterUpload.uploaded_at < moment).limit(most)))


def expired_before(session: Session, moment: datetime, most: int) -> list[int]:
    return list(session.scalars(select(SignIn.id).where(SignIn.expires_at < moment).limit(most)))


def anybody(session: Session) -> bool:
    return session.scalar(select(Member.id).limit(1)) is not None


def _actors() -> Select[*tuple[Any, ...]]:
    above = aliased(Unit)
    branch = case((Unit.kind == GROUP, above.name), else_=Unit.name)
    return (
        select(Member.id, Member.name, Unit.id, Unit.name, branch, Unit.path, Member.initial_key.is_not(None))
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Member.left_at.is_(None))
    )


_SIGNED_IN = (
    _actors()
    .join(SignIn, SignIn.member_id == Member.id)
    .where(
        Member.id == bindparam("member_id"),
        SignIn.id == bindparam("sign_in_id"),
        SignIn.only_exam_id.is_(None),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("at"),
    )
)
"""Built once: every page asks it, and to build a statement takes longer than to run it."""


def _actor(session: Session, rows: Iterable[Row[*tuple[Any, ...]]], sign_in_id: int) -> Actor | None:
    for member_id, name, unit_id, unit, branch, path, must_choose in rows:
        grants = grants_of(session, member_id)
        return Actor(member_id, name, unit_id, unit, path, sign_in_id, grants, bool(must_choose), branch or unit)
    return None


def _without_a_password(query: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    return query.join(Unit, Unit.id == Member.unit_id).where(
        below(Unit.path, actor.reach(Permission.MEMBER_MANAGE)),
        Member.left_at.is_(None),
        Member.password_hash.is_(None),
        Member.id != actor.member_id,
    )


def _people() -> Select[Member, Unit]:
    return select(Member, Unit).join(Unit, Unit.id == Member.unit_id)


def _registered() -> Select[*tuple[Any, ...]]:
    return select(
        Member.id,
        Member.number,
        Member.name,
        Member.unit_id,
        Unit.path,
        Member.kind,
        Member.joined_on,
        Member.phone,
        Member.left_at.is_not(None),
        or_(Member.password_hash.is_not(None), Member.initial_key.is_not(None)),
    ).join(Unit, Unit.id == Member.unit_id)
