"""What the bars of every page link to, by what a member may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """A link: the code of its label, its endpoint, its icon, and the endpoints (by their beginning) that it covers."""

    label: str
    endpoint: str
    icon: str
    covers: tuple[str, ...]
    needs: Permission | None = None


COURSE_DESK = (
    "courses.manage",
    "courses.upload",
    "courses.edit",
    "courses.preview",
    "courses.publish",
    "courses.superseded",
)
OF_ONESELF = ("members.password", "members.devices", "members.job", "certificates.mine")
EXAM_DESK = ("exams.manage.", "exams.watch.", "corrections.")

TABS = (
    Place("home", "site.home", "house", ("site.home",)),
    Place("courses", "courses.index", "book", ("courses.",)),
    Place("exams", "exams.index", "file-earmark-text", ("exams.", "practice.")),
    Place("contests", "contests.index", "trophy", ("contests.", "boards.", "exams.board")),
    Place("me", "records.me", "person", ("records.", *OF_ONESELF)),
)
WORK = (
    Place("banks", "banks.index", "journal-text", ("banks.",), Permission.QUESTION_WRITE),
    Place("manage_courses", "courses.manage", "pencil", COURSE_DESK, Permission.COURSE_WRITE),
    Place("manage_exams", "exams.manage.index", "clipboard-check", EXAM_DESK, Permission.EXAM_MANAGE),
    Place("manage_contests", "contests.manage.index", "flag", ("contests.manage.",), Permission.EXAM_MANAGE),
    Place("branch", "records.branch", "card-list", ("records.branch", "certificates."), Permission.BRANCH_WATCH),
    Place("members", "members.people", "people", ("members.",), Permission.MEMBER_MANAGE),
    Place("units", "organizations.tree", "diagram-3", ("organizations.", "records.changes"), Permission.UNIT_MANAGE),
)


def links(actor: Actor) -> tuple[Place, ...]:
    """The tabs, and behind them the places of one's work."""
    return TABS + work(actor)


def work(actor: Actor) -> tuple[Place, ...]:
    return tuple(each for each in WORK if each.needs is None or actor.reach(each.needs))


def current(places: Sequence[Place], endpoint: str | None) -> Place | None:
    """The place that an endpoint belongs to: the one that covers it most exactly."""
    matches = [
        (len(prefix), place) for place in places for prefix in place.covers if endpoint and endpoint.startswith(prefix)
    ]
    return max(matches, key=lambda each: each[0])[1] if matches else None
