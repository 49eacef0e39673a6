"""What the forms of practice send: shape alone."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from quiz_app.core.web.forms import Form


class DrillForm(Form):
    """What to drill; the choices of the knowledge points are those that the member's banks have."""

    kind = HiddenField(default="drill")
    area = SelectField(_("领域"), validators=[Optional()])
    type = SelectField(_("题型"), validators=[Optional()])
    knowledge_point = SelectField(_("知识点"), validators=[Optional()], validate_choice=False)
    size = RadioField(_("题数"), choices=[("5", _("5 题")), ("10", _("10 题")), ("20", _("20 题"))], default="10")
