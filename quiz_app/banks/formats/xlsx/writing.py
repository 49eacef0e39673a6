"""The workbook of questions: a sheet to fill in with drop-downs, and one that says how; without items, the template."""

from collections.abc import Sequence

from quiz_app.banks.formats.answers import LETTERS, write_answer
from quiz_app.banks.formats.assembling import (
    DIFFICULTY_NAMES,
    WITH_OPTIONS,
    WRITTEN,
    split_basis,
    written_knowledge_points,
    written_points,
)
from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.formats.type_names import NAMES
from quiz_app.banks.formats.xlsx import columns
from quiz_app.banks.formats.xlsx.columns import ANSWER, COLUMNS, STEM, TYPE, QuestionColumn
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.sheets import Column, Instructions, Table, write_book

_CHOICES = {
    TYPE.key: [NAMES[interaction] for interaction in Interaction if interaction in WRITTEN],
    "difficulty": list(DIFFICULTY_NAMES.values()),
}


def book(items: Sequence[Item], title: str) -> bytes:
    """Items as `Xlsx.carries` leaves them, in the columns of the template and any further ones that they need."""
    used = [column for column in COLUMNS if column.always or any(getattr(item, column.key) for item in items)]
    options = max((len(item.options) for item in items), default=0)
    letters = LETTERS[: max(options, columns.SHOWN_OPTIONS)]
    front, back = used[:2], used[2:]
    sheet_columns = [
        *map(_column, front),
        *(Column(f"选项{letter}", 24, note=columns.OPTION_HINT) for letter in letters),
        *map(_column, back),
    ]
    lines = ([*_cells(item, front), *_options(item, len(letters)), *_cells(item, back)] for item in items)
    return write_book(Table(columns.SHEET, sheet_columns, lines), _instructions(title, used))


def _column(column: QuestionColumn) -> Column:
    return Column(column.title, column.width, choices=_CHOICES.get(column.key, ()), note=column.hint)


def _options(item: Item, count: int) -> list[str | None]:
    return [*item.options, *[None] * (count - len(item.options))]


def _cells(item: Item, used: Sequence[QuestionColumn]) -> list[str | None]:
    split = [split_basis(basis) for basis, _ in item.bases]
    cells = {
        TYPE.key: NAMES[item.interaction],
        STEM.key: item.stem,
        ANSWER.key: write_answer(item.key, item.interaction),
        "explanation": item.explanation,
        "difficulty": DIFFICULTY_NAMES.get(item.difficulty or 0, ""),
        "knowledge_points": written_knowledge_points(item),
        "points": written_points(item.points),
        "documents": "\n".join(document for document, _ in split),
        "articles": "\n".join(article for _, article in split),
        "quotations": "\n".join(words for _, words in item.bases),
        "code": item.code,
        "category": item.category,
    }
    return [cells[column.key] or None for column in used]


def _instructions(title: str, used: Sequence[QuestionColumn]) -> Instructions:
    with_options = "、".join(NAMES[interaction] for interaction in Interaction if interaction in WITH_OPTIONS)
    return Instructions(
        "填写说明",
        [
            f"{title or '试题表'}怎么填",
            "在“试题”里每题一行，第一行是标题。列的先后可以换，用不到的列可以删。有下拉箭头的单元格请从列表里选。",
            *(f"{column.title}：{column.hint}" for column in used),
            f"选项A到选项H：{columns.OPTION_HINT}{with_options}题才写选项。",
            "上传后先预览：每一处问题都会写明在第几行、哪一列、怎样改。",
            "图片和表格以外的样式（颜色、加粗）不会导入；题干和选项可以用 Markdown 书写。",
        ],
    )
