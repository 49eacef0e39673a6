"""Shape and wording of a notice that is written."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.notices.kinds import LONGEST_BODY, LONGEST_TITLE


class NoticeForm(Form):
    """`unit` is the id of whom it goes to."""

    unit = HiddenField()
    title = StringField(_("标题"), [InputRequired(_("请写标题，让人一眼看出是什么事。")), Length(max=LONGEST_TITLE)])
    body = TextAreaField(
        _("正文"),
        [InputRequired(_("请写正文：什么事、要做什么、到什么时候。")), Length(max=LONGEST_BODY)],
        description=_("空一行分段；一行开头写 - 是列表，**两边加星号**是着重。"),
        render_kw={"rows": 10},
    )
