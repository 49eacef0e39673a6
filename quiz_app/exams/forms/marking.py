"""Shape and wording of what readers and their organizers type."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DecimalField, FieldList, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from quiz_app.core.web.forms import Form
from quiz_app.exams.marking.deciding import TOO_MANY_SIGNS


class ReadersForm(Form):
    """Whom to appoint."""

    number = StringField(
        _("党员编号"),
        [InputRequired(_("请写阅卷人的党员编号")), Length(max=32)],
        description=_("阅卷人看得到答案、题目和评分标准，看不到是谁答的。"),
    )
    adjudicates = BooleanField(_("也做仲裁：两次评分相差太大时由他决定"))


class RuleForm(Form):
    """How often an answer is read; `tolerance` in points."""

    rounds = RadioField(
        _("评阅方式"),
        choices=[("1", _("单评：每份答案一个人评")), ("2", _("双评：每份答案两个人分别评，取平均"))],
        validators=[InputRequired(_("请选一项"))],
    )
    tolerance = DecimalField(
        _("允许相差几分"),
        [InputRequired(_("请写允许相差几分")), NumberRange(0, 100, _("写 0 到 100"))],
        places=None,
        description=_("双评时，两次评分相差超过这么多分，就由另外一位仲裁人决定。"),
    )
    version = HiddenField(default="0")

    def validate_tolerance(self, field: DecimalField) -> None:
        if field.data is not None and field.data.is_finite() and field.data * 100 % 1:
            raise ValidationError(_("最多两位小数"))

    @property
    def hundredths(self) -> int:
        return int((self.tolerance.data or 0) * 100)

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class MarkForm(Form):
    """The marks for one answer, a row for each marking point, in points."""

    shares = FieldList(StringField(filters=[lambda text: (text or "").strip()]), _("得分"))
    comment = TextAreaField(
        _("评语"),
        [Optional(), Length(max=TOO_MANY_SIGNS)],
        description=_("公布以后，答题的人看得到。"),
        render_kw={"rows": 3},
    )

    def offer(self, worth: Sequence[int]) -> "MarkForm":
        """A row for each marking point, and no more, whatever was sent."""
        while len(self.shares.entries) < len(worth):
            self.shares.append_entry()
        self.shares.entries = self.shares.entries[: len(worth)]
        self._worth = worth
        return self

    def given(self) -> list[int] | None:
        """The marks in hundredths; None, with a word at each row, where one is no number or more than there is."""
        found = []
        for field, most in zip(self.shares, self._worth, strict=True):
            share = _hundredths(field.data or "")
            if share is None or not 0 <= share <= most:
                field.errors = [_("写 0 到 %(most)s，最多两位小数", most=f"{most / 100:g}")]
            else:
                found.append(share)
        return found if len(found) == len(self._worth) else None


def _hundredths(text: str) -> int | None:
    try:
        number = Decimal(text) * 100
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and not number % 1 and abs(number) < 10**6 else None
