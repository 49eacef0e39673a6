"""Shape and wording of a suggestion and of the answer to it."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.notices.suggesting import LONGEST


class SuggestionForm(Form):
    text = TextAreaField(
        _("意见或建议"),
        [InputRequired(_("请写你的意见或建议。")), Length(max=LONGEST)],
        description=_("什么事、在哪一页、希望怎样改。负担重、催得多、要求不合理，也写在这里。"),
        render_kw={"rows": 6},
    )
    anonymous = BooleanField(
        _("匿名"),
        description=_(
            "答复的人看不到你的姓名和单位，只知道来自他负责的范围。网站记着是谁写的，为的是让你收到答复、限制一天的条数；"
            "管理服务器的人能在数据库里查到。"
        ),
    )


class AnswerForm(Form):
    text = TextAreaField(
        _("答复"),
        [InputRequired(_("请写答复：怎样处理，或者为什么不改。")), Length(max=LONGEST)],
        description=_("写的人会收到消息，看到你的姓名和这段话。只能答复一次。"),
        render_kw={"rows": 5},
    )
