"""Shape and wording of what is sent to be read as questions."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.forms.bases import Versioned
from quiz_app.core.errors import Invalid


class ImportForm(Versioned):
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


class RewriteForm(Versioned):
    """One question as text, in the format of our bank files."""

    text = TextAreaField(_("题目"), [InputRequired(_("请写题目")), Length(max=20_000)], render_kw={"rows": 16})
