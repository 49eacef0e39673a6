"""How the switches of the relief page stand, who set them, and who lets boards show their name."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session

from quiz_app.members.tables import Member
from quiz_app.notices.quiet import QuietHours
from quiz_app.notices.switches import ON, QUIET, QUOTA, RANKING, SWITCHES, USAGE_RATES, Switch, hours_of
from quiz_app.notices.tables.relief import NameConsent, ReliefChange
from quiz_app.organizations.tables import Unit


@dataclass(frozen=True, slots=True)
class Change:
    """A change with the name of who made it; empty for the command line."""

    change: ReliefChange
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A switch with the value that holds and the change that set it; None: it was never changed."""

    switch: Switch
    value: str
    set_by: Change | None

    @property
    def words(self) -> str:
        return self.switch.words(self.value)


def standing(session: Session) -> list[Standing]:
    """Every switch as it is now."""
    latest = select(func.max(ReliefChange.id)).group_by(ReliefChange.switch)
    found = {each.change.switch: each for each in _changes(session, ReliefChange.id.in_(latest))}
    return [
        Standing(switch, found[code].change.value if code in found else switch.default, found.get(code))
        for code, switch in SWITCHES.items()
    ]


def history(session: Session, *, limit: int, before: int | None = None) -> list[Change]:
    """Changes of any switch, the latest first."""
    return _changes(session, ReliefChange.id < before if before else true(), limit=limit)


def value_of(session: Session, code: str) -> str:
    """The value of a switch that holds now."""
    return session.scalar(_latest(code)) or SWITCHES[code].default


def personal_ranking_is_opt_in(session: Session) -> bool:
    """Whether boards show a name only where its member agreed."""
    return value_of(session, RANKING) == ON


def publishes_usage_rates(session: Session) -> bool:
    """Whether the rates at which units use the site are shown to those outside them."""
    return value_of(session, USAGE_RATES) == ON


def reminder_quota(session: Session) -> int:
    """How often a member may be reminded of one matter within seven days."""
    return int(value_of(session, QUOTA))


def quiet_hours(session: Session) -> QuietHours:
    return hours_of(value_of(session, QUIET))


def shows_name(session: Session, member_id: int) -> bool:
    """Whether a member agreed to stand on boards by name."""
    return session.get(NameConsent, member_id) is not None


def named_among(session: Session, member_ids: Iterable[int]) -> set[int]:
    """Those of some members (a page of a board) who may be shown by name: all of them where that is not opt-in."""
    value = func.coalesce(_latest(RANKING).scalar_subquery(), SWITCHES[RANKING].default)
    agreed = exists().where(NameConsent.member_id == Member.id)
    query = select(Member.id).where(Member.id.in_(list(member_ids)), or_(value != ON, agreed))
    return set(session.scalars(query))


def consent_of(session: Session, member_id: int) -> NameConsent | None:
    return session.get(NameConsent, member_id)


def site_path(session: Session) -> str:
    """The path of the highest unit: what is set for the whole site is set there."""
    return session.scalars(select(Unit.path).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first() or "/"


def _latest(code: str) -> Select[str]:
    return select(ReliefChange.value).where(ReliefChange.switch == code).order_by(ReliefChange.id.desc()).limit(1)


def _changes(session: Session, which: ColumnElement[bool], limit: int | None = None) -> list[Change]:
    query = (
        select(ReliefChange, Member.name)
        .outerjoin(Member, Member.id == ReliefChange.changed_by)
        .where(which)
        .order_by(ReliefChange.id.desc())
        .limit(limit)
    )
    return [Change(change, by or "") for change, by in session.execute(query)]
