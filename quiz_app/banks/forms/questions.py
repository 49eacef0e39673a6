"""Shape and wording of a question as it is typed."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.banks.areas import AREAS
from quiz_app.banks.forms.bases import Inner, Versioned
from quiz_app.banks.picture_files import MOST_PICTURES
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.types.case import MOST_PARTS, PART_TYPES
from quiz_app.banks.types.protocol import LETTERS

BLANK_ROWS, MOST_BLANKS = 8, 20
BASIS_ROWS, MOST_BASES = 3, 12
STEM_SIGNS = 2000
STEM_HINT = _("可以写 **强调**、$公式$、表格、图片；列表前面空一行。")
OPTION_SIGNS = 300
REFERENCE_SIGNS = 1000
PART_OPTIONS_SIGNS = 2400


class BasisForm(Inner):
    """One legal basis. `regulation_version_id` gets its choices from the page."""

    regulation_version_id = SelectField(_("文件和版本"), default="")
    article = StringField(
        _("条款"), [Length(max=60)], description=_("如：第三条第二款第（一）项；没有条号的写“总纲”或章名。")
    )
    quotation = StringField(_("引文"), [Length(max=400)], description=_("条文里起决定作用的原话，短，一字不差。"))

    @property
    def is_blank(self) -> bool:
        return not any(
            (text or "").strip() for text in (self.regulation_version_id.data, self.article.data, self.quotation.data)
        )


class PartForm(Inner):
    """A question of a case. Options stand one a line; the answer is written as in bank files."""

    type = SelectField(
        _("题型"), choices=[(code, kind.label) for code, kind in PART_TYPES.items()], validate_choice=False
    )
    stem = TextAreaField(_("题干"), [Length(max=STEM_SIGNS)], render_kw={"rows": 2})
    options = TextAreaField(_("选项"), [Length(max=PART_OPTIONS_SIGNS)], render_kw={"rows": 4})
    answer = StringField(_("答案"), [Length(max=400)])


class PictureForm(Inner):
    """A picture that the texts may show under its name."""

    name = HiddenField(validators=[Length(max=120)])
    digest = HiddenField(validators=[Length(max=64)])
    drop = BooleanField(_("移除"))


class QuestionForm(Versioned):
    """A question of any type; the type's edit template shows the parts that it needs.

    `right` holds places among `options` (or 0 for 对, 1 for 错); `composing.compose` says what `answers` holds for each
    way of answering, and `prompts` what stands on the left of a matching or may be chosen in each gap. `parts` are what
    a case asks.
    """

    stem = TextAreaField(_("题干"), [InputRequired(_("请写题干")), Length(max=STEM_SIGNS)], description=STEM_HINT)
    options = FieldList(
        StringField(filters=[lambda text: (text or "").strip()], validators=[Length(max=OPTION_SIGNS)]),
        _("选项"),
        min_entries=len(LETTERS),
        max_entries=len(LETTERS),
    )
    right = SelectMultipleField(_("答案"), coerce=int, choices=list(enumerate(LETTERS)), default=[])
    prompts = FieldList(
        StringField(filters=[lambda text: (text or "").strip()], validators=[Length(max=OPTION_SIGNS)]),
        _("左边各项或各空的备选"),
        min_entries=BLANK_ROWS,
        max_entries=MOST_BLANKS,
    )
    answers = FieldList(
        StringField(filters=[lambda text: (text or "").strip()], validators=[Length(max=REFERENCE_SIGNS)]),
        _("答案"),
        min_entries=BLANK_ROWS,
        max_entries=MOST_BLANKS,
    )
    parts = FieldList(FormField(PartForm), _("小题"), min_entries=MOST_PARTS, max_entries=MOST_PARTS)
    pictures = FieldList(FormField(PictureForm), _("图片"), max_entries=MOST_PICTURES)
    images = MultipleFileField(_("添加图片"), description=_("PNG、JPEG、GIF、WebP，每张最大 2 MB、每边 4000 像素。"))
    explanation = TextAreaField(
        _("解析"),
        [InputRequired(_("请写解析：正确的为什么对，容易选错的混淆了什么")), Length(max=2000)],
        description=_("说清正确的为什么对，容易选错的混淆了什么。"),
    )
    difficulty = RadioField(_("难度"), coerce=int, choices=list(DIFFICULTIES.items()), default=2)
    area = SelectField(_("方面"), choices=list(AREAS.items()))
    knowledge_points = StringField(
        _("知识点"),
        [InputRequired(_("请写知识点")), Length(max=200)],
        description=_("一个或几个，用“；”隔开，第一个为主。"),
    )
    bases = FieldList(FormField(BasisForm), _("依据"), min_entries=BASIS_ROWS, max_entries=MOST_BASES)

    draft_reason = StringField(
        _("草稿原因"),
        [Optional(), Length(max=200)],
        description=_("还缺什么，例如“没有见到条文原文”。写了原因的题可以暂时没有依据，但不能送审。"),
    )

    def hold(self, pictures: Mapping[str, str]) -> None:
        """Show these pictures, digests by name, as what the texts may show."""
        self.pictures.process(None, [{"name": name, "digest": digest} for name, digest in pictures.items()])

    def offer(self, versions: Sequence[tuple[int, str]]) -> "QuestionForm":
        """The versions of documents that a basis may name."""
        choices = [("", _("（不选）")), *((str(version_id), name) for version_id, name in versions)]
        for basis in self.bases:
            basis.form.regulation_version_id.choices = choices
        return self

    def explain_rest(self, fields: Mapping[str, str]) -> None:
        """Give reasons to the fields that have none yet."""
        self.explain({name: reason for name, reason in fields.items() if not self._has_reason(name)})

    def explain(self, fields: Mapping[str, str]) -> None:
        """As everywhere, and `bases-1` is the article of the second basis."""
        at_bases = {name: reason for name, reason in fields.items() if name.startswith("bases-")}
        super().explain({name: reason for name, reason in fields.items() if name not in at_bases})
        told = []
        for name, reason in at_bases.items():
            row = int(name.removeprefix("bases-"))
            article = self.bases[row].form["article"]
            article.errors = [*article.errors, reason]
            told.append(str(_("第 %(number)s 处：%(reason)s", number=row + 1, reason=reason)))
        self["bases"].errors = [*told, *self["bases"].errors]

    def _has_reason(self, name: str) -> bool:
        if name.startswith("bases-"):
            return bool(self.bases[int(name.removeprefix("bases-"))].errors)
        return name in self and bool(self[name].errors)
