"""Shape and wording of what is decided about a signal."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.exams.signals.verdicts import CLOSING, LABELS, REOPENED
from quiz_app.exams.tables.signals import LONGEST_REASON


class DecisionForm(Form):
    """What to make of a signal, and why. `seen` is how many decisions stood on the page."""

    verdict = RadioField(_("你的判断"), validators=[InputRequired(_("请选一项"))])
    reason = TextAreaField(
        _("理由"),
        [InputRequired(_("请写理由：看了什么，听谁说了什么")), Length(max=LONGEST_REASON)],
        description=_("写看了什么、本人怎么说。会留在记录里，撤回判断也不会消失。判断不改成绩、名次和积分。"),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )
    seen = HiddenField(default="0")

    def offer(self, *, is_open: bool) -> "DecisionForm":
        """The decisions that can be taken now: one that stands is reopened before there is another."""
        self.verdict.choices = [(each, LABELS[each]) for each in (CLOSING if is_open else (REOPENED,))]
        return self

    @property
    def decisions_seen(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else -1
