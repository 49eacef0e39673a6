"""Cases in bank files, in checks, in lists and in other formats: the type itself has its own test."""

import re
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import select

from quiz_app.banks.checks import question_problems
from quiz_app.banks.differences import compare
from quiz_app.banks.duplicates import duplicates
from quiz_app.banks.formats.protocol import Item, Reading, Refused
from quiz_app.banks.formats.table import FORMATS
from quiz_app.banks.importing import packing
from quiz_app.banks.importing.items import give, take
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.keys import key_texts, write_key
from quiz_app.banks.questions import Part
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.banks.text_format.grammar import BankFile
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.text_format.writer import write
from quiz_app.banks.types.protocol import Interaction
from quiz_app.regulations import registry
from tests.banks.conftest import FILE, HEAD, REGISTER
from tests.conftest import bearer

CASE = """
## harbour-0009 案例 难

大雾天，一艘货船请求靠泊。

### 1 单选

谁先登船？

A. 船长
B. 引航员
C. 装卸工

答案: B

### 2 填空

登船用____。

答案: 软梯 / 引航梯

### 3 判断

可以不等雾散就解缆。

答案: 错
解析: 引航员先登船，用软梯；雾散才解缆。
知识点: 引航
依据: 《港口工作条例》（2019）第三条
引文: 引航从核对船名和吃水开始
"""
REGISTRY = registry.read(REGISTER)


def asked(old: str = "", new: str = ""):
    """The case as it reads when one thing in its text is written in another way."""
    [question] = read(HEAD + CASE.replace(old, new) if old else HEAD + CASE, "harbour.md").questions
    return question


def test_a_case_is_a_material_and_parts_that_each_say_their_answer() -> None:
    case = asked()
    assert (case.type, case.stem, case.options) == ("case", "大雾天，一艘货船请求靠泊。", ())
    assert case.parts == (
        Part("single_choice", "谁先登船？", ("船长", "引航员", "装卸工")),
        Part("fill_blank", "登船用____。"),
        Part("true_false", "可以不等雾散就解缆。"),
    )
    assert case.key == (("single_choice", "B"), ("fill_blank", "软梯", "引航梯"), ("true_false", "B"))
    assert case.explanation == "引航员先登船，用软梯；雾散才解缆。"
    assert question_problems(case, REGISTRY, None) == ()
    assert read(write(BankFile(read(HEAD, "").header, (case,))), "again.md").questions == (case,)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("### 2 填空", "### 3 填空", 21, "这里应是“### 2 题型”"),
        ("### 2 填空", "### 2", 21, "这里应是“### 2 题型”"),
        ("### 2 填空", "### 2 排序", 21, "小题的题型是单选、多选、判断、填空、数值"),
        ("答案: B", "答案: 引航员", 19, "写选项的字母"),
        ("答案: 软梯 / 引航梯\n", "", 21, "没有“答案”一行"),
        ("登船用____。\n", "", 21, "没有题干"),
        ("答案: B\n", "答案: B\n解析: 先说了。\n", 20, "“解析”说的是整道题，要写在最后一个小题之后"),
        ("请求靠泊。\n", "请求靠泊。\n答案: B\n", 10, "“答案”要写在小题里"),
        ("请求靠泊。\n", "请求靠泊。\n\nA. 船长\n", 7, "材料下面先写小题"),
        ("C. 装卸工", "D. 装卸工", 17, "这里应是 C"),
    ],
)
def test_what_is_wrong_with_a_case_is_named_by_its_line(old: str, new: str, line: int, says: str) -> None:
    problems = read(HEAD + CASE.replace(old, new), "harbour.md").problems
    assert [each.line for each in problems if says in each.reason] == [line], problems


def test_a_case_without_parts_is_told_how_one_begins() -> None:
    bank = read(HEAD + CASE.partition("### 1")[0] + "解析: 略", "harbour.md")
    assert bank.questions == ()
    assert "小题从“### 1 单选”一行开始" in bank.problems[0].reason


def test_lines_of_three_signs_belong_to_the_stem_of_every_other_type() -> None:
    text = HEAD + "\n## harbour-0010 判断 易\n\n### 1 单选\n\n大风天可以吊装。\n\n答案: 错\n"
    assert read(text, "harbour.md").questions[0].stem == "### 1 单选\n\n大风天可以吊装。"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("C. 装卸工", "C. 引 航 员", "第 1 小题：选项 B 和 C 相同"),
        ("C. 装卸工", "C. 以上都是", "第 1 小题：选项 C“以上都是”借别的选项作答"),
        ("谁先登船？", "引航员和谁先登船？", ""),
        ("谁先登船？", "今年谁先登船？", "第 1 小题：题干里有“今年”"),
        ("答案: 软梯 / 引航梯", "答案: 软梯 | 引航梯", "第 2 小题：填空的小题只有一个空"),
    ],
)
def test_parts_are_checked_as_questions_are(old: str, new: str, says: str) -> None:
    said = "".join(each.reason for each in question_problems(asked(old, new), REGISTRY, None))
    assert says in said if says else said == ""


def test_the_key_of_a_case_in_letters_and_in_words() -> None:
    assert write_key(asked()) == "（1）B　（2）软梯 / 引航梯　（3）错"
    assert key_texts(asked()) == ("引航员", "软梯", "错")


def test_cases_that_ask_the_same_are_found_and_those_that_ask_something_else_are_not() -> None:
    case = asked()
    turned = asked("A. 船长\nB. 引航员", "A. 引航员\nB. 船长")
    turned = replace(turned, key=(("single_choice", "A"), *turned.key[1:]))
    assert [each.same_key for each in duplicates([case, turned])] == [True]
    assert [each.same_key for each in duplicates([case, asked("答案: 错", "答案: 对")])] == [False]
    others = [Part("true_false", text) for text in ("夜里可以换班。", "缆绳每月要查一次。", "灯塔归气象台管。")]
    other = replace(case, parts=tuple(others), key=(("true_false", "A"), ("true_false", "B"), ("true_false", "B")))
    assert duplicates([case, other]) == []


def test_a_changed_part_is_shown_by_its_number_and_no_other() -> None:
    rows = compare(asked(), asked("谁先登船？", "谁最先登船？"))
    assert [(row.part, row.mark) for row in rows if row.changed] == [("part", "1")]
    rows = compare(asked(), asked("答案: 错", "答案: 对"))
    assert [row.part for row in rows if row.changed] == ["key"]


def test_a_case_goes_out_and_comes_back_with_its_parts() -> None:
    item = give(asked(), {})
    assert (item.interaction, item.key) == (Interaction.PARTS, ())
    assert item.parts[1] == Item(Interaction.FILL, "登船用____。", key=(("软梯", "引航梯"),))
    data = FORMATS["json"].write([item], "港口").data
    reading = FORMATS["json"].read(data)
    assert (reading.items, reading.refused, reading.unsupported) == ((item,), (), ())
    kept = packing.unpack(packing.pack(Read("json", None, reading)))
    taken = take(kept.reading.items[0], area="branch_daily_work", registry=REGISTRY)
    assert replace(taken.text, code="harbour-0009") == asked()


@pytest.mark.parametrize("code", [code for code in FORMATS if code != "json"])
def test_a_format_that_has_no_cases_says_that_it_was_not_written(code: str) -> None:
    written = FORMATS[code].write([give(asked(), {})], "港口")
    assert Interaction.PARTS not in FORMATS[code].interactions
    assert [each.row for each in written.lost] == [1]
    assert "没有写" in written.lost[0].what


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"parts": [{"interaction": "order", "stem": "甲", "options": ["乙"], "key": [0]}]}, "题型", "不能是排序"),
        ({"parts": []}, "parts", "有 0 个小题"),
        ({"key": [0]}, "parts", "答案写在各个小题里"),
        ({"interaction": "judge"}, "parts", "只有案例题有小题"),
        ({"parts": [{"interaction": "judge", "stem": "甲", "parts": []}]}, "parts", "小题要是一列"),
        ({"parts": [{"interaction": "judge", "stem": "甲", "key": [5]}]}, "parts 1", "key：答案指向没有的选项"),
        ({"parts": [{"interaction": "judge", "key": [0]}]}, "parts 1", "stem：要是一段文字"),
        ({"parts": [{"interaction": "judge", "stem": "甲", "code": "a"}]}, "parts 1", "code：小题里没有这一项"),
        ({"parts": ["甲"]}, "parts", "小题要是一列"),
    ],
)
def test_a_case_of_the_wrong_shape_is_refused_by_name(change: dict[str, object], column: str, says: str) -> None:
    content = orjson.loads(FORMATS["json"].write([give(asked(), {})], "港口").data)
    content["items"][0] |= change
    reading = FORMATS["json"].read(orjson.dumps(content))
    refused = list(reading.refused) or [_refused(reading)]
    assert says in "".join(each.reason for each in refused)
    assert column in {each.column for each in refused} or column == "parts"


def _refused(reading: Reading) -> Refused:
    taken = take(reading.items[0], area="branch_daily_work", registry=REGISTRY)
    if isinstance(taken, Refused):
        return taken
    return Refused(1, "parts", "".join(each.reason for each in question_problems(taken.text, REGISTRY, None)), "")


def test_a_case_is_found_by_the_words_of_its_parts(client, sign_in, database, cast, load) -> None:
    load(FILE + CASE)
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
    root = sign_in(client, cast.root)
    for words, found in (
        ("不等雾散", True),
        ("装卸工", True),
        ("请求靠泊", True),
        ("stem", False),
        ("雾里看花", False),
    ):
        page = root.get(f"/banks/{bank.id}?q={words}").text
        assert ("harbour-0009" in page) is found, words
    page = root.get(re.search(r'href="(/banks/questions/\d+)"', root.get(f"/banks/{bank.id}?q=装卸工").text)[1]).text
    assert "（2）填空" in page and "软梯 / 引航梯" in page


def test_the_api_of_banks_has_parts_where_a_question_is_a_case(client, cast, load) -> None:
    load(FILE + CASE)
    headers = {"Authorization": f"Bearer {bearer(cast.root)}"}
    [bank] = client.get("/api/v1/banks", headers=headers).json["items"]
    items = client.get(f"/api/v1/banks/{bank['id']}/questions", headers=headers).json["items"]
    [case] = [each for each in items if "parts" in each]
    assert (case["type"], case["key"][1]) == ("case", ["fill_blank", "软梯", "引航梯"])
    assert case["parts"][0] == {"type": "single_choice", "stem": "谁先登船？", "options": ["船长", "引航员", "装卸工"]}
