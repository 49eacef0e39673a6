"""Exams as an organizer makes them: write, look at a sample, publish, extend."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.queries.drawing import usable_banks
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import previews, rules
from quiz_app.exams.actions import publishing
from quiz_app.exams.blueprints import Blueprint
from quiz_app.exams.forms.exams import ExamForm, ExtendForm, NewExamForm, blame, written
from quiz_app.exams.forms.times import aware, naive
from quiz_app.exams.pages import ways
from quiz_app.exams.pages.exams import state
from quiz_app.exams.queries import drafts, listing, releasing
from quiz_app.exams.queries.entering import rules_of
from quiz_app.exams.reviews import awaits_release, review_of
from quiz_app.exams.schemas import SampleIn
from quiz_app.exams.tables.exams import Exam
from quiz_app.members.pages.identity import actor
from quiz_app.organizations import kinds
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import search_units
from quiz_app.organizations.tables import Unit

PAGE = 30
MOST_UNITS = 400
WHERE_EXAMS_ARE_HELD = tuple(kind for kind in kinds.ORDER if kind != kinds.GROUP)
ABOVE_BRANCHES = kinds.kinds_above(kinds.BRANCH)


def index() -> str:
    me = _organizer()
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = listing.managed_exams(session, me, limit=PAGE + 1, after=after)
    shown = found[:PAGE]
    return render_template(
        "exams/manage/index.html",
        exams=[(exam, unit, state(exam, arrival())) for exam, unit in shown],
        following=url_for("exams.manage.index", after=pack(shown[-1][0].id)) if len(found) > PAGE else None,
    )


def new() -> str | Response:
    me, form = _organizer(), NewExamForm()
    with database().reading() as session:
        units = units_for_exams(session, me)
    form.unit.choices = [(unit.id, indented(unit, units)) for unit in units]
    unit = next((each for each in units if each.id == form.unit.data), units[0])
    if not form.is_submitted():
        form.unit.data = unit.id
    _offer_banks(form, unit)
    if _wants_to_save(form):
        try:
            with database().transaction() as session:
                exam = publishing.create(session, me, unit, form.draft(), at=arrival())
        except Invalid as refusal:
            blame(form, refusal)
        else:
            flash(_("已保存。看过样卷后再发布。"), "success")
            return redirect(url_for("exams.manage.show", exam_id=exam.id), 303)
    return _form_page("exams/manage/new.html", form, unit)


def edit(exam_id: int) -> str | Response:
    me = actor()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
    if exam.edition_id is not None:
        raise Conflict("考试已经发布，试卷和规则不能再改。要改时间，请用“推迟结束时间”。", code="published")
    form = ExamForm(data=written(exam))
    _offer_banks(form, unit)
    if _wants_to_save(form):
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                publishing.change(session, me, exam, unit, form.draft(), version=form.seen_version)
        except (Invalid, Conflict) as refusal:
            blame(form, refusal)
        else:
            flash(_("已保存。"), "success")
            return redirect(url_for("exams.manage.show", exam_id=exam_id), 303)
    return _form_page("exams/manage/edit.html", form, unit, exam=exam)


def show(exam_id: int) -> str:
    """The exam as it would be, or was, published: rules, blueprint, problems and a sample paper with its key."""
    return _exam_page(exam_id, None)


def publish(exam_id: int) -> str | Response:
    """What publishing would do, to be confirmed, since nothing takes it back; then the deed."""
    me = actor()
    if request.method == "GET":
        return _publish_page(me, exam_id)
    try:
        with database().transaction() as session:
            exam, unit = drafts.exam_to_change(session, me, exam_id)
            _require_its_own(exam)
            publishing.publish(session, me, exam, unit, at=arrival())
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "danger")
        return redirect(url_for("exams.manage.show", exam_id=exam_id), 303)
    flash(_("已发布。%(unit)s的党员现在可以在“考试”里看到。", unit=unit.name), "success")
    return redirect(url_for("exams.watch.show", exam_id=exam_id), 303)


def extend(exam_id: int) -> str | Response:
    me, form = actor(), ExtendForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                exam, unit = drafts.exam_to_change(session, me, exam_id)
                closes_at = aware(form.closes_at.data)
                assert closes_at is not None
                publishing.extend(session, me, exam, unit, closes_at=closes_at, at=arrival())
        except (Invalid, Conflict) as refusal:
            if refusal.code == "not_published":
                raise
            blame(form, refusal)
        else:
            flash(_("结束时间已推迟到 %(moment)s。", moment=rules.moment(closes_at)), "success")
            return redirect(url_for("exams.manage.show", exam_id=exam_id), 303)
    return _exam_page(exam_id, form)


def _publish_page(me: Actor, exam_id: int) -> str | Response:
    at = arrival()
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        draft = drafts.drafted(session, exam, unit)
        members = drafts.count_of_members(session, unit)
    if exam.edition_id is not None or draft.problems or exam.page:
        return redirect(url_for("exams.manage.show", exam_id=exam_id), 303)
    written_rules = _rules(exam)
    return render_template(
        "exams/manage/publish.html",
        exam=exam,
        unit=unit,
        members=members,
        sentences=rules.sentences(written_rules),
        cautions=rules.cautions(written_rules, at=at),
    )


def _require_its_own(exam: Exam) -> None:
    """An exam that is a part of something, such as a stage of a contest, is published by that."""
    if exam.page:
        raise Conflict("这张试卷属于一场竞赛，随竞赛一起发布。请从竞赛的页面发布。", code="published_elsewhere")


def _exam_page(exam_id: int, form: ExtendForm | None) -> str:
    me = actor()
    number = read_arguments(SampleIn).sample
    with database().reading() as session:
        exam, unit = listing.managed_exam(session, me, exam_id)
        draft = drafts.drafted(session, exam, unit)
        bank_titles = drafts.bank_titles(session, Blueprint.from_json(exam.blueprint).banks)
        released = releasing.released(session, exam) if exam.results_at else None
    blueprint = Blueprint.from_json(exam.blueprint)
    drawn = draft.edition and previews.sample(draft.edition, exam_id=exam.id, member_id=me.member_id, number=number)
    return render_template(
        "exams/manage/show.html",
        exam=exam,
        unit=unit,
        state=state(exam, arrival()),
        cells=list(zip(blueprint.cells, draft.pool_sizes, strict=True)),
        sentences=rules.sentences(_rules(exam)),
        cautions=rules.cautions(_rules(exam), at=arrival()) if exam.edition_id is None else [],
        banks=bank_titles,
        named=_named(blueprint),
        draft=draft,
        released=released,
        awaits_release=exam.edition_id is not None and awaits_release(exam, arrival()),
        by_person=draft.edition is not None and draft.edition.by_person,
        sample=drawn,
        next_sample=number % previews.MOST_SAMPLES + 1,
        form=form or ExtendForm(formdata=None, data={"closes_at": naive(exam.closes_at)}),
    )


def _named(blueprint: Blueprint) -> list[tuple[str, str]]:
    """The questions that the blueprint names, and that it does without the balance."""
    told = [(_("必考的题"), "、".join(blueprint.required)), (_("不抽的题"), "、".join(blueprint.excluded))]
    if not blueprint.balanced:
        told.append((_("各份试卷"), _("难易不平衡")))
    if blueprint.rare_first:
        told.append((_("少考过的题"), _("多抽")))
    if blueprint.most_exposure:
        told.append((_("每道题"), _("最多出现在 %(most)s%% 的试卷里", most=blueprint.most_exposure)))
    return [(what, codes) for what, codes in told if codes]


def _rules(exam: Exam) -> rules.Rules:
    cells = Blueprint.from_json(exam.blueprint).cells
    return rules.Rules(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        minutes=exam.minutes,
        attempts_allowed=exam.attempts_allowed,
        size=sum(cell.count for cell in cells),
        max_score=sum(cell.count * cell.points for cell in cells),
        pass_percent=exam.pass_percent,
        credit_rule=exam.credit_rule,
        review=review_of(exam),
        mode=exam.mode,
        counting=exam.counting,
        by_person=any(cell.type and TYPES[cell.type].marked_by_person for cell in cells),
        entry=rules_of(exam),
        ways=ways.of(exam),
        brings_points=exam.brings_points,
    )


def _form_page(template: str, form: ExamForm, unit: Unit, exam: Exam | None = None) -> str:
    with database().reading() as session:
        stock = drafts.stock(session, unit, form.blueprint(), form.rows())
    if form.errors:
        form.name_shortages(stock.available)
    return render_template(template, form=form, unit=unit, stock=stock, exam=exam)


def _wants_to_save(form: ExamForm) -> bool:
    """Whether the form was sent to be saved and is well written; other buttons only change its rows."""
    if not form.is_submitted():
        return False
    wish = request.form.get("do", "save")
    if wish == "add":
        form.add_row()
    elif wish.startswith("drop:"):
        form.drop_row(wish.removeprefix("drop:"))
    return wish == "save" and form.validate()


def _offer_banks(form: ExamForm, unit: Unit) -> None:
    with database().reading() as session:
        usable = usable_banks(session, unit)
    form.banks.choices = [
        (each.bank.id, _("%(title)s（%(count)s 题）", title=each.bank.title, count=each.inventory.total))
        for each in usable
    ]
    known = {each.bank.id for each in usable}
    form.banks.data = [bank for bank in form.banks.data or () if bank in known]


def _organizer() -> Actor:
    me = actor()
    if not me.reach(Permission.EXAM_MANAGE):
        raise Forbidden("组织考试只对竞赛组织者开放。需要时请联系本单位管理员授权。")
    return me


def units_for_exams(session: Session, me: Actor) -> Sequence[Unit]:
    """Where the actor may hold an exam: down to branches, unless those are too many to choose from."""
    found = search_units(session, me, Permission.EXAM_MANAGE, "", kinds=WHERE_EXAMS_ARE_HELD, limit=MOST_UNITS + 1)
    if len(found) > MOST_UNITS:
        found = search_units(session, me, Permission.EXAM_MANAGE, "", kinds=ABOVE_BRANCHES, limit=MOST_UNITS)
    if not found:
        raise Forbidden("你的授权只到党小组；考试要面向党支部或更高的单位，请联系上级组织者。")
    return found


def indented(unit: Unit, units: Sequence[Unit]) -> str:
    """The name of a unit in a list of choices that is in tree order."""
    depth = sum(unit.path.startswith(each.path) for each in units) - 1
    return "　" * depth + unit.name
