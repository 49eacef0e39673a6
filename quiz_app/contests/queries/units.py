"""Units in a contest: as they stand in the tree before it opens, and as its roster has them afterwards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.organizations.kinds import GROUP, ORDER
from quiz_app.organizations.tables import Unit

MOST_REGIONS = 200


def levels_in(session: Session, unit: Unit) -> list[str]:
    """The kinds of units below `unit`, from the top down."""
    query = select(Unit.kind).where(Unit.path.like(f"{unit.path}%"), Unit.id != unit.id).distinct()
    return sorted(session.scalars(query), key=ORDER.index)


def regions_of(session: Session, unit: Unit) -> list[Unit]:
    """The units right below `unit`, which quotas are given to, but for the groups of a branch."""
    query = select(Unit).where(Unit.parent_id == unit.id, Unit.kind != GROUP).order_by(Unit.position, Unit.id)
    return list(session.scalars(query.limit(MOST_REGIONS)))
