"""What an organizer says about an extra paper."""

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from quiz_app.contests.extras import MOST_QUESTIONS, ExtraDraft
from quiz_app.core.web.forms import Form
from quiz_app.exams.forms.times import MINUTE_FORMATS, aware

LONGEST_MINUTES = 600


class ExtraForm(Form):
    """`tie` gets its choices from the page: the groups of equals that there are now."""

    tie = RadioField(_("给哪些并列的人"), [InputRequired(_("请选一组并列的人"))])
    opens_at = DateTimeLocalField(_("开始时间"), [InputRequired(_("请写开始时间"))], format=MINUTE_FORMATS)
    closes_at = DateTimeLocalField(_("结束时间"), [InputRequired(_("请写结束时间"))], format=MINUTE_FORMATS)
    minutes = IntegerField(
        _("答题时间（分钟）"),
        [InputRequired(_("请写答题时间")), NumberRange(1, LONGEST_MINUTES, _("写 1 到 600 分钟"))],
    )
    questions = IntegerField(
        _("题数"),
        [InputRequired(_("请写题数")), NumberRange(1, MOST_QUESTIONS, _("写 1 到 50 题"))],
        description=_("从同样的题库里抽，各题型按原试卷的比例；最多和原试卷一样多。"),
    )

    def draft(self) -> ExtraDraft:
        opens_at, closes_at = aware(self.opens_at.data), aware(self.closes_at.data)
        assert opens_at is not None and closes_at is not None
        return ExtraDraft(opens_at, closes_at, self.minutes.data or 0, self.questions.data or 0)
