"""Shape and wording of what is typed about banks, and of what narrows a list of questions."""

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from quiz_app.banks.areas import AREAS
from quiz_app.banks.forms.bases import Inner, Versioned
from quiz_app.banks.queries.questions import Filters
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.states import LABELS, State
from quiz_app.banks.types.table import TYPES

ANY = ("", _("不限"))
STANDING = ("", _("不含已停用"))


class BankForm(Versioned):
    """What a bank says of itself."""

    title = StringField(_("名称"), [InputRequired(_("请写题库名称")), Length(max=120)])
    area = SelectField(_("方面"), choices=list(AREAS.items()), description=_("题库里的题默认属于这一方面。"))
    description = TextAreaField(_("说明"), [Optional(), Length(max=400)], render_kw={"rows": 3})


class NewBankForm(BankForm):
    """`unit_id` gets its choices from the page: units in which the trainer writes questions."""

    code = StringField(
        _("编码"),
        [
            InputRequired(_("请写编码")),
            Length(max=40),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_("只用小写字母、数字和连字符，例如 harbour-2026")),
        ],
        description=_("题目的编号由它开头，定了不再改。只用小写字母、数字和连字符，例如 harbour-2026。"),
    )
    unit_id = SelectField(_("单位"), coerce=int, description=_("这个单位和它下面的单位都可以用这个题库组卷。"))


class PlainForm(Versioned):
    """A button, with the version of what it is about."""


class FilterForm(Inner):
    """What a list of questions is narrowed by, from the query string. What it does not know it ignores."""

    q = SearchField(_("编号或题干"))
    type = SelectField(_("题型"), choices=[ANY, *((code, kind.label) for code, kind in TYPES.items())])
    difficulty = SelectField(_("难度"), choices=[ANY, *((str(level), label) for level, label in DIFFICULTIES.items())])
    area = SelectField(_("方面"), choices=[ANY, *AREAS.items()])
    state = SelectField(_("状态"), choices=[STANDING, *((state.value, label) for state, label in LABELS.items())])

    def __init__(self, sent: MultiDict[str, str]) -> None:
        super().__init__(sent)
        for field in (self.type, self.difficulty, self.area, self.state):
            if field.data not in {value for value, _label in field.choices}:
                field.data = ""

    @property
    def kept(self) -> dict[str, str]:
        """What narrows the list, for the address of its next page."""
        return {field.name: field.data.strip() for field in self if field.data and field.data.strip()}

    @property
    def narrows(self) -> bool:
        return bool(self.kept)

    @property
    def filters(self) -> Filters:
        kept = self.kept
        return Filters(
            text=kept.get("q", "")[:100],
            type=kept.get("type"),
            difficulty=int(kept["difficulty"]) if "difficulty" in kept else None,
            area=kept.get("area"),
            state=State(kept["state"]) if "state" in kept else None,
        )
