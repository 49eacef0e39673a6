"""The scores of a final on site: a table to be filled in from the keyboard, one row for each team or member."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import entrants as actions
from quiz_app.contests.queries.contests import FoundContest, StageExam, find_stage, managed_contest
from quiz_app.contests.queries.entrants import on_site_scores, qualifiers
from quiz_app.contests.queries.on_site import places_on_site
from quiz_app.contests.queries.qualifying import people
from quiz_app.contests.queries.teams import all_teams
from quiz_app.contests.states import State, has_results
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.core.web.forms import Form
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor

HIGHEST = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Line:
    """Who is scored: a field's name (`m12`, `t3`), whose it is, what stands there in points, the place that the scores
    entered so far give, what is wrong with what was typed."""

    field: str
    name: str
    unit: str
    written: str
    place: int | None
    error: str = ""


def scores(contest_id: int, stage_id: int) -> str | Response:
    form, wrong = Form(), {}
    if form.validate_on_submit():
        read, wrong = _read()
        if not wrong:
            with database().transaction() as session:
                found = managed_contest(session, actor(), contest_id, held=True)
                changed = _enter(session, found, _on_site(session, found, stage_id), read)
            flash(_("已保存，改动 %(count)s 个成绩。", count=changed), "success")
            return redirect(url_for("contests.manage.scores", contest_id=contest_id, stage_id=stage_id), 303)
    with database().reading() as session:
        found = managed_contest(session, actor(), contest_id)
        stage = _on_site(session, found, stage_id)
        lines = _lines(session, found, stage, wrong)
    return render_template(
        "contests/manage/scores.html",
        found=found,
        stage=stage,
        lines=lines,
        form=form,
        wrong=wrong,
        entered=sum(each.place is not None for each in lines),
        is_shown=has_results(State(found.contest.state)),
    )


def _on_site(session: Session, found: FoundContest, stage_id: int) -> StageExam:
    stage = find_stage(session, found.contest, stage_id)
    if stage.exam is not None:
        raise NotFound("这个阶段在网上答题，成绩由系统评，不用录入。")
    if found.contest.roster_id is None:
        raise Conflict("竞赛还没有开始，开始以后才能录入成绩。", code="wrong_state")
    return stage


def _lines(session: Session, found: FoundContest, stage: StageExam, wrong: dict[str, str]) -> list[Line]:
    known, places = on_site_scores(session, stage.stage.id), places_on_site(session, found.contest, stage)
    if found.contest.is_team:
        rows = [(f"t{team.id}", team.name, unit) for team, unit in all_teams(session, found.contest)]
    else:
        members = [row.member_id for row, _member in qualifiers(session, stage.stage.id)]
        who = people(session, found.contest, members)
        rows = [(f"m{member}", who[member].name, who[member].unit_name) for member in members if member in who]
    return [
        Line(
            field=field,
            name=name,
            unit=unit,
            written=request.form.get(field, _points(known.get(field))),
            place=places.get(field),
            error=wrong.get(field, ""),
        )
        for field, name, unit in rows
    ]


def _read() -> tuple[dict[str, int], dict[str, str]]:
    """The scores that were typed, in hundredths of a point, and what cannot be read."""
    read, wrong = {}, {}
    for field, text in request.form.items():
        if field[:1] not in ("m", "t") or not field[1:].isdecimal() or not text.strip():
            continue
        try:
            points = Decimal(text.strip())
        except InvalidOperation:
            points = Decimal(-1)
        if not 0 <= points <= HIGHEST or points != round(points, 2):
            wrong[field] = _("写 0 到 100000 的分数，最多两位小数。")
        else:
            read[field] = int(points * 100)
    return read, wrong


def _enter(session: Session, found: FoundContest, stage: StageExam, read: dict[str, int]) -> int:
    known, offered = on_site_scores(session, stage.stage.id), {line.field for line in _lines(session, found, stage, {})}
    changed = {field: score for field, score in read.items() if field in offered and known.get(field) != score}
    for field, score in changed.items():
        who = {"member_id" if field[0] == "m" else "team_id": int(field[1:])}
        actions.enter_score(session, actor(), found.contest, found.unit, stage, score=score, **who, at=arrival())
    return len(changed)


def _points(score: int | None) -> str:
    return "" if score is None else f"{score / 100:g}"
