"""Shape and wording of what is typed about people."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.members.password_rules import LEAST, MOST
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import LABELS, Role


class SignInForm(Form):
    number = StringField(_("党员编号"), [InputRequired(_("请填写党员编号")), Length(max=64)])
    password = PasswordField(_("密码"), [InputRequired(_("请填写密码")), Length(max=200)])


class ChoosePasswordForm(Form):
    """The first password of one's own."""

    password = PasswordField(
        _("新密码"),
        [InputRequired(_("请填写新密码")), Length(max=MOST, message=_("密码最多 %(max)d 个字符"))],
        description=_("至少 %(least)d 个字符，不能是党员编号或姓名。几个词连成一句话，好记又安全。", least=LEAST),
    )
    again = PasswordField(
        _("再输一遍新密码"),
        [InputRequired(_("请再输一遍新密码")), EqualTo("password", _("两次输入的不一样，请重新输入"))],
    )


class ChangePasswordForm(Form):
    """Another password in place of the present one."""

    present = PasswordField(_("现在的密码"), [InputRequired(_("请填写现在的密码")), Length(max=200)])
    password = ChoosePasswordForm.password
    again = ChoosePasswordForm.again


class RosterForm(Form):
    file = FileField(
        _("名册文件"),
        [FileRequired(_("请选择一个 xlsx 文件"))],
        description=_("用下载的模板填写，最多 30000 行、12 MB。"),
    )
    creates_groups = BooleanField(
        _("新建缺少的党小组"), description=_("只新建已有党支部下面的党小组；其他单位请先在“单位管理”里建好。")
    )


class RoleForm(Form):
    """A role in one unit for the member with a number."""

    number = StringField(_("党员编号"), [InputRequired(_("请填写党员编号")), Length(max=32)])
    role = SelectField(_("角色"))

    def offer(self, actor: Actor, path: str) -> "RoleForm":
        self.role.choices = [(role.value, LABELS[role]) for role in Role if actor.may_give(role, path)]
        return self


class PlainForm(Form):
    """One button: nothing but the proof that it was pressed on our own page."""
