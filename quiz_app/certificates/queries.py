"""Every SELECT about certificates. What is not visible yet is found by nobody but the room that issued it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.certificates import numbers
from quiz_app.certificates.printing import Printed
from quiz_app.certificates.tables import Certificate, CertificateSeries
from quiz_app.core.errors import NotFound
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import below, find_unit, tops
from quiz_app.organizations.tables import Unit

NO_CERTIFICATE = "没有找到这份证书，或者不在你的范围内。"
NO_NUMBER = "没有查到这个编号的证书。请对照证书逐个核对编号；还是查不到，请向颁发单位核实。"


def visible(at: datetime) -> ColumnElement[bool]:
    """SQL for "this certificate is there for anybody": one that was revoked before its time never is."""
    was_there = or_(Certificate.revoked_at.is_(None), Certificate.revoked_at >= Certificate.visible_from)
    return (Certificate.visible_from <= at) & was_there


def of_member(
    session: Session, member_id: int, *, at: datetime, limit: int = 50, before: int | None = None
) -> list[Certificate]:
    """A member's own, the latest first, also those that were revoked; those behind the certificate `before`."""
    return _page(session, select(Certificate).where(Certificate.holder_member_id == member_id), at, limit, before)


def of_unit(
    session: Session, actor: Actor, unit: Unit, *, at: datetime, limit: int = 50, before: int | None = None
) -> list[Certificate]:
    """Those of a unit that the actor watches over, of the units below it and of everybody who is on their rosters now;
    the latest first, also those that were revoked."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    return _page(session, select(Certificate).where(_within(unit)), at, limit, before)


def valid_of_unit(session: Session, actor: Actor, unit: Unit, *, at: datetime, most: int) -> list[Certificate]:
    """The first `most` of those that hold, in the order of issue."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    query = select(Certificate).where(_within(unit), visible(at), Certificate.revoked_at.is_(None))
    return list(session.scalars(query.order_by(Certificate.id).limit(most)))


def count_valid_of_unit(session: Session, actor: Actor, unit: Unit, *, at: datetime) -> int:
    require(actor, Permission.BRANCH_WATCH, unit.path)
    query = select(func.count()).select_from(Certificate).where(_within(unit), visible(at))
    return session.scalar(query.where(Certificate.revoked_at.is_(None))) or 0


def by_number(session: Session, number: str, *, at: datetime) -> Certificate:
    """A certificate by its number, as somebody typed it, for whoever asks. A wrong guess costs no look-up unless it
    has the form of a number."""
    good = numbers.read(number)
    query = select(Certificate).where(Certificate.number == good, visible(at))
    found = session.scalars(query).first() if good else None
    if found is None:
        raise NotFound(NO_NUMBER)
    return found


def find_certificate(session: Session, actor: Actor, certificate_id: int, *, at: datetime) -> Certificate:
    """One of the actor's own, or of a unit or member that the actor watches over."""
    row = session.execute(
        select(Certificate, Unit.path)
        .outerjoin(Member, Member.id == Certificate.holder_member_id)
        .join(Unit, Unit.id == func.coalesce(Certificate.holder_unit_id, Member.unit_id))
        .where(Certificate.id == certificate_id, visible(at))
    ).first()
    if row is None or not (row[0].holder_member_id == actor.member_id or actor.can(Permission.BRANCH_WATCH, row[1])):
        raise NotFound(NO_CERTIFICATE)
    return row[0]


def watched_unit(session: Session, actor: Actor, unit_id: int | None) -> Unit:
    """The unit that was asked for, or else the highest one that the actor watches over."""
    if unit_id is not None:
        unit = find_unit(session, actor, unit_id)
        require(actor, Permission.BRANCH_WATCH, unit.path)
        return unit
    require(actor, Permission.BRANCH_WATCH, next(iter(actor.reach(Permission.BRANCH_WATCH)), actor.unit_path))
    watched = tops(session, actor, Permission.BRANCH_WATCH)
    if not watched:
        raise NotFound("没有找到你负责的单位，请联系管理员。")
    return watched[0]


def of_series(session: Session, series: str, *, source_id: int | None = None) -> list[Certificate]:
    """All of a series, also those that are not visible yet and those revoked: for the room that issued them, which has
    found its own right to them before it asks."""
    query = select(Certificate).where(Certificate.series == series).order_by(Certificate.id)
    return list(session.scalars(query if source_id is None else query.where(Certificate.source_id == source_id)))


def search_series(
    session: Session, series: str, words: str, *, limit: int, before: int | None = None
) -> list[Certificate]:
    """Those of a series with this number, or with these words in the name of the holder; all of it without words. The
    latest first, also those that were revoked: for the room that issued them, as `of_series`."""
    query = select(Certificate).where(Certificate.series == series).order_by(Certificate.id.desc()).limit(limit)
    if number := numbers.read(words):
        query = query.where(Certificate.number == number)
    elif words:
        query = query.where(Certificate.holder_name.contains(words, autoescape=True))
    return list(session.scalars(query if before is None else query.where(Certificate.id < before)))


def of_series_by_id(session: Session, series: str, certificate_id: int, *, held: bool = False) -> Certificate:
    """One of a series, for the room that issued it; `held` until the transaction ends."""
    query = select(Certificate).where(Certificate.id == certificate_id, Certificate.series == series)
    found = session.scalars(query.with_for_update() if held else query).first()
    if found is None:
        raise NotFound(NO_CERTIFICATE)
    return found


def of_holder(session: Session, like: Certificate) -> list[Certificate]:
    """All that the holder of a certificate was ever issued for its source, the latest first."""
    query = select(Certificate).where(
        Certificate.series == like.series,
        Certificate.source_id == like.source_id,
        Certificate.holder_member_id == like.holder_member_id,
        Certificate.holder_unit_id == like.holder_unit_id,
    )
    return list(session.scalars(query.order_by(Certificate.id.desc())))


def revoked_by_hand(session: Session, series: str, source_id: int) -> set[tuple[int, int]]:
    """The holders, by key, whose last certificate from a source somebody has revoked by hand."""
    query = (
        select(Certificate.holder_member_id, Certificate.holder_unit_id, Certificate.by_hand)
        .where(Certificate.series == series, Certificate.source_id == source_id)
        .order_by(Certificate.id)
    )
    last = {(member or 0, unit or 0): by_hand for member, unit, by_hand in session.execute(query)}
    return {key for key, by_hand in last.items() if by_hand}


def locked_series(session: Session, name: str) -> CertificateSeries | None:
    """A series, locked: its serials are given out by one transaction at a time."""
    query = select(CertificateSeries).where(CertificateSeries.name == name).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def holders_now(session: Session, series: str, source_id: int) -> dict[tuple[int, int], int]:
    """The certificate that holds by (member id, unit id), 0 for the one that its holder has not."""
    rows = session.execute(
        select(Certificate.holder_member_id, Certificate.holder_unit_id, Certificate.id).where(
            Certificate.series == series, Certificate.source_id == source_id, Certificate.revoked_at.is_(None)
        )
    )
    return {(member_id or 0, unit_id or 0): found for member_id, unit_id, found in rows}


def printed(found: Certificate) -> Printed:
    """A row as what is printed on paper."""
    return Printed(
        number=found.number,
        kind=found.kind,
        name=found.holder_name,
        unit_name=found.holder_unit_name,
        title=found.title,
        text=found.text,
        issuer=found.issuer,
        issued_at=found.issued_at,
    )


def _page(
    session: Session, query: Select[Certificate], at: datetime, limit: int, before: int | None
) -> list[Certificate]:
    query = query.where(visible(at)).order_by(Certificate.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(Certificate.id < before)))


def _within(unit: Unit) -> ColumnElement[bool]:
    """SQL for "held by a unit at or below `unit`, or by a member of one"."""
    paths: Sequence[str] = [unit.path]
    units = select(Unit.id).where(below(Unit.path, paths))
    members = select(Member.id).join(Unit, Unit.id == Member.unit_id).where(below(Unit.path, paths))
    return or_(Certificate.holder_unit_id.in_(units), Certificate.holder_member_id.in_(members))
