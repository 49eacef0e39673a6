"""A row of the blueprint as it is typed."""

from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from quiz_app.banks.areas import AREAS
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.blueprints import DIFFICULTIES, Cell

MOST_IN_A_CELL = 200
SEPARATORS = str.maketrans(dict.fromkeys("，,、;\r\n", "；"))


class CellForm(Form):
    """One row of the blueprint; an empty choice means any."""

    type = SelectField(_("题型"))
    area = SelectField(_("内容"))
    difficulty = SelectField(_("难度"))
    knowledge_points = StringField(_("知识点"), [Optional(), Length(max=200)])
    count = IntegerField(
        _("题数"),
        [InputRequired(_("写抽几道题")), NumberRange(1, MOST_IN_A_CELL, _("写 1 到 %(most)s", most=MOST_IN_A_CELL))],
        default=10,
    )
    points = DecimalField(
        _("每题分值"),
        [InputRequired(_("写每题几分")), NumberRange(Decimal("0.5"), 100, _("写 0.5 到 100"))],
        default=Decimal(2),
        places=None,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = [("", _("各题型")), *((code, kind.section_title) for code, kind in TYPES.items())]
        self.area.choices = [("", _("各方面")), *AREAS.items()]
        self.difficulty.choices = [("", _("不限")), *((str(level), name) for level, name in DIFFICULTIES.items())]

    def validate_points(self, field: DecimalField) -> None:
        if field.data is not None and field.data.is_finite() and field.data * 100 % 1:
            raise ValidationError(_("最多两位小数"))

    def want_at_most(self, available: int) -> None:
        """Put beside the count that there are not as many questions."""
        if self.count.data is not None and self.count.data > available:
            self["count"].errors = [
                _("要 %(count)s 题，可用 %(available)s 题", count=self.count.data, available=available)
            ]

    def cell(self) -> Cell | None:
        """What is written so far; None while count or points are no numbers."""
        count, points = self.count.data, self.points.data
        if count is None or not 1 <= count <= MOST_IN_A_CELL or points is None or not points.is_finite():
            return None
        return self._cell(count, int(points * 100))

    def admitting(self) -> Cell:
        """A row for the same questions, whatever stands in count and points."""
        return self._cell(1, 100)

    def _cell(self, count: int, points: int) -> Cell:
        level = self.difficulty.data or ""
        return Cell(
            count=count,
            points=points,
            type=self.type.data or None,
            area=self.area.data or None,
            difficulty=int(level) if level.isdecimal() else None,
            knowledge_points=words(self.knowledge_points.data),
        )


def row(cell: Cell) -> dict[str, object]:
    """A cell as the data of its row."""
    return {
        "type": cell.type or "",
        "area": cell.area or "",
        "difficulty": str(cell.difficulty or ""),
        "knowledge_points": "；".join(cell.knowledge_points),
        "count": cell.count,
        "points": Decimal(cell.points) / 100,
    }


def words(text: str | None) -> tuple[str, ...]:
    """What stands between commas, each once."""
    parts = (part.strip() for part in (text or "").translate(SEPARATORS).split("；"))
    return tuple(dict.fromkeys(part for part in parts if part))
