"""Shape and wording of a change of a switch."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from quiz_app.core.web.forms import Form
from quiz_app.notices.switches import LONGEST_REASON, Switch

HALF_HOURS = [f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")]


class SwitchForm(Form):
    """A value from a list, or two times of the day, and why."""

    value = SelectField(_("改为"))
    begins = SelectField(_("从"), choices=HALF_HOURS)
    ends = SelectField(_("到"), choices=HALF_HOURS, description=_("两个时间一样就是不设；比开始早就是到第二天。"))
    reason = TextAreaField(
        _("为什么改"),
        [InputRequired(_("请写明为什么改；这句话人人看得到。")), Length(max=LONGEST_REASON)],
        description=_("人人看得到，和你的姓名、时间一起留在记录里。"),
        render_kw={"rows": 3},
    )

    def offer(self, switch: Switch, value: str) -> "SwitchForm":
        """Leave the fields that the switch has, set to the value that holds now."""
        if switch.values:
            del self.begins, self.ends
            self.value.choices = list(switch.values.items())
            if not self.is_submitted():
                self.value.data = value
            return self
        del self.value
        if not self.is_submitted():
            self.begins.data, self.ends.data = value.split("-")
        return self

    @property
    def wanted(self) -> str:
        return str(self.value.data) if "value" in self else f"{self.begins.data}-{self.ends.data}"
