"""What is being written, beside its form: as an exam shows it, what is still wrong, and what it resembles."""

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from quiz_app.banks.actions import writing
from quiz_app.banks.fields import by_field
from quiz_app.banks.forms.questions import QuestionForm
from quiz_app.banks.markup import shown
from quiz_app.banks.nearness import Near, nearest, pieces
from quiz_app.banks.pages.attaching import held, illustrated
from quiz_app.banks.pages.typed import Typed, offer, written
from quiz_app.banks.queries import holdings, near
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.reviewing import ReviewItem, laid_open
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.banks.taking import TakenItem, take
from quiz_app.banks.types.protocol import QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import NotFound
from quiz_app.core.passages import block
from quiz_app.core.web.services import database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations.pages import texts

_OF_THE_KEY = ("stem", "options", "right", "answers", "prompts", "parts")


@dataclass(frozen=True, slots=True)
class Preview:
    """`item` is None before there is a stem; `answer` until what is right can be told; `reasons` are sentences."""

    item: TakenItem | None
    answer: ReviewItem | None
    explanation_html: Markup
    reasons: tuple[str, ...]
    near: tuple[Near, ...]
    is_draft: bool


def preview(bank_id: int) -> str:
    """The part of the page that shows what the form says so far."""
    kind, own = TYPES.get(request.args.get("type", "")), request.args.get("question", type=int)
    if kind is None:
        raise NotFound(_("没有这种题型：请从题库页面选择题型。"))
    form, me = QuestionForm(), actor()
    with database().reading() as session:
        bank, _unit = holdings.find_bank(session, me, bank_id)
        chosen = ()
        if own is not None:
            chosen = queries.versions(session, queries.find_question(session, me, own).question)[0].bases
        typed = illustrated(written(form, kind, offer(session, form, chosen=chosen)), held(session, form))
        found = previewed(session, bank, kind, typed, own=own)
    return render_template("banks/_preview.html", preview=found)


def previewed(session: Session, bank: QuestionBank, kind: QuestionType, typed: Typed, *, own: int | None) -> Preview:
    """Of what was typed for a bank that was found; `own` is the question that is changed."""
    text = typed.writing.text
    problems = writing.problems(session, text, texts=texts())
    fields = by_field(kind.interaction, problems) | typed.faults
    tells = not any(name.startswith(_OF_THE_KEY) for name in fields)
    others = near.sharing(session, bank, kind.code, pieces(text.stem), apart_from=own)
    return Preview(
        item=take(shown(text)) if text.stem else None,
        answer=laid_open(text) if tells else None,
        explanation_html=block(shown(text).explanation),
        reasons=tuple(_placed(name, reason) for name, reason in fields.items()),
        near=tuple(nearest(text.stem, others)),
        is_draft=text.draft_reason is not None,
    )


def _placed(name: str, reason: str) -> str:
    """A fault of one basis says which."""
    row = name.removeprefix("bases-")
    return _("第 %(number)s 处依据：%(reason)s", number=int(row) + 1, reason=reason) if row.isdecimal() else reason
