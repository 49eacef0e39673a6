"""A new contest: from a template, or like one that was held before."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.contests.actions import planning
from quiz_app.contests.drafts import fitted
from quiz_app.contests.forms.wizard import LIKE, WizardForm, template_choices
from quiz_app.contests.pages.manage.overview import organizer
from quiz_app.contests.queries.contests import managed_contest, managed_contests
from quiz_app.contests.queries.drafts import Written, like
from quiz_app.contests.queries.units import levels_in
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.calendar import day_of, local
from quiz_app.core.errors import Invalid
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.forms.exams import blame
from quiz_app.exams.pages.manage import indented, units_for_exams
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit

MOST_BEFORE = 30


def new() -> str | Response:
    me, form = organizer(), WizardForm()
    with database().reading() as session:
        units = units_for_exams(session, me)
        before = managed_contests(session, me, limit=MOST_BEFORE)
    form.unit.choices = [(unit.id, indented(unit, units)) for unit in units]
    form.source.choices = template_choices() + [(f"{LIKE}{each.contest.id}", each.contest.title) for each in before]
    if not form.is_submitted():
        form.unit.data = units[0].id
        form.source.data = next(iter(TEMPLATES))
    elif form.validate() and _is_to_come(form):
        unit = next(each for each in units if each.id == form.unit.data)
        try:
            with database().transaction() as session:
                contest_id = _create(session, me, unit, form)
        except Invalid as refusal:
            blame(form, refusal)
        else:
            flash(_("已建立草稿。看一遍规则和各阶段的试卷，再发布；发布前谁也看不到。"), "success")
            return redirect(url_for("contests.manage.show", contest_id=contest_id), 303)
    return render_template("contests/manage/new.html", form=form, before=before, templates=TEMPLATES.values())


def _create(session: Session, me: Actor, unit: Unit, form: WizardForm) -> int:
    made = _made(session, me, form)
    draft = fitted(made.contest, levels_in(session, unit))
    if len(draft.rules.awards) < len(made.contest.rules.awards):
        flash(_("有的奖项是给范围里没有的那一级单位的，没有带过来，请在规则里补写。"), "info")
    return planning.create(session, me, unit, draft, made.exams, like=form.like_id, at=arrival()).id


def _made(session: Session, me: Actor, form: WizardForm) -> Written:
    title, first = (form.title.data or "").strip(), form.first_instant
    if form.like_id is not None:
        found = managed_contest(session, me, form.like_id)
        return like(session, found.contest, title=title, first_day=first)
    made = TEMPLATES[str(form.source.data)].make(title, first)
    return Written(made.contest, made.exams)


def _is_to_come(form: WizardForm) -> bool:
    today = local(day_of(arrival())[0]).date()
    assert form.first_day.data is not None
    if form.first_day.data < today:
        form.blame("first_day", _("第一天已经过去，请写今天或以后。"))
    return form.first_day.data >= today
