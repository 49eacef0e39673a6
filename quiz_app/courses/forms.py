"""What trainers type: an upload, what a course says of itself, one lesson."""

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional

from quiz_app.banks.areas import AREAS
from quiz_app.courses.drafts import MOST_SIGNS, CourseFields, LessonFields
from quiz_app.courses.progress import hours
from quiz_app.courses.text_format import LONGEST_LESSON_MINUTES, MOST_HOURS, MOST_QUIZ_QUESTIONS


class UploadForm(FlaskForm):
    """`unit` gets its choices from the page: the units in which the trainer may write courses."""

    package = FileField(
        _("课程包"),
        [FileRequired(_("请选择一个文件。"))],
        description=_("课程文件夹压成的 zip，或用“标题 1”分课的 Word 文档（.docx），不超过 60 MB。"),
    )
    unit = SelectField(_("面向的单位"), coerce=int, description=_("发布后，这个单位和它下面的党员都能学。"))
    area = SelectField(
        _("内容领域"),
        choices=list(AREAS.items()),
        description=_("只用于 Word 文档；zip 里的 course.md 自己写明领域。"),
    )


class VersionedForm(FlaskForm):
    """Says which version of the course its writer had read."""

    version = HiddenField(validators=[InputRequired()])

    @property
    def seen_version(self) -> int:
        """0, which no course has, for anything but a number."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class ConfirmUploadForm(VersionedForm):
    """An upload that waits, and the version of the course that the trainer agrees to replace."""

    held = HiddenField(validators=[InputRequired()])
    name = HiddenField()
    unit = HiddenField(validators=[InputRequired()])
    area = HiddenField(validators=[AnyOf(list(AREAS))])

    @property
    def unit_id(self) -> int:
        text = self.unit.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class CourseForm(VersionedForm):
    title = StringField(_("名称"), [DataRequired(_("请写课程名称。")), Length(max=120)])
    area = SelectField(_("内容领域"), choices=list(AREAS.items()))
    summary = TextAreaField(_("简介"), [DataRequired(_("请写简介。")), Length(max=400)], render_kw={"rows": 3})
    audience = StringField(_("对象"), [Optional(), Length(max=120)])
    introduction = TextAreaField(
        _("课程介绍"),
        [Optional(), Length(max=MOST_SIGNS)],
        description=_("Markdown，可以不写。"),
        render_kw={"rows": 6},
    )

    def fields(self) -> CourseFields:
        return CourseFields(
            title=self.title.data or "",
            area=str(self.area.data or ""),
            summary=self.summary.data or "",
            audience=self.audience.data or "",
            introduction=self.introduction.data or "",
        )


class LessonForm(VersionedForm):
    title = StringField(_("标题"), [DataRequired(_("请写这一课的标题。")), Length(max=120)])
    minutes = IntegerField(
        _("时长（分钟）"),
        [InputRequired(_("请写整数分钟。")), NumberRange(1, LONGEST_LESSON_MINUTES)],
        description=_("读完所需的时间。"),
    )
    quarter_hours = SelectField(
        _("学时"), coerce=int, choices=[(quarters, hours(quarters)) for quarters in range(int(MOST_HOURS * 4) + 1)]
    )
    knowledge_points = StringField(
        _("知识点"), [Optional(), Length(max=400)], description=_("用“；”隔开，小测按它们从题库抽题。")
    )
    quiz_questions = IntegerField(
        _("小测题数"),
        [InputRequired(_("请写整数，没有小测写 0。")), NumberRange(0, MOST_QUIZ_QUESTIONS)],
        description=_("写 0 表示没有小测。"),
    )
    body = TextAreaField(
        _("正文"),
        [DataRequired(_("请写正文。")), Length(max=MOST_SIGNS)],
        description=_("Markdown，从二级标题“##”用起。"),
        render_kw={"rows": 28, "spellcheck": "false"},
    )

    def fields(self) -> LessonFields:
        """What was typed; knowledge points each once."""
        points = (part.strip() for part in re.split(r"[；;\n]", self.knowledge_points.data or ""))
        return LessonFields(
            title=self.title.data or "",
            minutes=int(self.minutes.data or 0),
            quarter_hours=int(self.quarter_hours.data or 0),
            knowledge_points=tuple(dict.fromkeys(point for point in points if point)),
            quiz_questions=int(self.quiz_questions.data or 0),
            body=self.body.data or "",
        )
