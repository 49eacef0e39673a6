"""Shape and wording of an appeal and of what its readers say."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quiz_app.contests.appeals import ABOUT_LABELS, LONGEST_REASON, LONGEST_WORDS, VERDICT_LABELS, About
from quiz_app.core.web.forms import Form


class AppealForm(Form):
    """What is appealed against; `sat` is the code of a stage and attempt of one's own."""

    about = RadioField(_("对什么有异议"), validators=[InputRequired(_("请选一项"))])
    sat = SelectField(_("哪一次答题"), validators=[Optional()], validate_choice=False)
    question_no = IntegerField(
        _("题号"),
        [Optional(), NumberRange(1, 999, _("请写试卷上的题号，例如 3"))],
        description=_("对题目有异议时填写：试卷上第几题。"),
    )
    words = TextAreaField(
        _("理由"),
        [InputRequired(_("请写明理由")), Length(max=LONGEST_WORDS)],
        description=_("哪里不对、依据是什么，例如哪个文件第几条。只有组织这场竞赛的人看得到。"),
        render_kw={"rows": 5, "maxlength": LONGEST_WORDS},
    )

    def offer(self, about: Sequence[About], sat: Sequence[tuple[str, str]]) -> "AppealForm":
        self.about.choices = [(each.value, ABOUT_LABELS[each]) for each in about]
        self.sat.choices = list(sat) or [("", "—")]
        return self


class ReadingForm(Form):
    """A reader's verdict on an appeal."""

    verdict = RadioField(_("你的意见"), choices=list(VERDICT_LABELS.items()), validators=[InputRequired(_("请选一项"))])
    reason = TextAreaField(
        _("理由"),
        [InputRequired(_("请写明理由")), Length(max=LONGEST_REASON)],
        description=_("写看了什么、依据哪一条。申诉人会看到最后的理由，不要写别人的姓名。"),
        render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )
    for_all = BooleanField(_("对这道题的其他申诉一并处理"))
