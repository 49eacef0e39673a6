"""Shape and wording of what is typed about a paper: when it was sat, and why it is not keyed in."""

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.exams.actions.paper_sittings import LONGEST_REASON
from quiz_app.exams.forms.exams import MINUTE_FORMATS


class KeyingForm(Form):
    """The head of a grid; the answers stand beside it as `exams.keying` names them."""

    sat_at = DateTimeLocalField(
        _("答卷上写的开始时间"),
        [InputRequired(_("请照答卷填写开始时间，例如 2026-11-23 14:30"))],
        format=MINUTE_FORMATS,
    )


class WithdrawalForm(Form):
    reason = TextAreaField(
        _("为什么撤回"),
        [InputRequired(_("请写明原因，例如：本人请假，试卷未拆封")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 2},
    )
