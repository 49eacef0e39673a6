"""A bank on paper: every question, and what is right only where it is asked for."""

from io import BytesIO

import pytest

from quiz_app.banks.printing import listing
from quiz_app.banks.printing.interactions import PRINTED
from quiz_app.banks.printing.listing import Content, document
from quiz_app.banks.printing.questions import Numbered, Solved, as_key, as_sheet, numeral, printed_form, sections
from quiz_app.banks.questions import LegalBasis, Part, QuestionText
from quiz_app.banks.types.table import TYPES
from quiz_app.core.printing.model import Mark, Marks, Slots
from quiz_app.core.printing.writing import write
from quiz_app.regulations.citations import Citation
from tests.banks.conftest import counted, pilot_text
from tests.banks.conftest import write as write_question
from tests.core.test_printing import WRITERS, words_of_docx, words_of_pdf

EXPLANATION, QUOTATION = "解析暗记", "引文暗记"
ASKED = {
    "single_choice": (("甲一", "乙一", "丙一"), (1,), (), "B"),
    "multiple_choice": (("甲二", "乙二", "丙二"), (0, 2), (), "AC"),
    "true_false": ((), (1,), (), "×"),
    "fill_blank": ((), (("三年", "3 年"), ("半数",)), (), "（1）三年 / 3 年；（2）半数"),
    "ordering": (("先丙", "先甲", "先乙"), (1, 2, 0), (), "BCA"),
    "matching": (("右甲", "右乙", "右丙"), (2, 0), ("左一", "左二"), "1C 2A"),
    "numeric": ((), (("32", "0.5"),), (), "32 ± 0.5"),
    "cloze": ((), (("每月",), ("自填词",)), ("每月 / 每季", ""), "（1）每月；（2）自填词"),
    "short_answer": (
        (),
        (("参考暗记",), ("说出暗点", "2"), ("说出明点", "3")),
        (),
        "参考暗记\n得分点（占 2）：说出暗点\n得分点（占 3）：说出明点",
    ),
    "case": (
        (),
        (("single_choice", "B"), ("true_false", "B"), ("fill_blank", "暗三", "3")),
        (),
        "（1）B；（2）×；（3）暗三 / 3",
    ),
}
PARTS = {
    "case": (
        Part("single_choice", "小题甲", ("小甲", "小乙")),
        Part("true_false", "小题乙"),
        Part("fill_blank", "小题丙____"),
    )
}
STEMS = {"fill_blank": "空甲____空乙____", "cloze": "空丙____空丁____"}


def question(kind: str) -> QuestionText:
    options, key, prompts, _answer = ASKED[kind]
    return QuestionText(
        code=f"code-{kind}",
        type=kind,
        difficulty=1,
        area="party_basics",
        stem=STEMS.get(kind, f"题干{kind}"),
        options=options,
        key=key,
        explanation=EXPLANATION,
        knowledge_points=(),
        bases=(LegalBasis(Citation("港口条例", "2019", "第三条"), QUOTATION),),
        prompts=prompts,
        parts=PARTS.get(kind, ()),
    )


QUESTIONS = [question(kind) for kind in ASKED]


def test_every_type_has_a_printed_form():
    missing = [code for code, kind in TYPES.items() if kind.interaction not in PRINTED]
    assert not missing, f"no printed form: {missing}. Write its functions in banks/printing/interactions.py."


def test_every_type_is_tried_here():
    assert set(ASKED) == set(TYPES)


@pytest.mark.parametrize("kind", list(ASKED))
def test_the_key_is_written_in_the_letters_of_the_paper(kind):
    options, key, _prompts, answer = ASKED[kind]
    assert printed_form(kind).answer(key, range(len(options))) == answer


def test_the_letters_follow_the_order_in_which_options_are_shown():
    assert printed_form("single_choice").answer((1,), (2, 0, 1)) == "C"
    assert printed_form("multiple_choice").answer((0, 2), (2, 0, 1)) == "AB"
    assert printed_form("ordering").answer((1, 2, 0), (2, 0, 1)) == "CAB"
    assert printed_form("matching").answer((2, 0), (2, 0, 1)) == "1A 2B"


@pytest.mark.parametrize("write_it, words_of", WRITERS)
def test_all_questions_stand_on_paper_and_no_key_unless_asked(write_it, words_of):
    bare = words_of(write_it(document("港口题库", QUESTIONS, content=Content.QUESTIONS)))
    for each in QUESTIONS:
        offered = (text for prompt in each.prompts for text in prompt.split(" / "))
        parts = (text for part in each.parts for text in (*part.stem.split("____"), *part.options))
        for text in (*each.stem.split("____"), *each.options, *offered, *parts):
            assert text in bare, (each.type, text)
    for secret in (EXPLANATION, QUOTATION, "答案", "自填词", "32±0.5", "三年", "1C2A", "参考暗记", "暗点", "暗三"):
        assert secret not in bare, secret
    answers = words_of(write_it(document("港口题库", QUESTIONS, content=Content.ANSWERS)))
    for kind, (_options, _key, _prompts, answer) in ASKED.items():
        assert all(line.replace(" ", "") in answers for line in answer.split("\n")), kind
    assert EXPLANATION not in answers
    assert QUOTATION not in answers
    grounds = words_of(write_it(document("港口题库", QUESTIONS, content=Content.GROUNDS)))
    assert grounds.count(EXPLANATION) == grounds.count(f"《港口条例》（2019）第三条：“{QUOTATION}”") == len(QUESTIONS)


def test_sections_count_their_questions_and_points():
    asked = [Numbered(no, listing.asked(question("single_choice")), 1.5) for no in (1, 2)]
    headings = [block for block in sections(asked, as_sheet) if hasattr(block, "note")]
    assert [(each.text, each.note) for each in headings] == [("一、单项选择题", "（共 2 题，每题 1.5 分，共 3 分）")]


def test_numerals_are_chinese():
    assert [numeral(number) for number in (1, 9, 10, 11, 20, 21)] == ["一", "九", "十", "十一", "二十", "二十一"]


def test_the_answer_sheet_has_a_place_for_every_question():
    asked = [Numbered(no, listing.asked(each)) for no, each in enumerate(QUESTIONS, start=1)]
    blocks = [*as_sheet(asked)]
    marks = [mark for block in blocks if isinstance(block, Marks) for mark in block.marks]
    assert marks == [Mark("1", ("A", "B", "C")), Mark("2", ("A", "B", "C")), Mark("3", ("√", "×"))]
    assert [(each.label, each.slots) for each in blocks if isinstance(each, Slots)] == [
        ("4", ("1", "2")),
        ("5", ("", "", "")),
        ("6", ("1", "2")),
        ("7", ("",)),
        ("8", ("1", "2")),
        ("10", ("1", "2", "3")),
    ]


def test_a_key_says_nothing_of_questions_that_have_none_to_show():
    bare = Numbered(1, listing.asked(question("fill_blank")))
    known = Numbered(2, listing.asked(question("fill_blank")), solved=Solved("三年"))
    assert [block.label for block in as_key([bare, known])] == ["2"]


@pytest.fixture
def second(database, cast, citys, question_of_tom):
    return write_question(database, cast.tom, citys, cast.units["临江市"], pilot_text("夜间值班带什么？", difficulty=2))


@pytest.fixture
def question_of_tom(database, cast, citys):
    return write_question(database, cast.tom, citys, cast.units["临江市"], pilot_text())


@pytest.mark.parametrize("form, words_of", [("pdf", words_of_pdf), ("docx", words_of_docx)])
def test_a_trainer_prints_what_the_list_shows(tom, citys, second, form, words_of):
    everything = tom.get(f"/banks/{citys.id}/print?format={form}&content=grounds")
    assert everything.status_code == 200
    assert everything.headers["Content-Disposition"].endswith(f".{form}")
    found = words_of(everything.data)
    assert "引航员登船前先核对什么？" in found
    assert "夜间值班带什么？" in found
    assert found.count("引航员应当先核对船名和吃水") == 2
    narrowed = words_of(tom.get(f"/banks/{citys.id}/print?format={form}&difficulty=2").data)
    assert "共1题" in narrowed
    assert "夜间值班带什么？" in narrowed
    assert "引航员登船前先核对什么？" not in narrowed
    assert "引航从核对" not in narrowed


def test_reading_what_is_printed_takes_as_many_queries_for_two_questions_as_for_one(tom, database, citys, second):
    with counted(database) as one:
        tom.get(f"/banks/{citys.id}/print?format=docx&difficulty=2")
    with counted(database) as two:
        tom.get(f"/banks/{citys.id}/print?format=docx")
    assert 0 < len(one) == len(two)


def test_too_many_questions_are_refused_on_the_banks_page_with_what_to_do(tom, citys, second, monkeypatch):
    monkeypatch.setattr(listing, "MOST_ON_A_PAGE", 1)
    refused = tom.get(f"/banks/{citys.id}/print?format=docx&type=single_choice")
    assert refused.status_code == 303
    assert refused.location == f"/banks/{citys.id}?type=single_choice"
    assert "一次最多打印 1 道" in tom.get(refused.location).text
    assert tom.get(f"/banks/{citys.id}/print?format=docx&difficulty=2").status_code == 200


def test_without_a_font_word_is_the_only_offer_and_a_link_to_pdf_ends_on_the_page(tom, citys, second, monkeypatch):
    monkeypatch.setattr("quiz_app.core.printing.pdf.installed", frozenset)
    page = tom.get(f"/banks/{citys.id}").text
    assert '<option value="docx"' in page
    assert '<option value="pdf"' not in page
    assert "没有中文字体" in page
    assert tom.get(f"/banks/{citys.id}/print?format=pdf").status_code == 303
    assert "改为下载 docx" in tom.get(f"/banks/{citys.id}").text
    assert tom.get(f"/banks/{citys.id}/print?format=docx").status_code == 200


def test_a_written_document_is_of_the_form_that_was_asked_for():
    made = document("港口题库", QUESTIONS, content=Content.QUESTIONS)
    assert write(made, "pdf").startswith(b"%PDF")
    assert BytesIO(write(made, "docx")).read(2) == b"PK"
