"""Which questions of a bank a query string names, and what is to be done to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from quiz_app.banks.actions.steps import LONGEST_REASON
from quiz_app.banks.bulk.orders import OFFERED, Act
from quiz_app.banks.bulk.plans import Candidate
from quiz_app.banks.forms.banks import FilterForm
from quiz_app.banks.queries import bulk as queries
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.core.web.forms import Form

MOST_NAMED = 200
MOST_POINTS = 40
CHOSEN, PAGE, ALL = "chosen", "page", "all"


class BulkForm(Form):
    """The last word: `seen` is the fingerprint of the plan that was on the page."""

    seen = HiddenField(default="")
    reason = TextAreaField(
        _("原因"),
        [Optional(), Length(max=LONGEST_REASON)],
        description=_("记在每道题的经手记录里，以后的人看得到。"),
        render_kw={"rows": 2},
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """`ids` is None for all that the filters let pass; `act` is None where no known one was chosen."""

    act: Act | None
    value: str
    ids: Sequence[int] | None
    filters: FilterForm

    @property
    def is_empty(self) -> bool:
        return self.ids is not None and not self.ids

    def candidates(self, session: Session, bank: QuestionBank) -> list[Candidate]:
        return queries.candidates(session, bank, ids=self.ids, filters=self.filters.filters)


def chosen() -> Choice:
    args = request.args
    offered = {act.value: act for act in OFFERED}
    return Choice(offered.get(args.get("act", "")), args.get("value", "").strip(), _ids(args), FilterForm(args))


def kept(args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What a form that asks for the value sends again."""
    return [(name, text) for name, text in args.items(multi=True) if name != "value"]


def points(candidates: Sequence[Candidate]) -> list[str]:
    """The knowledge points of the chosen questions, the most frequent first and at most forty."""
    counts = Counter(point for each in candidates for point in each.knowledge_points)
    return [point for point, _count in counts.most_common(MOST_POINTS)]


def _ids(args: MultiDict[str, str]) -> list[int] | None:
    match args.get("scope"):
        case "all":
            return None
        case "page":
            named = args.get("onpage", "").split(",")
        case _:
            named = args.getlist("question")
    numbers = (int(text) for text in named if text.isdecimal() and len(text) < 19)
    return list(dict.fromkeys(numbers))[:MOST_NAMED]
