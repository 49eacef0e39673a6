"""What an organizer chooses to begin a contest with."""

from datetime import date, datetime, time

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.calendar import ZONE
from quiz_app.core.web.forms import Form

LIKE = "like:"


class WizardForm(Form):
    """`source` is the code of a template, or `like:` and the number of a contest; its choices and those of `unit` come
    from the page. The first day is one of Shanghai."""

    source = RadioField(_("从哪里开始"), validators=[InputRequired(_("请选一个模板或一场往届竞赛"))])
    unit = SelectField(
        _("面向哪个单位"), coerce=int, description=_("这个单位和它下级的全部党员都参加，开赛那一刻的名册就是参赛名册。")
    )
    title = StringField(_("竞赛名称"), [InputRequired(_("请填写竞赛名称")), Length(max=100)])
    first_day = DateField(
        _("第一天"),
        [InputRequired(_("请填写第一天，例如 2026-12-01"))],
        description=_("各阶段的时间按它推算，建立以后都可以改。"),
    )

    @property
    def first_instant(self) -> datetime:
        """The beginning of the first day."""
        day: date | None = self.first_day.data
        assert day is not None
        return datetime.combine(day, time(), tzinfo=ZONE)

    @property
    def like_id(self) -> int | None:
        """The contest that this one is to be like; None for a template."""
        source = str(self.source.data)
        return int(source.removeprefix(LIKE)) if source.startswith(LIKE) else None


def template_choices() -> list[tuple[str, str]]:
    return [(each.code, f"{each.label}：{each.about}") for each in TEMPLATES.values()]
