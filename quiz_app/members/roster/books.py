"""The workbooks of a roster: the template, the roster as it stands, and the initial passwords of a batch."""

from collections.abc import Iterable
from datetime import date

from quiz_app.core.sheets import Column, Instructions, Table, write_book
from quiz_app.members.roster import columns

Line = tuple[str, str, str, str, date | None, str | None, str | None]

_HELP = Instructions(
    "填写说明",
    [
        "党员名册怎么填",
        "在“党员名册”里每人一行，第一行标题不要改。有下拉箭头的单元格请从列表里选。",
        *(f"{column.title}：{column.hint}" for column in columns.COLUMNS),
        "上传后先预览：每一处问题都会写明在第几行、哪一列、怎样改。有一处问题，整份名册都不会导入。",
        "按党员编号认人：编号已有的更新，没有的新增。同一份名册导入两次，第二次不会有任何变化。",
        "所在单位变了的，按组织关系转接记录。名册里没有写到的党员保持不变，不会被删除。",
        "可空的单元格空着，表示保持原来的内容不变。",
        "新党员会得到一次性的初始密码，导入完成后可以下载，请当面或密封交给本人。",
    ],
)


def roster_book(lines: Iterable[Line], units: list[str]) -> bytes:
    """The roster with `lines` as in the columns; without any it is the template."""
    return write_book(Table(columns.SHEET, columns.to_write(units), lines), _HELP)


def passwords_book(lines: Iterable[tuple[str, str, str, str]]) -> bytes:
    """(number, name, unit, password) of each new member, to be handed over in person."""
    table = Table(
        "初始密码",
        [Column("党员编号", 18), Column("姓名", 12), Column("所在单位", 52), Column("初始密码", 18)],
        lines,
    )
    notes = Instructions(
        "发放说明",
        [
            "初始密码怎么发",
            "每人一个，只用来第一次登录；登录后必须马上设置自己的密码，初始密码随即作废。",
            "请当面或密封交给本人，不要群发。全部发完后请删除这个文件，系统里不保存明文。",
            "遗失的可由管理员在党员页面重新生成。",
        ],
    )
    return write_book(table, notes)
