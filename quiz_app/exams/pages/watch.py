"""A published exam as its organizer watches it: figures that renew themselves, units, names, a workbook."""

from io import BytesIO
from typing import Any

from flask import render_template, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.core.calendar import local
from quiz_app.core.sheets import MEDIA_TYPE, write_book
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import reports
from quiz_app.exams.counting.table import WAYS
from quiz_app.exams.pages.exams import branch_people, state
from quiz_app.exams.queries import watching
from quiz_app.exams.queries.watching import Watched
from quiz_app.exams.queries.ways import counts, kinds_by_number
from quiz_app.exams.reviews import awaits_release
from quiz_app.exams.rules import least_passing
from quiz_app.exams.schemas import WatchIn
from quiz_app.exams.watching import EXCELLENT_PERCENT, Figures, Turnout, ordered
from quiz_app.exams.ways import LABELS as SITTINGS
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.kinds import LABELS
from quiz_app.organizations.queries import path_of


def show(exam_id: int) -> str:
    order = read_arguments(WatchIn).order
    with database().reading() as session:
        seen = _seen(session, exam_id)
        whole, lines = watching.turnouts(session, seen)
        shown = _figures(session, seen, whole)
        hours = watching.hours(session, seen, at=arrival())
        ways = counts(session, seen)
        path = [each for each in path_of(session, seen.scope) if each.path.startswith(seen.unit.path)]
    return render_template(
        "exams/watch/show.html",
        path=path,
        lines=ordered(lines, order),
        order=order,
        excellent_percent=EXCELLENT_PERCENT,
        hours=hours,
        ways=[(SITTINGS[kind], count) for kind, count in ways.items()],
        busiest=next((each for each in hours if each.is_busiest), None),
        state=state(seen.exam, arrival()),
        way=WAYS[seen.exam.counting],
        awaits_release=awaits_release(seen.exam, arrival()),
        **shown,
    )


def figures(exam_id: int) -> str:
    """The figures alone, for a page that asks again and again."""
    with database().reading() as session:
        seen = _seen(session, exam_id)
        shown = _figures(session, seen, watching.turnout(session, seen))
    return render_template("exams/watch/figures.html", **shown)


def absent(exam_id: int) -> str:
    """Who of a unit has not taken part."""
    with database().reading() as session:
        seen = _seen(session, exam_id)
        whole = watching.turnout(session, seen)
        people, following = branch_people(session, seen, "absent", read_arguments(WatchIn).after)
    return render_template(
        "exams/watch/absent.html",
        exam=seen.exam,
        scope=seen.scope,
        whole=whole,
        people=people,
        following=following and url_for("exams.watch.absent", exam_id=exam_id, unit=seen.scope.id, after=following),
    )


def export(exam_id: int) -> Response:
    """Participation by unit and by member, with every number, of the unit that is looked at."""
    with database().reading() as session:
        seen = _seen(session, exam_id)
        book = _book(session, seen)
    name = f"{seen.exam.title}-{seen.scope.name}-参加情况.xlsx"
    return send_file(BytesIO(book), MEDIA_TYPE, as_attachment=True, download_name=name)


def _seen(session: Session, exam_id: int) -> Watched:
    return watching.watched(session, actor(), exam_id, unit_id=read_arguments(WatchIn).unit)


def _figures(session: Session, seen: Watched, whole: Turnout) -> dict[str, Any]:
    at = arrival()
    return {
        "exam": seen.exam,
        "scope": seen.scope,
        "by_person": seen.by_person,
        "figures": Figures(whole, watching.sitting_now(session, seen, at=at)),
        "as_of": f"{local(watching.fresh_as_of(session, seen, at=at)):%H:%M:%S}",
        "is_open": state(seen.exam, at) == "open",
    }


def _book(session: Session, seen: Watched) -> bytes:
    units = list(watching.unit_rows(session, seen))
    names = {each.turnout.unit_id: each.turnout.name for each in units}

    def full_name(path: str) -> str:
        return "/".join(names[part] for part in map(int, path.strip("/").split("/")) if part in names)

    by_unit = (
        (each.turnout.name, full_name(each.path).rpartition("/")[0] or None, LABELS[each.kind], each.turnout)
        for each in units
    )
    aside = kinds_by_number(session, seen)
    ways = {number: "、".join(SITTINGS[kind] for kind in kinds) for number, kinds in aside.items()}
    by_member = (
        (
            *(each.number, each.name, full_name(each.path), each.value, each.entries, each.waits, each.passed),
            ways.get(each.number),
        )
        for each in watching.member_rows(session, seen)
    )
    is_on_scale = WAYS[seen.exam.counting].on_scale
    least = least_passing(seen.max_score, seen.exam.pass_percent) if is_on_scale else None
    return write_book(
        reports.unit_sheet(by_unit),
        reports.member_sheet(by_member, span=seen.board.tie_span, least_passing=least),
    )
