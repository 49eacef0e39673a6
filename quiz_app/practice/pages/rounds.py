"""Rounds of practice, one question at a time."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.areas import AREAS
from quiz_app.banks.queries.stars import starred_among
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Invalid, NotFound
from quiz_app.core.web.services import arrival, database
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.actors import Actor
from quiz_app.practice import asking, progress
from quiz_app.practice.actions import rounds as actions
from quiz_app.practice.asking import ONLY
from quiz_app.practice.forms import DrillForm
from quiz_app.practice.queries import rounds as queries
from quiz_app.practice.queries import standing
from quiz_app.practice.queries.pool import pool
from quiz_app.practice.rounds import Kind, Scope, asked_in_all, missed, number_of
from quiz_app.practice.tables import PracticeRound


def drill() -> str:
    """What to drill: an area, a type, a knowledge point, how many; and how far one is with each area and type."""
    me = actor()
    with database().reading() as session:
        held = pool(session, me, at=arrival())
        known = standing.last_right(session, me)
    form = DrillForm(request.args, meta={"csrf": False})
    points = progress.knowledge_points(held.open)
    form.area.choices = [("", _("全部领域")), *AREAS.items()]
    form.type.choices = [("", _("全部题型")), *((code, kind.section_title) for code, kind in TYPES.items())]
    form.knowledge_point.choices = [
        ("", _("全部知识点")),
        *((name, _("%(name)s（%(count)s 题）", name=name, count=count)) for name, count in points),
    ]
    return render_template(
        "practice/drill.html",
        form=form,
        held=held,
        areas=progress.by_area(held.open, known),
        types=progress.by_type(held.open, known),
    )


def begin() -> Response:
    """A new round, and on to its first question."""
    me, kind, size = actor(), request.form.get("kind", ""), request.form.get("size", "10")
    if kind not in list(Kind) or not size.isdecimal():
        raise Invalid(
            "没有看懂要练什么，请用“练习”页上的按钮。", fields={"kind": "写 drill、challenge、mistakes 或 stars"}
        )
    wanted = {name: request.form.get(name) or None for name in Scope.__slots__}
    with database().transaction() as session:
        made = actions.start(session, me, Kind(kind), scope=Scope(**wanted), size=int(size[:3]), at=arrival())
    return redirect(url_for(".show", round_id=made.id), 303)


def show(round_id: int) -> str:
    """The question that waits, or at the end what came of the round."""
    me = actor()
    with database().reading() as session:
        found = queries.own_round(session, me, round_id)
        return _present(session, me, found)


def answer(round_id: int) -> Response | tuple[str, int]:
    """Mark an answer, and on to what is right."""
    me, number = actor(), _number()
    try:
        with database().transaction() as session:
            actions.answer(session, me, round_id, number - 1, request.form.getlist(f"q{ONLY}"), at=arrival())
    except Invalid as refusal:
        with database().reading() as session:
            return _present(session, me, queries.own_round(session, me, round_id), refusal.message), refusal.status
    return redirect(url_for(".answered", round_id=round_id, number=number), 303)


def answered(round_id: int, number: int) -> str:
    """An answered question of a round: what is right, and why."""
    me, place = actor(), number - 1
    with database().reading() as session:
        found = queries.own_round(session, me, round_id)
        given = found.answers[place] if 0 <= place < len(found.answers) else None
        if given is None:
            raise NotFound("这一题还没有作答。请从“练习”接着练。")
        question = actions.asked_at(session, found, place)
        code = question.question.code
        explained = (
            asking.explain(question, given, right=bool(found.marks[place]))
            if actions.may_explain(session, me, code, at=arrival())
            else None
        )
        starred = bool(starred_among(session, me, [code]))
        is_over = actions.present_place(session, me, found, at=arrival()) is None
        best = queries.best_challenge(session, me) if found.kind == Kind.CHALLENGE else None
    return render_template(
        "practice/answered.html",
        round=found,
        number=number_of(found.marks, place),
        total=_total(found, found.marks),
        right=bool(found.marks[place]),
        explained=explained,
        code=code,
        starred=starred,
        is_over=is_over,
        best=best,
        title=_title(found),
    )


def _present(session: Session, me: Actor, found: PracticeRound, refusal: str = "") -> str:
    place = actions.present_place(session, me, found, at=arrival())
    if place is None:
        return render_template(
            "practice/finished.html",
            round=found,
            total=sum(mark is not None for mark in found.marks),
            missed=[(number_of(found.marks, each), each + 1) for each in missed(found.marks)],
            best=queries.best_challenge(session, me),
            title=_title(found),
        )
    marks = [*found.marks, *[None] * (place - len(found.marks))]
    return render_template(
        "practice/show.html",
        round=found,
        position=place + 1,
        number=number_of(marks, place),
        total=_total(found, marks),
        item=asking.item(actions.asked_at(session, found, place)),
        refusal=refusal,
        title=_title(found),
    )


def _total(found: PracticeRound, marks: Sequence[int | None]) -> int | None:
    """How many questions a round has; a challenge has no end but the first mistake."""
    return None if found.kind == Kind.CHALLENGE else asked_in_all(found.version_ids, marks)


def _title(found: PracticeRound) -> str:
    names = {
        Kind.DRILL: _("专项练习"),
        Kind.CHALLENGE: _("挑战答题"),
        Kind.MISTAKES: _("错题重练"),
        Kind.STARS: _("收藏练习"),
    }
    scope = Scope(**found.scope)
    words = [
        AREAS.get(scope.area or "", ""),
        TYPES[scope.type].section_title if scope.type and scope.type in TYPES else "",
        scope.knowledge_point or "",
    ]
    return " · ".join([names[Kind(found.kind)], *filter(None, words)])


def _number() -> int:
    text = request.form.get("no", "")
    if not text.isdecimal() or len(text) > 6:
        raise Invalid("表单不完整，请从“练习”接着练。", fields={"no": "无效"})
    return int(text)
