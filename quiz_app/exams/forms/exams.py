"""Shape and wording of what an organizer types about an exam."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from quiz_app.banks.reporting import FAULTS, LONGEST_TEXT
from quiz_app.core.errors import Refusal
from quiz_app.core.web import forms as checked
from quiz_app.exams.actions.publishing import CLOSES_TOO_EARLY, LONGEST_MINUTES, NEVER_PUBLISHED, ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.forms.cells import CellForm, row, words
from quiz_app.exams.forms.entering import EntryRulesForm, written_entry
from quiz_app.exams.forms.outcomes import OutcomeFields, chosen
from quiz_app.exams.forms.times import MINUTE_FORMATS, aware, naive
from quiz_app.exams.forms.ways import WaysPart, ways_of
from quiz_app.exams.rules import CREDIT_SENTENCES, never_published
from quiz_app.exams.tables.exams import Exam

MOST_CELLS = 40
MOST_CODES = 4000


class ManyChoices(SelectMultipleField):
    """Checkboxes, so that several can be chosen with a thumb."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ExamForm(WaysPart, EntryRulesForm, OutcomeFields):
    """A draft of an exam. `version` is the one that was on the page; times are those of Shanghai."""

    title = StringField(_("名称"), [InputRequired(_("请填写考试名称")), Length(max=120)])
    description = TextAreaField(
        _("说明"), [Optional(), Length(max=2000)], description=_("开始答题前给大家看，例如考试范围。")
    )
    opens_at = DateTimeLocalField(
        _("开始时间"), [InputRequired(_("请填写开始时间，例如 2026-11-23 14:30"))], format=MINUTE_FORMATS
    )
    closes_at = DateTimeLocalField(
        _("结束时间"),
        [Optional()],
        format=MINUTE_FORMATS,
        description=_("到时还在作答的，由系统按已保存的答案交卷。不填则一直开放。"),
    )
    minutes = IntegerField(
        _("答题时间（分钟）"),
        [
            InputRequired(_("请填写答题时间")),
            NumberRange(1, LONGEST_MINUTES, _("写 1 到 %(most)s 分钟", most=LONGEST_MINUTES)),
        ],
        default=30,
    )
    attempts_allowed = IntegerField(
        _("每人几次机会"),
        [Optional(), NumberRange(1, 100, _("写 1 到 100；不限次数请留空"))],
        default=2,
        description=_("不填则次数不限。练习总是次数不限。"),
    )
    pass_percent = IntegerField(
        _("合格线（满分的百分之几）"),
        [InputRequired(_("请填写合格线")), NumberRange(0, 100, _("写 0 到 100"))],
        default=60,
    )
    credit_rule = RadioField(_("部分得分"), choices=list(CREDIT_SENTENCES.items()), default="half")
    banks = ManyChoices(
        _("从哪些题库抽题"), [Optional()], coerce=int, description=_("都不选，就从能用的全部题库里抽。")
    )
    balanced = BooleanField(
        _("让每份试卷一样难（推荐）"),
        default=True,
        description=_("抽题时按每道题过去的得分率搭配，任何两个人的试卷预计得分只差满分的 2% 以内。"),
    )
    required = TextAreaField(
        _("必考的题"),
        [Optional(), Length(max=MOST_CODES)],
        description=_("每份试卷都有的题，写题号，用逗号隔开。算在合乎它的那一行的题数里。"),
    )
    excluded = TextAreaField(
        _("不抽的题"),
        [Optional(), Length(max=MOST_CODES)],
        description=_("例如刚考过、讲过的题，写题号，用逗号隔开。"),
    )
    rare_first = BooleanField(
        _("少考过的题多抽"),
        default=False,
        description=_("考过很多次的题出现得少一些，每道题仍有机会抽到。"),
    )
    most_exposure = IntegerField(
        _("每道题最多出现在百分之几的试卷里"),
        [Optional(), NumberRange(1, 100, _("写 1 到 100；不限请留空"))],
        description=_("防止题目外传后影响面太大。不填则不限。必考的题不受此限。"),
    )
    cells = FieldList(FormField(CellForm), _("抽题规则"), min_entries=1, max_entries=MOST_CELLS)
    version = HiddenField()

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        if field.data is not None and self.opens_at.data is not None and field.data <= self.opens_at.data:
            raise ValidationError(CLOSES_TOO_EARLY)

    def validate_review_rule(self, _field: RadioField) -> None:
        is_open_ended = not any(self.closes_at.raw_data or ())
        if is_open_ended and never_published(self.review(), None):
            raise ValidationError(NEVER_PUBLISHED)

    def rows(self) -> list[Cell]:
        """What each row asks for, to count what there is of it."""
        return [entry.form.admitting() for entry in self.cells.entries]

    def blueprint(self) -> Blueprint:
        """The rows that can be read so far."""
        cells = (entry.form.cell() for entry in self.cells.entries)
        banks = tuple(int(bank) for bank in self.banks.data or ())
        return Blueprint(
            cells=tuple(cell for cell in cells if cell),
            banks=banks,
            balanced=bool(self.balanced.data),
            required=words(self.required.data),
            excluded=words(self.excluded.data),
            rare_first=bool(self.rare_first.data),
            most_exposure=self.most_exposure.data or None,
        )

    @property
    def size(self) -> int:
        """How many questions the readable rows make."""
        return sum(cell.count for cell in self.blueprint().cells)

    @property
    def max_points(self) -> float:
        """The full score that the readable rows make, in points."""
        return sum(cell.count * cell.points for cell in self.blueprint().cells) / 100

    def draft(self) -> ExamDraft:
        """What is written, after validation."""
        opens_at = aware(self.opens_at.data)
        assert opens_at is not None
        return ExamDraft(
            title=(self.title.data or "").strip(),
            description=(self.description.data or "").strip(),
            opens_at=opens_at,
            closes_at=aware(self.closes_at.data),
            minutes=self.minutes.data or 0,
            attempts_allowed=self.attempts_allowed.data,
            pass_percent=self.pass_percent.data or 0,
            credit_rule=str(self.credit_rule.data),
            review=self.review(),
            blueprint=self.blueprint(),
            entry=self.entry_rules(),
            mode=str(self.mode.data),
            counting=str(self.counting.data),
            **self.ways(),
        )

    def name_shortages(self, available: Sequence[int]) -> None:
        """Put beside the counts of what was to be saved how many questions there are."""
        for entry, found in zip(self.cells.entries, available, strict=True):
            entry.form.want_at_most(found)
        rows = [entry.errors for entry in self.cells.entries]
        self["cells"].errors = rows if any(rows) else []

    def add_row(self) -> None:
        if len(self.cells.entries) < MOST_CELLS:
            self.cells.append_entry()

    def drop_row(self, name: str) -> None:
        """Take out the row whose field name, such as `cells-2`, is `name`; the last one stays."""
        kept = [entry for entry in self.cells.entries if entry.name != name]
        if kept:
            self.cells.entries = kept

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class NewExamForm(ExamForm):
    unit = SelectField(_("面向哪个单位"), coerce=int, description=_("这个单位和它下级的全部党员都可以参加。"))


class ExtendForm(FlaskForm):
    closes_at = DateTimeLocalField(
        _("新的结束时间"),
        [InputRequired(_("请填写新的结束时间"))],
        format=MINUTE_FORMATS,
        description=_("只能推迟。已经开始作答的，交卷时间不变。"),
    )


def written(exam: Exam) -> dict[str, object]:
    """An exam as the form's data."""
    blueprint = Blueprint.from_json(exam.blueprint)
    names = ("title", "description", "minutes", "attempts_allowed", "pass_percent", "credit_rule")
    return (
        {name: getattr(exam, name) for name in names}
        | chosen(exam)
        | written_entry(exam)
        | ways_of(exam)
        | {
            "opens_at": naive(exam.opens_at),
            "closes_at": naive(exam.closes_at),
            "banks": list(blueprint.banks),
            "balanced": blueprint.balanced,
            "required": "，".join(blueprint.required),
            "excluded": "，".join(blueprint.excluded),
            "rare_first": blueprint.rare_first,
            "most_exposure": blueprint.most_exposure,
            "cells": [row(cell) for cell in blueprint.cells],
            "version": str(exam.version),
        }
    )


class ReportForm(checked.Form):
    """A report of a fault. `number` gets its choices from the page: the questions of the paper not yet reported."""

    number = SelectField(_("题号"), coerce=int)
    fault = RadioField(_("哪里有问题"), choices=list(FAULTS.items()), validators=[InputRequired(_("请选一项"))])
    text = TextAreaField(
        _("写明理由"),
        [InputRequired(_("请写明你觉得哪里不对")), Length(max=LONGEST_TEXT)],
        description=_("觉得应该是什么，依据哪个文件哪一条。最多 600 字。"),
        render_kw={"rows": 4},
    )


def blame(form: FlaskForm, refusal: Refusal) -> None:
    """Put a rule's sentences beside the fields that they are about."""
    if not refusal.fields:
        form.form_errors.append(refusal.message)
    for name, sentence in refusal.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
