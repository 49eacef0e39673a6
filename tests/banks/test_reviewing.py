"""A question laid open after the exam: what was chosen, what is right, and nothing said about a choice nobody made."""

import re

import pytest
from flask import Flask, render_template

from quiz_app.banks.reviewing import ReviewItem, review
from quiz_app.banks.types.table import TYPES
from tests.banks.types.examples import EXAMPLES

CHOICE = {"type": "single_choice", "stem": "先核对**什么**？", "options": ["船名", "餐单", "<b>颜色</b>"], "key": [0]}
MANY = {"type": "multiple_choice", "stem": "带哪些？", "options": ["手电", "遮阳伞", "对讲机"], "key": [0, 2]}
BLANKS = {"type": "fill_blank", "stem": "每____小时一次，存____年。", "options": [], "key": [["两", "2"], ["五"]]}


def test_options_keep_the_order_of_the_paper_and_their_own_truth() -> None:
    item = review(**CHOICE, order=(2, 0, 1), response=frozenset({2}), score=0, points=2)
    assert [(option.key, option.chosen, option.right) for option in item.options] == [
        ("A", True, False),
        ("B", False, True),
        ("C", False, False),
    ]
    assert (item.answered, item.score, item.points) == (True, 0, 2)


def test_markup_in_a_question_is_text_and_emphasis_is_kept() -> None:
    item = review(**CHOICE)
    assert item.stem_html == "先核对<strong>什么</strong>？"
    assert item.options[2].text_html == "&lt;b&gt;颜色&lt;/b&gt;"


def test_nobody_was_asked_is_not_the_same_as_nothing_was_answered() -> None:
    assert [option.chosen for option in review(**CHOICE).options] == [None] * 3
    assert review(**CHOICE).answered is None
    assert review(**CHOICE, response=frozenset()).answered is False
    assert review(**BLANKS, response=("", " ")).answered is False
    assert [blank.answer for blank in review(**BLANKS).blanks] == [None, None]


def test_each_blank_is_judged_as_grading_judges_it() -> None:
    item = review(**BLANKS, response=("２", "三"))
    assert [(blank.answer, blank.accepted, blank.right) for blank in item.blanks] == [
        ("２", ("两", "2"), True),
        ("三", ("五",), False),
    ]
    assert [blank.answer for blank in review(**BLANKS, response=("两",)).blanks] == ["两", ""]


@pytest.mark.parametrize("code", TYPES)
def test_every_type_has_its_three_templates(app: Flask, code: str) -> None:
    for name in ("take", "edit", "review"):
        assert app.jinja_env.get_template(f"banks/types/{code}/{name}.html")
    asked, right, wrong = EXAMPLES[code].asked, EXAMPLES[code].right, EXAMPLES[code].wrong
    said = {name: getattr(asked, name) for name in ("type", "stem", "options", "prompts", "parts", "key")}
    assert ("参考答案" if TYPES[code].marked_by_person else "正确") in _shown(app, review(**said))
    assert "你的答案" not in _shown(app, review(**said))
    assert "option wrong" not in _shown(app, review(**said, response=right))
    assert ("option wrong" in _shown(app, review(**said, response=wrong))) is not TYPES[code].marked_by_person


def test_places_show_the_letters_of_the_paper_and_nothing_where_nothing_was_put(app: Flask) -> None:
    asked = EXAMPLES["matching"].asked
    said = {
        "type": "matching",
        "stem": asked.stem,
        "options": asked.options,
        "prompts": asked.prompts,
        "key": asked.key,
    }
    item = review(**said, order=(2, 0, 1), response=(-1, 0))
    assert [(place.expected.key, place.given and place.given.key, place.right) for place in item.places] == [
        ("C", None, False),
        ("B", "B", True),
    ]
    assert item.answered is True
    assert review(**said, response=(-1, -1)).answered is False
    assert "没有用到的选项：A. 仓库" in re.sub(r"\s+", " ", _shown(app, item))


def test_a_number_stands_with_its_tolerance_and_a_gap_with_its_choices() -> None:
    number = review(type="numeric", stem="水深？", options=[], key=[["32", "0.5"]], response=("33",))
    assert [(blank.answer, blank.accepted, blank.right) for blank in number.blanks] == [("33", ("32 ± 0.5",), False)]
    gaps = review(type="cloze", stem="____和____", options=[], prompts=["乙 / 甲", ""], key=[["甲"], ["丙"]])
    assert [blank.offered for blank in gaps.blanks] == ["乙 / 甲", ""]


def test_the_parts_of_a_case_are_laid_open_one_by_one(app: Flask) -> None:
    asked = EXAMPLES["case"].asked
    said = {"type": "case", "stem": asked.stem, "options": [], "parts": asked.parts, "key": asked.key}
    item = review(**said, response=("B", "AB", "", "四"), score=4, points=10)
    assert [part.title for part in item.parts] == ["单选", "多选", "判断", "填空", "数值"]
    assert [part.answered for part in item.parts] == [True, True, False, True, False]
    page = re.sub(r"\s+", " ", _shown(app, item))
    assert page.count("得 4 分，满分 10 分") == 1
    assert page.count("没有作答") == 2
    assert page.index("（1）单选") < page.index("引航员") < page.index("（2）多选") < page.index("12 ± 0.5")
    assert [part.answered for part in review(**said).parts] == [None] * 5


def test_a_wrong_choice_a_right_one_and_a_missed_one_are_told_apart(app: Flask) -> None:
    page = _shown(app, review(**MANY, response=frozenset({0, 1}), score=0, points=2))
    lines = re.findall(r'<li class="([^"]+)">\s*<b>(.)</b>(.*?)</li>', page, re.S)
    chips = [(look, letter, re.findall(r'chip[^>]*">([^<]+)', rest)) for look, letter, rest in lines]
    assert chips == [
        ("option right", "A", ["你的答案", "正确"]),
        ("option wrong", "B", ["你的答案"]),
        ("option right", "C", ["正确", "没有选"]),
    ]
    assert "得 0 分，满分 2 分" in page


def test_a_wrong_text_stands_beside_the_right_ones(app: Flask) -> None:
    page = _shown(app, review(**BLANKS, response=("三", "五")))
    assert re.search(r'option wrong"><b>1</b><span>三', page)
    assert re.search(r'option right"><b>1</b><span>两 / 2', page)
    assert page.count("option wrong") == 1
    assert "没有作答" in _shown(app, review(**BLANKS, response=()))


def _shown(app: Flask, item: ReviewItem) -> str:
    with app.test_request_context("/"):
        return render_template(f"banks/types/{item.type}/review.html", item=item)
