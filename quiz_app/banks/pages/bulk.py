"""Something is done to many questions of a bank: asked for, shown before it is done, kept and undone."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.actions import bulk as actions
from quiz_app.banks.areas import AREAS
from quiz_app.banks.bulk.orders import BACK, EFFECTS, LABELS, VALUED, Act, Order, value_fault
from quiz_app.banks.bulk.plans import Candidate, Plan, compared, plan
from quiz_app.banks.pages.choosing import BulkForm, Choice, chosen, kept, points
from quiz_app.banks.queries import bulk as queries
from quiz_app.banks.queries import holdings
from quiz_app.banks.queries.bulk import DoneAct
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.banks.tables.reviews import QuestionBulkAct
from quiz_app.core.errors import Conflict, NotFound
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.tables import Unit
from quiz_app.regulations.pages import texts

PAGE = 20
MOST_BANKS = 200

Held = tuple[QuestionBank, Unit]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is about to be done: the bank that the questions are in now, where a move goes, what is undone."""

    home: Held
    plan: Plan
    target: Held | None = None
    undoes: QuestionBulkAct | None = None


def bulk(bank_id: int) -> str | Response | tuple[str, int]:
    """What an act on the chosen questions would do, and with its confirmation, the doing of it."""
    choice = chosen()
    kept_filters: dict[str, Any] = dict(choice.filters.kept)
    back = url_for(".show", bank_id=bank_id, **kept_filters)
    with database().reading() as session:
        home = holdings.find_bank(session, actor(), bank_id)
        if choice.act is None or choice.is_empty:
            flash(_("请先勾选题目，再选要做什么。") if choice.is_empty else _("请选要对这些题做什么。"), "info")
            return redirect(back)
        candidates = choice.candidates(session, home[0])
        fault = value_fault(choice.act, choice.value)
        target = _target(session, choice, home) if choice.act is Act.MOVE and not fault else None
        if fault or (choice.act is Act.MOVE and target is None):
            return _value_page(session, home, choice, candidates, fault, back)
        asked = _asked(session, home, candidates, Order(choice.act, choice.value, _same_reach(home, target)), target)
    return _confirm(asked, back)


def acts(bank_id: int) -> str:
    """What was done to many questions of the bank, the latest first."""
    after = unpack(request.args.get("after"), 1)
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, actor(), bank_id)
        done = queries.acts(session, bank, limit=PAGE + 1, after=after)
    return render_template(
        "banks/acts.html",
        bank=bank,
        done=done[:PAGE],
        next=pack(done[PAGE - 1].act.id) if len(done) > PAGE else None,
        labels=LABELS,
        back=BACK,
        value_of=_value_in_words,
    )


def undo_bulk(bank_id: int, act_id: int) -> str | Response | tuple[str, int]:
    """The act that undoes another one, shown before it is done."""
    with database().reading() as session:
        home = holdings.find_bank(session, actor(), bank_id)
        asked = _undoing(session, home, queries.find_act(session, home[0], act_id))
    return _confirm(asked, url_for(".acts", bank_id=bank_id))


def _undoing(session: Session, home: Held, done: DoneAct) -> _Asked:
    act = Act(done.act.act)
    if done.undone:
        raise Conflict(_("这次批量操作已经撤销过了。"), code="undone")
    if act not in BACK or done.act.undoes is not None:
        raise Conflict(_("这次批量操作不能整批撤销：请在题目页上单独处理。"), code="not_undoable")
    order, now_in, target = Order(BACK[act]), home, None
    if act is Act.MOVE:
        now_in, target = holdings.find_bank(session, actor(), int(done.act.value)), home
        order = Order(Act.MOVE, str(home[0].id), _same_reach(now_in, home))
    candidates = queries.candidates_of(session, done.act, now_in[0].id)
    return replace(_asked(session, now_in, candidates, order, target), undoes=done.act)


def _asked(session: Session, home: Held, candidates: list[Candidate], order: Order, target: Held | None) -> _Asked:
    me, at_hand = actor().member_id, texts()
    planned = plan(candidates, order, member_id=me)
    if at_hand is not None:
        seen = [version for each in planned.taken if (version := compared(each, order.act)) is not None]
        planned = plan(candidates, order, member_id=me, misquoted=queries.misquoted(session, seen, at_hand))
    return _Asked(home, planned, target)


def _confirm(asked: _Asked, back: str) -> str | Response | tuple[str, int]:
    form = BulkForm()
    if not form.is_submitted():
        return _page(asked, form, back)
    if not form.validate():
        return _page(asked, form, back), 422
    if form.seen.data != asked.plan.fingerprint:
        flash(actions.MOVED_ON, "warning")
        return _page(asked, form, back), 409
    _do(asked, form.reason.data or "")
    return redirect(url_for(".acts", bank_id=asked.undoes.bank_id if asked.undoes else asked.home[0].id))


def _do(asked: _Asked, reason: str) -> None:
    with database().transaction() as session:
        bank, unit = holdings.find_bank(session, actor(), asked.home[0].id, lock=True)
        target = holdings.find_bank(session, actor(), asked.target[0].id) if asked.target else None
        act = actions.carry_out(
            session, actor(), bank, unit, asked.plan, target=target, undoes=asked.undoes, reason=reason, at=arrival()
        )
    flash(_("%(act)s：已办好 %(count)s 题。", act=_name(asked), count=act.count), "success")


def _page(asked: _Asked, form: BulkForm, back: str) -> str:
    form.seen.data = asked.plan.fingerprint
    act = asked.plan.order.act
    return render_template(
        "banks/bulk.html",
        bank=asked.home[0],
        plan=asked.plan,
        form=form,
        back=back,
        name=_name(asked),
        value=asked.target[0].title if asked.target else _value_in_words(act, asked.plan.order.value),
        effect=EFFECTS[act],
        target=asked.target,
    )


def _value_page(
    session: Session, home: Held, choice: Choice, candidates: list[Candidate], fault: str | None, back: str
) -> str:
    """Asks for what the act needs besides."""
    others = holdings.banks(session, actor(), limit=MOST_BANKS) if choice.act is Act.MOVE else []
    return render_template(
        "banks/bulk_value.html",
        bank=home[0],
        choice=choice,
        kept=kept(request.args),
        count=len(candidates),
        name=LABELS[choice.act or Act.TAG],
        fault=(fault or _("请选一个题库。")) if "value" in request.args else None,
        others=[each for each in others if each.bank.id != home[0].id],
        points=points(candidates),
        difficulties=DIFFICULTIES,
        areas=AREAS,
        acts=Act,
        back=back,
    )


def _target(session: Session, choice: Choice, home: Held) -> Held | None:
    """Where the questions go, unless the bank is not there, not the actor's or the one that they are in."""
    try:
        target = holdings.find_bank(session, actor(), int(choice.value[:18]))
    except NotFound:
        return None
    return target if target[0].id != home[0].id else None


def _same_reach(home: Held, target: Held | None) -> bool:
    """Whether all that may draw from the other bank may draw from this one already."""
    return target is None or target[1].path.startswith(home[1].path)


def _name(asked: _Asked) -> str:
    name = LABELS[asked.plan.order.act]
    return _("撤销“%(act)s”", act=LABELS[Act(asked.undoes.act)]) if asked.undoes else name


def _value_in_words(act: str, value: str) -> str:
    if act == Act.DIFFICULTY and value.isdecimal():
        return DIFFICULTIES.get(int(value), value)
    if act == Act.AREA:
        return AREAS.get(value, value)
    return value if act in VALUED and act != Act.MOVE else ""
