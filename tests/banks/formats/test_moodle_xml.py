"""Moodle XML as Moodle writes it: each question type, categories, files, and what has no place here."""

import base64

import pytest

from quiz_app.banks.formats.moodle_xml.format import FORMAT
from quiz_app.banks.formats.protocol import Item, Picture, Reading, Unreadable
from quiz_app.banks.types.protocol import Interaction
from tests.banks.formats.strategies import PNG

DATA = base64.b64encode(PNG).decode()


def read(*questions: str) -> Reading:
    return FORMAT.read(f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode())


def question(kind: str, inner: str, stem: str = "<p>甲</p>") -> str:
    text = f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
    return f'<question type="{kind}"><name><text>甲</text></name>{text}{inner}</question>'


def answer(text: str, fraction: str = "0", more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def one(kind: str, inner: str, stem: str = "<p>甲</p>") -> Item:
    reading = read(question(kind, inner, stem))
    assert reading.refused == ()
    return reading.items[0]


def pair(left: str, right: str) -> str:
    return f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'


@pytest.mark.parametrize(
    ("kind", "inner", "stem", "item"),
    [
        (
            "multichoice",
            "<single>true</single>" + answer("乙", "100") + answer("&lt;b&gt;丙&lt;/b&gt;"),
            "<p>甲</p>",
            Item(Interaction.CHOOSE_ONE, "甲", ("乙", "**丙**"), key=(0,)),
        ),
        (
            "multichoice",
            "<single>false</single>" + answer("乙", "50") + answer("丙", "50") + answer("丁", "-100"),
            "<p>甲</p>",
            Item(Interaction.CHOOSE_MANY, "甲", ("乙", "丙", "丁"), key=(0, 1)),
        ),
        ("truefalse", answer("true") + answer("false", "100"), "甲", Item(Interaction.JUDGE, "甲", key=(1,))),
        (
            "shortanswer",
            answer("乙", "100") + answer("丙\\*", "100"),
            "<p>甲 ___</p>",
            Item(Interaction.FILL, "甲 ____", key=(("乙", "丙*"),)),
        ),
        ("shortanswer", answer("乙", "100"), "<p>甲</p>", Item(Interaction.FILL, "甲\n____", key=(("乙",),))),
        (
            "numerical",
            answer("3.10", "100", "<tolerance>0.05</tolerance>"),
            "甲",
            Item(Interaction.NUMBER, "甲", key=(("3.10", "0.05"),)),
        ),
        (
            "matching",
            pair("甲", "一") + pair("乙", "一") + pair("", "二"),
            "连",
            Item(Interaction.PAIR, "连", ("一", "二"), ("甲", "乙"), (0, 0)),
        ),
        (
            "ordering",
            answer("乙", "2") + answer("甲", "1"),
            "排",
            Item(Interaction.ORDER, "排", ("甲", "乙"), key=(0, 1)),
        ),
        (
            "essay",
            "<graderinfo><text>要点</text></graderinfo>",
            "谈",
            Item(Interaction.WRITE, "谈", explanation="要点"),
        ),
        (
            "cloze",
            "",
            "<p>由{1:MULTICHOICE:=港务局~气象台#不对}在{1:SA:=三~=3}点，{1:NM:=5:0.5}米</p>",
            Item(
                Interaction.GAPS,
                "由____在____点，____米",
                (),
                ("港务局 / 气象台", "", ""),
                (("港务局",), ("三", "3"), ("5",)),
            ),
        ),
        (
            "cloze",
            "",
            r"{1:SHORTANSWER:=a\}b\~c\#d&lt;e}",
            Item(Interaction.GAPS, "____", (), ("",), (("a}b~c#d<e",),)),
        ),
        (
            "gapselect",
            "".join(
                f"<selectoption><text>{t}</text><group>{g}</group></selectoption>" for t, g in ("甲1", "乙1", "丙2")
            ),
            "一[[2]]二[[3]]",
            Item(Interaction.GAPS, "一____二____", (), ("甲 / 乙", "丙"), (("乙",), ("丙",))),
        ),
    ],
)
def test_each_question_type_of_moodle_is_read(kind: str, inner: str, stem: str, item: Item) -> None:
    assert one(kind, inner, stem) == item


def test_categories_are_paths_and_what_stands_around_a_question_is_kept() -> None:
    category = "<question type='category'><category><text>$course$/top/港口/时间</text></category></question>"
    around = (
        "<generalfeedback><text>解</text></generalfeedback><defaultgrade>2.5000000</defaultgrade><idnumber>q-1</idnumber>"
        "<tags><tag><text>码头</text></tag><tag><text>难度：中</text></tag></tags>"
    )
    (item,) = read(category, question("essay", around)).items
    assert (item.category, item.explanation, item.points, item.code) == ("港口/时间", "解", 2.5, "q-1")
    assert (item.knowledge_points, item.difficulty, item.row) == (("码头",), 2, 1)


def test_pictures_come_along_under_safe_names() -> None:
    file = f'<file name="码头 1.png" encoding="base64">{DATA}</file>'
    html = '&lt;img src="@@PLUGINFILE@@/%E7%A0%81%E5%A4%B4%201.png" alt="码头"&gt;'
    inline = f'&lt;img src="data:image/png;base64,{DATA}"&gt;'
    text = f'<questiontext format="html"><text>{html}{inline}</text>{file}</questiontext>'
    (item,) = read(f'<question type="essay">{text}</question>').items
    assert item.stem == "![码头](images/码头-1.png)![](images/image.png)"
    assert item.pictures == (Picture("image.png", PNG), Picture("码头-1.png", PNG))


@pytest.mark.parametrize(
    ("inner", "stem", "what"),
    [
        ("<hint><text>想想</text></hint>", "甲", "提示"),
        ("<correctfeedback><text>好</text></correctfeedback>", "甲", "全部答对"),
        ("<penalty>0.25</penalty>", "甲", "扣分"),
        ("<attachments>2</attachments>", "甲", "上传附件"),
        ("", "甲<script>x()</script>", "脚本"),
        ("", "甲<video src='x'></video>", "音频或视频"),
        ("", "<img src='@@PLUGINFILE@@/no.png'>甲", "没有的图片"),
        ("", "<img src='data:image/svg+xml;base64,PHN2Zy8+'>甲", "不是 PNG"),
        ("", "乙", "名称“甲”"),
    ],
)
def test_what_we_have_no_place_for_is_named(inner: str, stem: str, what: str) -> None:
    reading = read(question("essay", inner, stem))
    assert len(reading.items) == 1
    assert any(what in found.what for found in reading.unsupported)


@pytest.mark.parametrize(
    ("kind", "inner", "stem", "reason"),
    [
        ("calculated", "", "甲", "calculated"),
        ("description", "", "甲", "说明文字"),
        ("essay", "", "", "没有题干"),
        ("multichoice", answer("乙", "100"), "甲", "对不上"),
        ("multichoice", answer("乙", "100") + answer("丙", "100"), "甲", "2 个得满分"),
        ("numerical", answer("三", "100"), "甲", "不是数值"),
        ("cloze", "", "甲{1:SA:丙}", "没有得满分"),
        ("cloze", "", "甲{1:MR:=乙~=丙}", "选几项"),
        ("gapselect", "", "甲[[1]]", "没有的选项"),
    ],
)
def test_a_question_that_cannot_be_taken_says_why_and_the_next_is_taken(
    kind: str, inner: str, stem: str, reason: str
) -> None:
    reading = read(question(kind, inner, stem), question("essay", ""))
    assert [(refused.row, reason in refused.reason) for refused in reading.refused] == [(1, True)]
    assert [item.row for item in reading.items] == [2]


def test_another_encoding_is_read_as_it_is_declared() -> None:
    text = '<?xml version="1.0" encoding="GB18030"?><quiz>' + question("essay", "") + "</quiz>"
    assert FORMAT.read(text.encode("gb18030")).items[0].stem == "甲"


@pytest.mark.parametrize("text", ["", "<quiz>", "<quiz/>", "<assessmentItem/>", "甲{T}"])
def test_what_is_no_moodle_file_says_what_to_do(text: str) -> None:
    with pytest.raises(Unreadable, match="请"):
        FORMAT.read(text.encode())


def test_moodle_is_recognised_by_its_root() -> None:
    assert FORMAT.recognises(b'<?xml version="1.0"?>\n<quiz><question ', "a.txt")
    assert not FORMAT.recognises(b"<assessmentItem/>", "a.xml")
