"""Units in a contest: as they stand in the tree before it opens, and as its roster has them afterwards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.organizations.kinds import ORDER
from quiz_app.organizations.tables import Unit


def levels_in(session: Session, unit: Unit) -> list[str]:
    """The kinds of units below `unit`, from the top down."""
    query = select(Unit.kind).where(Unit.path.like(f"{unit.path}%"), Unit.id != unit.id).distinct()
    return sorted(session.scalars(query), key=ORDER.index)
