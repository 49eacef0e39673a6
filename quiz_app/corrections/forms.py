"""Shape and wording of what is typed about a correction; whether it may be is decided further in."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.core.web.forms import Form
from quiz_app.corrections.proposals import KINDS, LONGEST_BASIS, LONGEST_REASON, MEANING, RULES
from quiz_app.exams.amending import Kind


class _ReasonForm(Form):
    reason = TextAreaField(
        _("更正的理由"),
        [InputRequired(_("请写明理由")), Length(max=LONGEST_REASON)],
        description=_("参加考试的人都会看到。写清错在哪里，不要写别人的姓名。"),
        render_kw={"rows": 3},
    )
    basis = StringField(
        _("依据"),
        [InputRequired(_("请写明依据")), Length(max=LONGEST_BASIS)],
        description=_("哪个文件、哪一条，例如《中国共产党章程》第三十二条。"),
    )


class QuestionForm(_ReasonForm):
    """A correction of a question. `key` is written as in bank files."""

    kind = RadioField(_("怎样更正"), validators=[InputRequired(_("请选一项"))])
    key = TextAreaField(_("更正后的答案"), [Optional(), Length(max=1000)], render_kw={"rows": 2})

    def offer(self, kinds: tuple[Kind, ...]) -> "QuestionForm":
        self.kind.choices = [(kind.value, f"{KINDS[kind]}：{MEANING[kind]}") for kind in kinds]
        return self


class RuleForm(_ReasonForm):
    """A correction of the rule for partial credit."""

    credit_rule = RadioField(_("更正后的规则"), choices=list(RULES.items()), validators=[InputRequired(_("请选一项"))])


class UndoForm(_ReasonForm):
    """Why a correction is taken back."""


class DecisionForm(Form):
    """What somebody else decides; `do` is approve, reject or withdraw."""

    note = TextAreaField(_("说明"), [Optional(), Length(max=300)], render_kw={"rows": 2})
    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
