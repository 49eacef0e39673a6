"""A contest under way (比赛态势): figures that renew themselves, units, hours, who has not taken part, reminders."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.forms.arguments import WatchIn
from quiz_app.contests.queries import watching as queries
from quiz_app.contests.queries.absent import absent_ids, absent_page, absent_rows
from quiz_app.contests.queries.standings import levels, trail
from quiz_app.contests.queries.watching import Watched
from quiz_app.contests.states import State, is_running
from quiz_app.contests.watching import Servers, line, ordered, with_rest
from quiz_app.core.calendar import local, moment
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.sheets import MEDIA_TYPE, Column, Table, write_book
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.express import waiting_now
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.queries.signals import counts as signal_counts
from quiz_app.exams.signals.table import SIGNALS
from quiz_app.members.pages.identity import actor
from quiz_app.notices.actions.sending import remind as send_reminder
from quiz_app.organizations.kinds import GROUP, LABELS, ORDER
from quiz_app.organizations.queries import find_unit

PAGE = 50
MOST_LINES = 200
MOST_REMINDED = 20_000
INDENT = "　"


def show(contest_id: int) -> str:
    asked = read_arguments(WatchIn)
    with database().reading() as session:
        seen = _seen(session, contest_id)
        whole = queries.whole(session, seen)
        units = queries.lines(session, seen, kind=asked.level)
        shown = _figures(session, seen)
        hours = queries.hours(session, seen, at=arrival())
        kinds = [kind for kind in levels(session, seen.contest) if kind != GROUP]
        way = [each for each in trail(session, seen.contest, seen.scope.path) if _is_own(each.path, seen)]
        exempt = queries.exempt(session, seen) if seen.is_live else None
        attention = _attention(session, seen) if seen.found.manages else []
    lines = ordered(map(line, units if asked.level else with_rest(units, whole)), asked.order)
    return render_template(
        "contests/manage/watch.html",
        asked=asked,
        lines=lines[:MOST_LINES],
        count=len(lines),
        most=MOST_LINES,
        hours=hours,
        busiest=next((each for each in hours if each.is_busiest), None),
        levels=[(kind, LABELS[kind]) for kind in kinds if ORDER.index(kind) > ORDER.index(seen.scope.kind)],
        way=way,
        exempt=exempt,
        attention=attention,
        **shown,
    )


def figures(contest_id: int) -> str:
    """The figures alone, for a page that asks again and again."""
    with database().reading() as session:
        shown = _figures(session, _seen(session, contest_id))
    return render_template("contests/manage/watch_figures.html", **shown)


def absent(contest_id: int) -> str:
    """Who of a unit has not taken part, and the button that reminds them."""
    after = unpack(read_arguments(WatchIn).after, 1)
    with database().reading() as session:
        seen = _seen(session, contest_id)
        whole = line(queries.whole(session, seen))
        people = absent_page(session, seen, limit=PAGE + 1, after=after[0] if after else 0)
    following = None
    if len(people) > PAGE:
        following = url_for("contests.manage.absent", **_address(seen), after=pack(people[PAGE - 1].member_id))
    return render_template(
        "contests/manage/absent.html",
        seen=seen,
        address=_address(seen),
        whole=whole,
        people=people[:PAGE],
        following=following,
        runs=_runs(seen),
    )


def remind(contest_id: int) -> Response:
    """Remind everybody of a unit who has not taken part, as far as quota and quiet hours allow."""
    at = arrival()
    with database().transaction() as session:
        seen = _seen(session, contest_id)
        if not _runs(seen):
            raise Conflict("这个阶段现在不能作答，提醒没有用处。", code="wrong_state")
        unit = find_unit(session, actor(), seen.scope.unit_id)
        members = absent_ids(session, seen, limit=MOST_REMINDED + 1)
        if len(members) > MOST_REMINDED:
            raise Invalid(f"未参赛的超过 {MOST_REMINDED:,} 人。请点进下一级单位，分别提醒。")
        exam = seen.exam
        closes = moment(exam.closes_at) if exam.closes_at else ""
        reminded = send_reminder(
            session,
            actor(),
            unit,
            about=f"contest:{contest_id}:{seen.stage.stage.id}",
            title=_("还没有参加：%(title)s", title=seen.contest.title)[:120],
            body=_(
                "“%(stage)s”到 %(closes)s 结束，你还没有交卷。已经参加的请不用理会。",
                stage=seen.stage.stage.title,
                closes=closes,
            ),
            page={"endpoint": "contests.show", "contest_id": contest_id},
            member_ids=members,
            at=at,
            until=exam.closes_at,
        )
        address = _address(seen)
    flash(reminded.sentence, "success" if reminded.told else "info")
    return redirect(url_for("contests.manage.absent", **address), 303)


def export(contest_id: int) -> Response:
    """Every unit with its figures, and everybody who has not taken part, of the unit that is looked at."""
    with database().reading() as session:
        seen = _seen(session, contest_id)
        as_of = queries.fresh_as_of(session, seen, at=arrival())
        book = _book(session, seen, made_at=as_of)
    name = f"{seen.contest.title}-{seen.scope.name}-{local(as_of):%m%d-%H%M}.xlsx"
    return send_file(BytesIO(book), MEDIA_TYPE, as_attachment=True, download_name=name)


def _seen(session: Session, contest_id: int) -> Watched:
    asked = read_arguments(WatchIn)
    return queries.watched(session, actor(), contest_id, unit_id=asked.unit, stage_id=asked.stage, at=arrival())


def _figures(session: Session, seen: Watched) -> dict[str, Any]:
    """What the page leads with; of a frozen contest only an organizer learns what is so at this moment."""
    at = arrival()
    as_of = queries.fresh_as_of(session, seen, at=at)
    shown: dict[str, Any] = {
        "seen": seen,
        "address": _address(seen),
        "whole": line(queries.whole(session, seen)),
        "as_of": as_of,
        "renews": seen.is_live and is_running(State(seen.contest.state)),
        "sitting": None,
        "servers": None,
    }
    if seen.is_live:
        shown["sitting"] = queries.sitting(session, seen, at=at)
    if seen.found.manages:
        late = queries.uncollected(session, seen, at=at)
        shown["servers"] = Servers(waiting_now(), (at - as_of).total_seconds(), late)
    return shown


def _attention(session: Session, seen: Watched) -> list[tuple[str, str, str]]:
    """(what, how many, where to look) of the attempts that somebody should look at."""
    exam_id, at = seen.exam.id, arrival()
    address = url_for("exams.signals.index", exam_id=exam_id)
    found = [
        (SIGNALS[kind].label if kind in SIGNALS else kind, _("%(count)s 处待核", count=waiting), address)
        for kind, (_total, waiting) in signal_counts(session, exam_id).items()
        if waiting
    ]
    if silent := queries.silent(session, seen, at=at):
        said = _("%(count)s 人 10 分钟没有保存过", count=f"{silent:,}")
        found.append((_("停住的作答"), said, url_for("exams.watch.show", exam_id=exam_id)))
    if late := queries.uncollected(session, seen, at=at):
        said = _("%(count)s 份到时还没有收", count=f"{late:,}")
        found.append((_("没有收的答卷"), said, url_for("exams.watch.show", exam_id=exam_id)))
    return found


def _address(seen: Watched) -> dict[str, Any]:
    """The arguments of the page's own address, without the order."""
    return {"contest_id": seen.contest.id, "stage": seen.stage.stage.id, "unit": seen.scope.unit_id}


def _runs(seen: Watched) -> bool:
    """Whether whoever has not taken part still can."""
    exam, at = seen.exam, arrival()
    is_open = exam.opens_at <= at and (exam.closes_at is None or at < exam.closes_at)
    return is_open and is_running(State(seen.contest.state))


def _is_own(path: str, seen: Watched) -> bool:
    return any(path.startswith(top.path) for top in seen.tops)


def _book(session: Session, seen: Watched, *, made_at: datetime) -> bytes:
    """Every number with its unit; rates are per cent."""
    depth = seen.scope.path.count("/")
    lines = [line(each) for each in queries.unit_rows(session, seen)]
    units = (
        (
            INDENT * (each.path.count("/") - depth) + each.name,
            LABELS[each.kind],
            each.roster,
            each.entrants,
            *(None if figure is None else round(figure, 2) for figure in _numbers(each)),
            each.attempts,
        )
        for each in lines
    )
    titles = ("应参赛", "已参赛", "参赛率（%）", "平均分", "名册平均分", "合格率（%）", "优秀率（%）", "答题次数")
    columns = [Column("单位", 32), Column("层级", 14), *(Column(title, 12, "number") for title in titles)]
    people = ((number, name, unit) for number, name, unit, _path in absent_rows(session, seen))
    return write_book(
        Table("各单位", columns, units),
        Table("未参赛", [Column("编号", 16), Column("姓名", 12), Column("单位", 32)], people),
        made_at=made_at,
    )


def _numbers(each: Any) -> tuple[float | None, ...]:
    return each.rate, each.mean, each.roster_mean, each.pass_rate, each.excellence_rate
