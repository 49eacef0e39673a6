"""What a certificate is to read when it is issued again."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.certificates.holders import LONGEST_NAME
from quiz_app.certificates.wording import LONGEST_REASON, LONGEST_TEXT
from quiz_app.core.web.forms import Form


class ReissueForm(Form):
    holder_name = StringField(_("姓名或单位名称"), [InputRequired(_("请写印在证书上的名称")), Length(max=LONGEST_NAME)])
    holder_unit_name = StringField(
        _("所在单位"), [Length(max=LONGEST_NAME)], description=_("印在姓名下面；发给单位的证书空着。")
    )
    text = TextAreaField(_("文字"), [InputRequired(_("请写证书的文字")), Length(max=LONGEST_TEXT)])
    reason = StringField(
        _("原因"),
        [InputRequired(_("请写明为什么重新颁发，会留在记录里")), Length(max=LONGEST_REASON)],
        description=_("如“姓名印错”。本人看得到。"),
    )
