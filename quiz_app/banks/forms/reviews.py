"""Shape and wording of a verdict and of the answer to a report."""

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.banks.forms.bases import Explaining, Versioned
from quiz_app.banks.reporting import LONGEST_TEXT


class AnswerForm(Explaining):
    """The answer to a report."""

    text = TextAreaField(
        _("答复"),
        [InputRequired(_("请写答复：题目改了什么，或者为什么不用改")), Length(max=LONGEST_TEXT)],
        description=_("报告的人看得到。考试没有结束的，要到结束后才显示给他。"),
        render_kw={"rows": 4},
    )


class VerdictForm(Versioned):
    """What a reviewer says of version `number`; whether a reason must be written depends on the verdict."""

    number = HiddenField(default="0")
    reason = TextAreaField(
        _("意见"),
        [Optional(), Length(max=400)],
        description=_("退回时必须写：哪里不对，要改成什么样。通过时可以不写。"),
        render_kw={"rows": 3},
    )

    @property
    def seen_number(self) -> int:
        text = self.number.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
