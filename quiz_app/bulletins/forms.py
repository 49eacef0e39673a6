"""Shape and wording of the words of a bulletin."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.bulletins.actions import LONGEST, NEEDED
from quiz_app.core.web.forms import Form


class BulletinForm(Form):
    """`seen` is how many edits the page knows."""

    heading = StringField(
        _("版头"),
        [InputRequired(NEEDED["heading"]), Length(max=LONGEST["heading"])],
        description=_("写自己单位的名称。排成红色版头，不带徽标和印章。"),
    )
    number = StringField(_("文号"), [Optional(), Length(max=LONGEST["number"])])
    title = StringField(_("标题"), [InputRequired(NEEDED["title"]), Length(max=LONGEST["title"])])
    addressees = StringField(
        _("主送"), [Optional(), Length(max=LONGEST["addressees"])], description=_("发给谁，后面的冒号不用写。")
    )
    opening = TextAreaField(
        _("引言"),
        [Optional(), Length(max=LONGEST["opening"])],
        description=_("数字和名单由系统排在引言和结语之间，空一行分段。"),
        render_kw={"rows": 5},
    )
    closing = TextAreaField(_("结语"), [Optional(), Length(max=LONGEST["closing"])], render_kw={"rows": 5})
    signed_by = StringField(_("落款"), [InputRequired(NEEDED["signed_by"]), Length(max=LONGEST["signed_by"])])
    dated_on = DateField(_("日期"), [InputRequired(_("请写日期。"))])
    seen = HiddenField(default="0")

    @property
    def edits_seen(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else -1
