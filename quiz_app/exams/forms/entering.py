"""Shape and wording of the rules about entering an exam, of individual arrangements, and of an exam's password."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from quiz_app.core.db import to_milliseconds
from quiz_app.core.web.forms import Form
from quiz_app.exams.actions.accommodating import LONGEST_EXTRA, LONGEST_REASON, MOST_EXTRA, Grant
from quiz_app.exams.entering.policies import EntryRules, Resit
from quiz_app.exams.entering.wording import MOST_ATTEMPTS, MOST_MINUTES
from quiz_app.exams.forms.times import MINUTE_FORMATS, aware, naive
from quiz_app.exams.tables.exams import Exam

_MINUTES = [Optional(), NumberRange(1, MOST_MINUTES, _("写 1 到 %(most)s 分钟；不限就留空", most=MOST_MINUTES))]
_TIMES = [Optional(), NumberRange(1, MOST_ATTEMPTS, _("写 1 到 %(most)s 次；不限就留空", most=MOST_ATTEMPTS))]
NAMES = ("attempts_per_day", "delay_minutes", "hand_in_after_minutes", "late_entry_minutes", "resit_attempts")


class EntryRulesForm(FlaskForm):
    """The part of an exam's form that stays folded while none of its rules is on."""

    attempts_per_day = IntegerField(_("每天最多几次"), _TIMES, description=_("按北京时间的日子算。不填则不限。"))
    delay_minutes = IntegerField(
        _("两次之间隔多久（分钟）"), _MINUTES, description=_("从上一次交卷算起。不填则可以马上再答。")
    )
    hand_in_after_minutes = IntegerField(
        _("开始多久以后才能交卷（分钟）"), _MINUTES, description=_("到时自动交卷不受影响。不填则随时可以交。")
    )
    late_entry_minutes = IntegerField(
        _("开放多久以后不能再开始（分钟）"), _MINUTES, description=_("已经开始的，断网、换设备都可以接着答。")
    )
    resit_opens_at = DateTimeLocalField(
        _("补考开始"), [Optional()], format=MINUTE_FORMATS, description=_("考试结束以后。不填则没有补考。")
    )
    resit_closes_at = DateTimeLocalField(
        _("补考结束"), [Optional()], format=MINUTE_FORMATS, description=_("“考试结束后”才公布的，等补考结束再公布。")
    )
    resit_attempts = IntegerField(_("补考几次机会"), _TIMES, default=1)
    resit_for_absent = BooleanField(_("没有参加考试的，也可以参加补考"))

    def validate_resit_closes_at(self, field: DateTimeLocalField) -> None:
        if (field.data is None) != (self.resit_opens_at.data is None):
            raise ValidationError(_("补考的开始和结束要一起填写；没有补考就都留空"))

    @property
    def has_entry_rules(self) -> bool:
        """Whether any rule is on or wrongly written, so that its part of the page lies open."""
        asked = [self[name] for name in NAMES[:-1]] + [self.resit_opens_at, self.resit_closes_at]
        return any(field.data is not None or field.errors for field in [*asked]) or bool(self.resit_attempts.errors)

    def entry_rules(self) -> EntryRules:
        """What is written, after validation."""
        opens_at, closes_at = aware(self.resit_opens_at.data), aware(self.resit_closes_at.data)
        resit = None
        if opens_at is not None and closes_at is not None:
            resit = Resit(
                to_milliseconds(opens_at),
                to_milliseconds(closes_at),
                self.resit_attempts.data or 1,
                bool(self.resit_for_absent.data),
            )
        return EntryRules(
            self.attempts_per_day.data,
            self.delay_minutes.data,
            self.hand_in_after_minutes.data,
            self.late_entry_minutes.data,
            resit,
        )


def written_entry(exam: Exam) -> dict[str, object]:
    """An exam's rules as the form's data."""
    return {name: getattr(exam, name) for name in NAMES} | {
        "resit_opens_at": naive(exam.resit_opens_at),
        "resit_closes_at": naive(exam.resit_closes_at),
        "resit_attempts": exam.resit_attempts or 1,
        "resit_for_absent": exam.resit_for_absent,
    }


class PasswordForm(Form):
    """The password at the door."""

    password = StringField(
        _("考场口令"),
        [Optional(), Length(max=64)],
        description=_("4 到 32 个字。留空保存就是不要口令。保存后不再显示，请记下来。"),
        render_kw={"autocomplete": "off"},
    )


class ArrangementForm(Form):
    """What one member is granted; times are those of Shanghai."""

    number = StringField(_("党员编号"), [InputRequired(_("请写党员编号")), Length(max=32)])
    extra_minutes = IntegerField(
        _("每次多几分钟"),
        [Optional(), NumberRange(0, LONGEST_EXTRA, _("写 0 到 %(most)s 分钟", most=LONGEST_EXTRA))],
        description=_("正在作答的，截止时间马上推后。推不过开放时间的结束；不够时，再写个人结束时间。"),
    )
    extra_attempts = IntegerField(
        _("多几次机会"), [Optional(), NumberRange(0, MOST_EXTRA, _("写 0 到 %(most)s 次", most=MOST_EXTRA))]
    )
    opens_at = DateTimeLocalField(_("个人开始时间"), [Optional()], format=MINUTE_FORMATS)
    closes_at = DateTimeLocalField(
        _("个人结束时间"),
        [Optional()],
        format=MINUTE_FORMATS,
        description=_("可以晚于考试的结束时间。“考试结束后”才公布的，等最后一个人的时间结束再公布。"),
    )
    reason = TextAreaField(
        _("理由"),
        [InputRequired(_("请写明理由")), Length(max=LONGEST_REASON)],
        description=_("本人和以后的检查都看得到。不要写病情等不必公开的细节。"),
        render_kw={"rows": 2},
    )

    def granted(self) -> Grant:
        return Grant(
            extra_minutes=self.extra_minutes.data or 0,
            extra_attempts=self.extra_attempts.data or 0,
            opens_at=aware(self.opens_at.data),
            closes_at=aware(self.closes_at.data),
            reason=(self.reason.data or "").strip(),
        )


class WithdrawalForm(Form):
    """Which state of an arrangement was read when it was withdrawn."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
