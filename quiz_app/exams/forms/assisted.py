"""What is typed to take a shared device back."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form


class BackForm(Form):
    password = PasswordField(_("密码"), [InputRequired(_("请填写密码")), Length(max=200)])
