"""How many of many units stand above a value on an exam's board: sums of bins, no count over members."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import Bin
from quiz_app.boards.values import COARSE, coarse


def counts_above(
    session: Session, board_id: int, unit_ids: Sequence[int], values: Sequence[int]
) -> dict[int, list[int]]:
    """For each unit, in the order of `values`, how many members of its subtree stand above the value. One query."""
    conditions = [_above(value) for value in values]
    sums = [func.sum(case((condition, Bin.members), else_=0)) for condition in conditions]
    query = (
        select(Bin.unit_id, *sums)
        .where(Bin.board_id == board_id, Bin.unit_id.in_(unit_ids), or_(*conditions))
        .group_by(Bin.unit_id)
    )
    found = {unit_id: [int(each) for each in counted] for unit_id, *counted in session.execute(query)}
    return {unit_id: found.get(unit_id, [0] * len(values)) for unit_id in unit_ids}


def _above(value: int) -> ColumnElement[bool]:
    """The runs above the value's own, and the better part of its own run."""
    runs = and_(Bin.level == 1, Bin.bin > coarse(value))
    return or_(runs, and_(Bin.level == 0, Bin.bin > value, Bin.bin < (coarse(value) + 1) * COARSE))
