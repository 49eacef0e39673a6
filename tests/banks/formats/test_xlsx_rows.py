"""Tables of questions as people have them: other titles, other orders, other ways to write an answer."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from quiz_app.banks.formats.protocol import Item, Reading, Unreadable
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.types.protocol import Interaction

XLSX = FORMATS["xlsx"]
OPTIONS = ("选项A", "选项B", "选项C", "选项D")
WORDS = ("半年", "一年", "一年半", "2018")


def book(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    made, target = Workbook(), BytesIO()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made.save(target)
    return target.getvalue()


def read(*rows: Sequence[object]) -> Reading:
    return XLSX.read(book(("Sheet1", rows)))


def one(titles: Sequence[str], *cells: object) -> Item:
    reading = read(titles, cells)
    assert reading.refused == ()
    assert len(reading.items) == 1
    return reading.items[0]


def refusal(titles: Sequence[str], *cells: object) -> tuple[str, str]:
    reading = read(titles, cells)
    assert reading.items == ()
    assert all(refused.row == 2 and refused.mend for refused in reading.refused)
    return reading.refused[0].column, reading.refused[0].reason


@pytest.mark.parametrize(
    "answer", ["BD", "B,D", "B、D", "b d", "Ｂ，Ｄ", "D;B", "2,4", "24", 24, "一年、2018", "一年\n2018", "答案：BD。"]
)
def test_several_right_options_in_every_way_people_write_them(answer: object) -> None:
    assert one(("题型", "题干", *OPTIONS, "答案"), "多选题", "哪些", *WORDS, answer).key == (1, 3)


@pytest.mark.parametrize("answer", ["B", "ｂ", "B.", "(B)", " B ", 2, "2", 2.0, "一年", "一 年", "选B"])
def test_one_right_option(answer: object) -> None:
    assert one(("题型", "题干", *OPTIONS, "答案"), "单项选择题", "多久", *WORDS, answer).key == (1,)


def test_the_words_of_an_option_go_before_numbers() -> None:
    assert one(("题干", *OPTIONS, "答案"), "几个", "3", "2", "1", "4", 2).key == (1,)


@pytest.mark.parametrize(
    ("answer", "place"),
    [(right, 0) for right in ("对", "正确", "√", "T", "true", "是", "对。", True, "Ｔ")]
    + [(wrong, 1) for wrong in ("错", "错误", "×", "F", "FALSE", "否", "x", False, "不正确")],
)
def test_judgements(answer: object, place: int) -> None:
    assert one(("题型", "题干", "答案"), "判断", "党员交党费", answer).key == (place,)


@pytest.mark.parametrize("answer", ["A", "正确", "对"])
def test_a_judgement_may_come_with_its_two_options(answer: str) -> None:
    item = one(("题型", "题干", "选项A", "选项B", "答案"), "判断题", "党员交党费", "正确", "错误", answer)
    assert (item.interaction, item.options, item.key) == (Interaction.JUDGE, (), (0,))


@pytest.mark.parametrize(
    ("cells", "interaction"),
    [
        (("甲", "乙", "A"), Interaction.CHOOSE_ONE),
        (("甲", "乙", "AB"), Interaction.CHOOSE_MANY),
        ((None, None, "错"), Interaction.JUDGE),
    ],
)
def test_without_a_type_the_answer_tells(cells: tuple[object, ...], interaction: Interaction) -> None:
    assert one(("题干", "A", "B", "答案"), "题", *cells).interaction is interaction
    assert (
        one(("题型", "题干", "A", "B", "答案"), "选择题" if cells[0] else None, "题", *cells).interaction is interaction
    )


def test_fill_in_order_number_and_free_text() -> None:
    titles = ("题型", "题干", "选项A", "选项B", "选项C", "答案")
    reading = read(
        titles,
        ("填空", "每______开一次，____以上同意", None, None, None, "季度 / 三个月 | 半数"),
        ("填空", "（  ）和（  ）", None, None, None, "甲；乙"),
        ("排序题", "先后", "甲", "乙", "丙", "C→A→B"),
        ("计算题", "多少", None, None, None, "3.14（误差0.01）"),
        ("数值", "几个", None, None, None, 12),
        ("简答", "为什么（A）", None, None, None, None),
        ("论述题", "怎样", None, None, None, "第一\n第二"),
    )
    assert reading.refused == ()
    assert [item.key for item in reading.items] == [
        (("季度", "三个月"), ("半数",)),
        (("甲",), ("乙",)),
        (2, 0, 1),
        (("3.14", "0.01"),),
        (("12", "0"),),
        (),
        (("第一\n第二",),),
    ]
    assert [item.stem for item in reading.items[:2]] == ["每____开一次，____以上同意", "____和____"]
    assert reading.items[5].stem == "为什么（A）"


def test_titles_have_synonyms_any_order_and_need_not_come_first() -> None:
    reading = read(
        ("某某单位题库",),
        (),
        ("序号", "正确答案*", "D", "C", "B", "A", "试题内容（必填）", "题目类型", "难易程度", "本单位备注"),
        (1, "B", "丁", "丙", "乙", "甲", "问", "单选题", "较难", "x"),
        (2, None, None, None, None, None, None, "单选题", None, None),
    )
    assert [(item.row, item.options, item.key, item.difficulty) for item in reading.items] == [
        (4, ("甲", "乙", "丙", "丁"), (1,), 3)
    ]
    assert [unsupported.what for unsupported in reading.unsupported] == ["“本单位备注”这一列没有对应的内容，没有收下。"]
    assert reading.refused == ()


def test_all_options_may_stand_in_one_cell() -> None:
    assert one(("题干", "选项", "答案"), "问", "A.甲\nB.乙\nC.丙", "C").options == ("甲", "乙", "丙")
    assert one(("题干", "选项", "答案"), "问", "甲|乙|丙", "C").options == ("甲", "乙", "丙")


def test_the_answer_may_stand_in_the_brackets_of_the_stem() -> None:
    item = one(("题干", *OPTIONS), "预备期为（ B ）。", *WORDS)
    assert (item.stem, item.key) == ("预备期为（　　）。", (1,))


def test_everything_else_that_a_row_says() -> None:
    titles = ("题型", "题干", "答案", "解析", "难度", "知识点", "分值", "依据", "条款", "引文", "编号", "分类")
    document = "《中国共产党章程》（2022）"
    item = one(
        *(
            titles,
            "判断",
            "题",
            "对",
            "因为",
            "中",
            "党费；义务",
            1.5,
            document,
            "第三条\n第九条 第(一)项",
            "一\n二",
            "a-1",
            "党章/总纲",
        )
    )
    assert item == Item(
        Interaction.JUDGE,
        "题",
        key=(0,),
        explanation="因为",
        difficulty=2,
        knowledge_points=("党费", "义务"),
        points=Fraction(3, 2),
        bases=((f"{document}第三条", "一"), (f"{document}第九条第（一）项", "二")),
        code="a-1",
        category="党章/总纲",
    )


def test_a_basis_that_is_no_citation_is_named_and_the_question_taken() -> None:
    reading = read(("题干", "答案", "依据", "条款"), ("题", "对", "党章", "第三条"))
    assert len(reading.items) == 1
    assert "“党章第三条”没有收下" in reading.unsupported[0].what


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (("单选", "问", "甲", "乙", None, "C"), "答案", "答案 C 不在选项里。"),
        (("单选", "问", "甲", "乙", None, "AB"), "答案", "单选题的答案“AB”不止一个。"),
        (("单选", "问", "甲", "乙", None, "AA"), "答案", "答案“AA”里有重复的字母。"),
        (("单选", "问", "甲", None, "丙", "A"), "选项", "选项 B 空着，后面的选项却有内容。"),
        (("单选", "问", None, None, None, "A"), "答案", "选择题只有 0 个选项。"),
        (("单选", "问", "甲", "乙", None, None), "答案", "没有写答案。"),
        (("单选", None, "甲", "乙", None, "A"), "题干", "没有写题干。"),
        (("多选", "问", "甲", "乙", None, "丁"), "答案", "答案“丁”看不懂。"),
        (("判断", "问", None, None, None, "也许"), "答案", "判断题的答案“也许”看不懂。"),
        (("填空", "问____和____", None, None, None, "一"), "答案", "题干有 2 个空，答案有 1 个。"),
        (("填空", "问", None, None, None, "一"), "答案", "填空题的题干里没有空。"),
        (("填空", "____", None, None, None, "a /  / b"), "答案", "答案里有空着的地方。"),
        (("排序", "问", "甲", "乙", "丙", "CA"), "答案", "排序题有 3 项，答案排了 2 项。"),
        (("数值", "问", None, None, None, "约 3 元"), "答案", "答案“约 3 元”不是数值。"),
        (("案例", "问", None, None, None, "x"), "题型", "题型“案例”不认识。"),
        (("配对", "问", None, None, None, "x"), "题型", "配对题不能写在这种文件里。"),
        ((None, "问", None, None, None, "说不清"), "题型", "从答案“说不清”看不出是什么题型。"),
    ],
)
def test_a_refused_row_says_where_and_why(cells: tuple[object, ...], column: str, reason: str) -> None:
    assert refusal(("题型", "题干", "选项A", "选项B", "选项C", "答案"), *cells) == (column, reason)


@pytest.mark.parametrize(
    ("title", "cell"), [("难度", "超难"), ("分值", "两分"), ("分值", 0), ("分值", "1/0"), ("分值", -2)]
)
def test_difficulty_and_points_are_refused_when_they_are_none(title: str, cell: object) -> None:
    assert refusal(("题干", "答案", title), "题", "对", cell)[0] == title


def test_every_sheet_with_titles_is_read_and_its_name_may_say_the_type() -> None:
    choices = (("题干", "A", "B", "答案"), ("问", "甲", "乙", "B"), ("问二", "甲", "乙", "C"))
    reading = XLSX.read(
        book(("单选题", choices), ("判断题", (("题干", "答案"), ("题", "对"))), ("联系人", (("张三",),)))
    )
    assert [item.interaction for item in reading.items] == [Interaction.CHOOSE_ONE, Interaction.JUDGE]
    assert [(refused.row, refused.column) for refused in reading.refused] == [(3, "单选题!答案")]
    assert [unsupported.what for unsupported in reading.unsupported] == ["工作表“联系人”里没有标题行，没有读。"]


def test_a_table_without_titles_or_questions_ends_in_a_sentence() -> None:
    for rows in ([("甲", "乙")], [("题干", "答案")]):
        with pytest.raises(Unreadable, match=r"题.*。"):
            read(*rows)


def test_the_template_has_every_column_drop_downs_and_an_instruction_sheet() -> None:
    opened = load_workbook(BytesIO(XLSX.write([], "党章题库").data))
    assert opened.sheetnames == ["试题", "填写说明", "可选值"]
    titles = [cell.value for cell in opened["试题"][1]]
    wanted = "题型 题干 选项A 选项B 选项C 选项D 选项E 选项F 选项G 选项H 答案 解析 难度 知识点 分值 依据 条款 引文"
    assert titles == wanted.split()
    ranges = [str(rule.sqref).split(":")[0] for rule in opened["试题"].data_validations.dataValidation]
    assert ranges == ["A2", "M2"]
    lines = [row[0].value for row in opened["填写说明"]]
    assert lines[0] == "党章题库怎么填"
    assert all(any(line.startswith(title) for line in lines) for title in titles if not title.startswith("选项"))


def test_text_that_looks_like_a_formula_is_text() -> None:
    item = Item(Interaction.JUDGE, "=1+1", key=(0,), explanation="@SUM(A1)")
    assert XLSX.read(XLSX.write([item], "").data).items == (item,)
