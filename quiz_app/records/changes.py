"""What administrators and trainers have changed, in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from quiz_app.organizations.permissions import LABELS, Role


class Kind(IntEnum):
    """The kinds of changes, in the order in which those of one instant are told; the numbers stand in cursors."""

    GRANTED = 1
    GRANTED_ONCE = 2
    WITHDRAWN = 3
    TRANSFERRED = 4
    MOVED = 5
    COURSE_WRITTEN = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One act: whom or which unit it was about, from where and to where; `by` is None for the command line.

    `detail` is the role of a grant or a withdrawal, the title of a course.
    """

    kind: Kind
    id: int
    at: datetime
    by: str | None
    who: str
    unit: str
    before: str
    after: str
    detail: str


def sentence(change: Change) -> str:
    """`授予安然“教员”（海湾县）`"""
    match change.kind:
        case Kind.GRANTED | Kind.GRANTED_ONCE:
            return f"授予{change.who}“{LABELS[Role(change.detail)]}”（{change.after}）"
        case Kind.WITHDRAWN:
            return f"撤销{change.who}的“{LABELS[Role(change.detail)]}”（{change.after}）"
        case Kind.TRANSFERRED:
            return f"把{change.who}从“{change.before}”转到“{change.after}”"
        case Kind.MOVED:
            return f"把单位“{change.unit}”从“{change.before}”移到“{change.after}”下面"
        case Kind.COURSE_WRITTEN:
            return f"写了课程《{change.detail}》的一版（{change.after}）"
