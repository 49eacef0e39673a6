"""Shape and wording of what is typed about banks and questions."""

from collections.abc import Mapping, Sequence

import wtforms
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from quiz_app.banks.areas import AREAS
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.picture_files import MOST_PICTURES
from quiz_app.banks.queries.questions import Filters
from quiz_app.banks.questions import DIFFICULTIES
from quiz_app.banks.reporting import LONGEST_TEXT
from quiz_app.banks.states import LABELS, State
from quiz_app.banks.types.protocol import LETTERS
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Invalid
from quiz_app.core.web.forms import Form

BLANK_ROWS, MOST_BLANKS = 8, 20
BASIS_ROWS, MOST_BASES = 3, 12
STEM_SIGNS = 2000
STEM_HINT = _("可以写 **强调**、$公式$、表格、图片；列表前面空一行。")
OPTION_SIGNS = 300
ANY = ("", _("不限"))
STANDING = ("", _("不含已停用"))


class _Explaining(Form):
    """A form that can say what a rule further in has found wrong with all of it."""

    def explain(self, fields: Mapping[str, str]) -> None:
        """Put each reason of a refusal at its field; one that the form does not have at its head."""
        for name, reason in fields.items():
            if name in self:
                self.blame(name, reason)
            else:
                self.form_errors.append(reason)


class _Versioned(_Explaining):
    """`version` is the one that was on the page."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class BankForm(_Versioned):
    """What a bank says of itself."""

    title = StringField(_("名称"), [InputRequired(_("请写题库名称")), Length(max=120)])
    area = SelectField(_("方面"), choices=list(AREAS.items()), description=_("题库里的题默认属于这一方面。"))
    description = TextAreaField(_("说明"), [Optional(), Length(max=400)], render_kw={"rows": 3})


class NewBankForm(BankForm):
    """`unit_id` gets its choices from the page: units in which the trainer writes questions."""

    code = StringField(
        _("编码"),
        [
            InputRequired(_("请写编码")),
            Length(max=40),
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_("只用小写字母、数字和连字符，例如 harbour-2026")),
        ],
        description=_("题目的编号由它开头，定了不再改。只用小写字母、数字和连字符，例如 harbour-2026。"),
    )
    unit_id = SelectField(_("单位"), coerce=int, description=_("这个单位和它下面的单位都可以用这个题库组卷。"))


class PlainForm(_Versioned):
    """A button, with the version of what it is about."""


class ImportForm(_Versioned):
    """A file, or text that was pasted; its content tells the format unless one is chosen."""

    file = FileField(_("文件"), description=_("Excel、Word、JSON、GIFT、Aiken、Moodle XML、QTI，最大 32 MB。"))
    text = TextAreaField(
        _("或者粘贴试卷文字"),
        [Optional(), Length(max=500_000)],
        description=_("题号、选项、答案、解析照原样粘贴，例如：1. 题干（A） A．… B．… 解析：…"),
        render_kw={"rows": 8},
    )
    format = SelectField(
        _("格式"), choices=[("", _("自动识别")), *((code, form.label) for code, form in FORMATS.items())], default=""
    )

    def sent(self) -> tuple[bytes, str]:
        """The bytes that were sent and the name of their file; raises `Invalid` where there are none."""
        if self.file.data and self.file.data.filename:
            return self.file.data.read(), self.file.data.filename
        if self.text.data and self.text.data.strip():
            return self.text.data.encode(), ""
        raise Invalid("请选一个文件，或者粘贴试卷的文字。")


class RewriteForm(_Versioned):
    """One question as text, in the format of our bank files."""

    text = TextAreaField(_("题目"), [InputRequired(_("请写题目")), Length(max=20_000)], render_kw={"rows": 16})


class _Part(wtforms.Form):
    """A form inside a page's own: its errors are in Chinese too, its token is the page's."""

    class Meta(Form.Meta):
        csrf = False


class BasisForm(_Part):
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


class PictureForm(_Part):
    """A picture that the texts may show under its name."""

    name = HiddenField(validators=[Length(max=120)])
    digest = HiddenField(validators=[Length(max=64)])
    drop = BooleanField(_("移除"))


class QuestionForm(_Versioned):
    """A question of any type; the type's edit template shows the parts that it needs.

    `right` holds places among `options` (or 0 for 对, 1 for 错); `composing.compose` says what `answers` holds for each
    way of answering, and `prompts` what stands on the left of a matching or may be chosen in each gap.
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
        StringField(filters=[lambda text: (text or "").strip()], validators=[Length(max=400)]),
        _("答案"),
        min_entries=BLANK_ROWS,
        max_entries=MOST_BLANKS,
    )
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


class AnswerForm(_Explaining):
    """The answer to a report."""

    text = TextAreaField(
        _("答复"),
        [InputRequired(_("请写答复：题目改了什么，或者为什么不用改")), Length(max=LONGEST_TEXT)],
        description=_("报告的人看得到。考试没有结束的，要到结束后才显示给他。"),
        render_kw={"rows": 4},
    )


class VerdictForm(_Versioned):
    """What a reviewer says of version `number`; whether a reason must be written depends on the verdict."""

    number = HiddenField(default="0")
    reason = TextAreaField(
        _("意见"),
        [Optional(), Length(max=400)],
        description=_("退回时必须写：哪里不对，要改成什么样。通过时可以不写。"),
        render_kw={"rows": 3},
    )

    @property
    def seen_number(self) -> int:
        text = self.number.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class FilterForm(_Part):
    """What a list of questions is narrowed by, from the query string. What it does not know it ignores."""

    q = SearchField(_("编号或题干"))
    type = SelectField(_("题型"), choices=[ANY, *((code, kind.label) for code, kind in TYPES.items())])
    difficulty = SelectField(_("难度"), choices=[ANY, *((str(level), label) for level, label in DIFFICULTIES.items())])
    area = SelectField(_("方面"), choices=[ANY, *AREAS.items()])
    state = SelectField(_("状态"), choices=[STANDING, *((state.value, label) for state, label in LABELS.items())])

    def __init__(self, sent: MultiDict[str, str]) -> None:
        super().__init__(sent)
        for field in (self.type, self.difficulty, self.area, self.state):
            if field.data not in {value for value, _label in field.choices}:
                field.data = ""

    @property
    def kept(self) -> dict[str, str]:
        """What narrows the list, for the address of its next page."""
        return {field.name: field.data.strip() for field in self if field.data and field.data.strip()}

    @property
    def narrows(self) -> bool:
        return bool(self.kept)

    @property
    def filters(self) -> Filters:
        kept = self.kept
        return Filters(
            text=kept.get("q", "")[:100],
            type=kept.get("type"),
            difficulty=int(kept["difficulty"]) if "difficulty" in kept else None,
            area=kept.get("area"),
            state=State(kept["state"]) if "state" in kept else None,
        )
