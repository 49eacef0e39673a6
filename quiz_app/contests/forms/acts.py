"""What an organizer says when something is done to a contest."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, StringField
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.core.web.forms import Form
from quiz_app.exams.forms.times import MINUTE_FORMATS


class AnnounceForm(Form):
    tells = BooleanField(_("同时给范围里的党员发一条通知"), default=True)


class FreezeForm(Form):
    freezes_at = DateTimeLocalField(
        _("从什么时候起封榜"),
        [Optional()],
        format=MINUTE_FORMATS,
        description=_("不填就是现在。封榜只能往前定，不能提前解除。"),
    )


class ReasonForm(Form):
    reason = StringField(_("理由"), [InputRequired(_("请写明理由，会留在记录里")), Length(max=200)])
