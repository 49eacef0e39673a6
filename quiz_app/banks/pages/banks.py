"""Trainers keep their banks: the list, a bank with its questions, what they rest on, and what of it holds no more."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.actions import banks as actions
from quiz_app.banks.actions.banks import BankDraft
from quiz_app.banks.areas import AREAS
from quiz_app.banks.bulk.orders import LABELS as ACT_LABELS
from quiz_app.banks.bulk.orders import OFFERED
from quiz_app.banks.facets import Facets
from quiz_app.banks.forms.banks import BankForm, FilterForm, NewBankForm
from quiz_app.banks.printing.listing import CONTENTS
from quiz_app.banks.queries import citations as cited
from quiz_app.banks.queries import drawing, holdings, supersession
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries.drawing import UsableBank
from quiz_app.banks.queries.questions import ListedQuestion
from quiz_app.banks.states import MEANINGS, State
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Invalid
from quiz_app.core.printing.writing import offered
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import database
from quiz_app.organizations import queries as units
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.kinds import BRANCH, GROUP, LABELS, ORDER
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

PAGE = 50
PAGE_OF_BASES = 20
MOST_UNITS = 200


def index() -> str:
    """The banks in one's reach, and those that the units above share."""
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        kept = holdings.banks(session, me, limit=PAGE + 1, after=after)
        shared = [] if after else _shared(session, me)
    return render_template(
        "banks/index.html",
        kept=kept[:PAGE],
        shared=shared,
        next=pack(kept[PAGE - 1].bank.id) if len(kept) > PAGE else None,
        areas=AREAS,
        states=State,
    )


def show(bank_id: int) -> str:
    """A bank's questions, narrowed by what the query string asks for. A cursor holds an id and how many come before."""
    form, me = FilterForm(request.args), actor()
    after, before = (unpack(request.args.get(name), 2) for name in ("after", "before"))
    filters = form.filters
    with database().reading() as session:
        bank, unit = holdings.find_bank(session, me, bank_id)
        cells = queries.counts(session, bank, filters)
        listed = queries.questions(
            session, me, filters, bank=bank, limit=PAGE + 1, after=after, before=None if after else before
        )
    facets = Facets(cells, filters.state, filters.type, filters.difficulty)
    return render_template(
        "banks/show.html",
        bank=bank,
        unit=unit,
        facets=facets,
        form=form,
        page=_page_of(listed, after, before),
        acts=OFFERED,
        act_labels=ACT_LABELS,
        meanings=MEANINGS,
        types=TYPES,
        areas=AREAS,
        print_forms=offered(),
        print_contents=CONTENTS,
    )


def new() -> str | Response:
    me, form = actor(), NewBankForm()
    holdings.reach(me)
    with database().reading() as session:
        form.unit_id.choices = [(unit.id, _unit_name(unit)) for unit in _homes(session, me)]
    if form.validate_on_submit():
        try:
            with database().transaction() as session:
                unit = units.find_unit(session, me, int(form.unit_id.data or 0))
                bank = actions.create(session, me, unit, code=form.code.data, draft=_draft(form))
        except Invalid as refusal:
            form.explain(refusal.fields)
        else:
            flash(_("已建立题库“%(title)s”，可以写题了。", title=bank.title), "success")
            return redirect(url_for(".show", bank_id=bank.id))
    return render_template("banks/new.html", form=form)


def edit(bank_id: int) -> str | Response:
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, actor(), bank_id)
    form = BankForm(obj=bank)
    if form.validate_on_submit():
        with database().transaction() as session:
            bank, unit = holdings.find_bank(session, actor(), bank_id)
            actions.change(session, actor(), bank, unit, _draft(form), version=form.seen_version)
        flash(_("已保存。"), "success")
        return redirect(url_for(".show", bank_id=bank_id))
    return render_template("banks/edit.html", bank=bank, form=form)


def citations() -> str:
    """Which versions of documents the questions rest on."""
    with database().reading() as session:
        found = cited.cited_versions(session, actor())
    return render_template("banks/citations.html", citations=found)


def superseded() -> str:
    """The questions that rest on a superseded version, of one if `version` names it, each old basis beside the new."""
    after, wanted = unpack(request.args.get("after"), 1), request.args.get("version", type=int)
    with database().reading() as session:
        gone = [each for each in cited.cited_versions(session, actor()) if each.version.superseded_on]
        found = supersession.set_aside(
            session, actor(), regulation_version_id=wanted, limit=PAGE_OF_BASES + 1, after=after
        )
    return render_template(
        "banks/superseded.html",
        gone=gone,
        wanted=wanted,
        found=found[:PAGE_OF_BASES],
        next=pack(found[PAGE_OF_BASES - 1].question.id) if len(found) > PAGE_OF_BASES else None,
        types=TYPES,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """Some of the questions: from the `first`-th of them, counted from 1; cursors, where there are more."""

    listed: list[ListedQuestion]
    first: int
    next: str | None
    previous: str | None


def _page_of(found: list[ListedQuestion], after: tuple[int, ...] | None, before: tuple[int, ...] | None) -> _Page:
    if before and not after:
        listed = found[-PAGE:]
        offset = max(0, before[1] - len(listed)) if len(found) > PAGE else 0
        more = True
    else:
        listed, offset, more = found[:PAGE], max(0, after[1]) if after else 0, len(found) > PAGE
    if not listed:
        return _Page([], 0, None, None)
    next_ = pack(listed[-1].question.id, offset + len(listed)) if more else None
    return _Page(listed, offset + 1, next_, pack(listed[0].question.id, offset) if offset else None)


def _shared(session: Session, me: Actor) -> list[UsableBank]:
    """The banks of units above one's reach that may be drawn from in it."""
    tops = units.tops(session, me, Permission.QUESTION_WRITE)
    usable = {each.bank.id: each for top in tops[:1] for each in drawing.usable_banks(session, top)}
    return [each for each in usable.values() if each.bank.unit_id not in {top.id for top in tops}]


def _homes(session: Session, me: Actor) -> list[Unit]:
    """The units that a bank may belong to, down to the general branch: the highest of one's reach at least."""
    wide = units.search_units(
        session,
        me,
        Permission.QUESTION_WRITE,
        "",
        kinds=[kind for kind in ORDER if kind not in (BRANCH, GROUP)],
        limit=MOST_UNITS,
    )
    known = {unit.id for unit in wide}
    return [unit for unit in units.tops(session, me, Permission.QUESTION_WRITE) if unit.id not in known] + wide


def _unit_name(unit: Unit) -> str:
    return f"{unit.name}（{LABELS[unit.kind]}）"


def _draft(form: BankForm) -> BankDraft:
    return BankDraft(form.title.data, str(form.area.data), form.description.data or "")
