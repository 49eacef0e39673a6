"""What an organizer says about entrants: exemptions, additions, who goes on, whose result does not count."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from quiz_app.contests.forms.acts import ReasonForm
from quiz_app.contests.forms.rules import Ticks
from quiz_app.core.web.forms import Form


class ExemptForm(ReasonForm):
    """`members` are those ticked on the page; `lifted` puts them back into the denominator."""

    members = Ticks(_("党员"), coerce=int, validate_choice=False)
    lifted = BooleanField(_("撤销豁免"))


class EntrantForm(ReasonForm):
    """Somebody who came later counts in the unit that the member belongs to now."""

    number = StringField(_("党员编号"), [InputRequired(_("请写党员编号")), Length(max=32)])


class WildCardForm(ReasonForm):
    number = StringField(_("党员编号"), [InputRequired(_("请写党员编号")), Length(max=32)])


class TeamForm(Form):
    """A team; `unit` gets its choices from the page, `numbers` are of its members."""

    name = StringField(_("代表队的名称"), [InputRequired(_("请写代表队的名称")), Length(max=60)])
    unit = SelectField(_("哪个单位的"), coerce=int)
    numbers = StringField(
        _("队员的党员编号"),
        [InputRequired(_("请写队员的编号")), Length(max=1000)],
        description=_("用空格或逗号隔开，都要是这个单位的党员。"),
    )
