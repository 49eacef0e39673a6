"""Shape and wording of what is typed about units."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.organizations import kinds
from quiz_app.organizations.names import LONGEST


class UnitForm(Form):
    """A new unit below another one."""

    name = StringField(
        _("单位名称"),
        [InputRequired(_("请填写单位名称")), Length(max=LONGEST)],
        description=_("同一上级下不能重名，名称里不能有“/”。"),
    )
    kind = SelectField(_("单位类型"))

    def offer(self, parent_kind: str) -> "UnitForm":
        self.kind.choices = [(kind, kinds.LABELS[kind]) for kind in kinds.kinds_under(parent_kind)]
        return self


class RenameForm(Form):
    """A new name; `version` is the one that was on the page."""

    name = StringField(_("单位名称"), [InputRequired(_("请填写单位名称")), Length(max=LONGEST)])
    version = HiddenField(validators=[InputRequired()])

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
