"""An exam on paper: all questions, no key on what takers get, the same again at any time, and nobody else's paper."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.printing.docx import write_docx
from quiz_app.core.printing.pdf import write_pdf
from quiz_app.exams.papers import draw, member_seed
from quiz_app.exams.printing.booklets import KEYS, PAPERS, SHEETS, documents, together
from quiz_app.exams.printing.forms import code_of, draw_form, form_seed, most_on_a_page, refuse_too_many
from quiz_app.exams.queries.printing import printable_exam
from tests.conftest import NOW
from tests.core.test_printing import WRITERS, words_of_docx, words_of_pdf
from tests.exams.browsing import MARKS, ann, hand_in
from tests.exams.conftest import EXPLANATION, QUOTATION, SECRET_TEXT

FIXTURES = (ann,)
WORDS_OF = {"pdf": words_of_pdf, "docx": words_of_docx}


@pytest.fixture
def dora(app, sign_in, cast):
    return sign_in(app.test_client(), cast.dora)


@pytest.fixture
def printable(database, cast, exam):
    with database.reading() as session:
        return printable_exam(session, cast.dora, exam.id)


def squeezed(text: str) -> str:
    return "".join(text.replace("____", "").split())


@pytest.mark.parametrize("write, words_of", WRITERS)
def test_a_paper_has_all_its_questions_and_neither_it_nor_the_sheet_has_a_key(printable, write, words_of):
    made = documents(printable, 2)
    paper, sheet, key = (words_of(write(made[name])) for name in (PAPERS, SHEETS, KEYS))
    for number in (1, 2):
        form = draw_form(printable, number)
        for item in form.paper:
            question = printable.edition.questions[item.question]
            assert squeezed(question.stem) in paper
            for option in TYPES[question.type].shown_options(question.options):
                assert question.type == "true_false" or squeezed(option) in paper
            assert EXPLANATION in squeezed(question.explanation)
            assert squeezed(question.explanation) in key
        for words in (paper, sheet, key):
            assert squeezed(form.label) in words
            assert form.code in words
    for words in (paper, sheet):
        for mark in (*MARKS, "答案：", "解析", "依据"):
            assert mark not in words, mark
    for mark in (EXPLANATION, QUOTATION, SECRET_TEXT):
        assert mark in key
    assert "一、单项选择题（共4题，每题10分，共40分" in paper
    for blank in ("单位：", "姓名：", "编号："):
        assert blank in sheet


def test_the_same_form_is_drawn_again_at_any_time_and_forms_differ(printable):
    assert draw_form(printable, 3) == draw_form(printable, 3)
    first, second = (draw_form(printable, number) for number in (1, 2))
    assert {item.question for item in first.paper}.isdisjoint(item.question for item in second.paper)
    assert documents(printable, 2) == documents(printable, 2)


def test_the_seed_of_forms_is_no_members_seed(printable):
    forms = form_seed(printable.seed)
    assert all(member_seed(printable.seed, member) != forms for member in range(2000))
    assert all(
        draw(printable.edition, member_seed(printable.seed, each), 1) != draw_form(printable, 1).paper
        for each in range(200)
    )


def test_the_answer_key_uses_the_letters_of_its_own_paper(printable):
    form = draw_form(printable, 1)
    part = documents(printable, 1)[KEYS].parts[0]
    answers = {block.label: block.blocks[0].spans[1].text for block in part.blocks if hasattr(block, "label")}
    assert len(answers) == len(form.paper)
    for no, item in enumerate(form.paper, start=1):
        question = printable.edition.questions[item.question]
        if question.type in ("single_choice", "multiple_choice"):
            right = {question.options[place] for place in question.key}
            assert {question.options[item.order["ABCDEFGH".index(letter)]] for letter in answers[str(no)]} == right


def test_forms_are_called_by_letters_and_then_by_numbers(printable):
    assert [draw_form(printable, number).label for number in (1, 26, 27)] == ["A 卷", "Z 卷", "第 27 卷"]
    assert code_of(bytes.fromhex("3f2a9c41") + bytes(28), 2) == "3F2A9C41-02"


def test_more_than_a_request_may_take_is_refused_with_what_to_do(printable):
    assert most_on_a_page(printable) == 50
    refuse_too_many(printable, 50, on_a_page=True)
    refuse_too_many(printable, 500, on_a_page=False)
    for papers, on_a_page in ((0, True), (-1, False), (51, True), (501, False)):
        with pytest.raises(Invalid, match="份数写 1 到"):
            refuse_too_many(printable, papers, on_a_page=on_a_page)


def test_what_was_not_published_is_not_printed(database, cast, unpublished):
    with database.reading() as session, pytest.raises(Conflict, match="发布之后再打印"):
        printable_exam(session, cast.dora, unpublished.id)


def test_to_who_does_not_manage_it_the_exam_does_not_exist(database, cast, exam):
    with database.reading() as session:
        for actor in (cast.ann, cast.ben, cast.tom, cast.cleo):
            with pytest.raises(NotFound):
                printable_exam(session, actor, exam.id)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_an_organizer_gets_one_file_or_three(dora, exam, form):
    page = dora.get(f"/exams/manage/{exam.id}/print").text
    assert f'max="{50}"' in page
    whole = dora.get(f"/exams/manage/{exam.id}/print/papers?papers=2&files=together&format={form}")
    assert whole.status_code == 200
    words = WORDS_OF[form](whole.data)
    assert words.index("A卷") < words.index("B卷") < words.index("答题卡") < words.index("参考答案及评分标准")
    zipped = dora.get(f"/exams/manage/{exam.id}/print/papers?papers=2&files=apart&format={form}")
    with ZipFile(BytesIO(zipped.data)) as archive:
        assert archive.namelist() == [f"{PAPERS}.{form}", f"{SHEETS}.{form}", f"{KEYS}.{form}"]
        assert EXPLANATION not in WORDS_OF[form](archive.read(f"{PAPERS}.{form}"))
        assert EXPLANATION in WORDS_OF[form](archive.read(f"{KEYS}.{form}"))


def test_a_wrong_number_of_papers_is_said_on_the_page_and_the_rest_is_kept(dora, exam):
    refused = dora.get(f"/exams/manage/{exam.id}/print/papers?papers=0&format=docx")
    assert refused.status_code == 303
    page = dora.get(refused.location).text
    assert "份数写 1 到 50 的整数" in page
    assert '<option value="docx" selected' in page


def test_without_a_font_the_page_offers_word_alone(dora, exam, monkeypatch):
    monkeypatch.setattr("quiz_app.core.printing.pdf.installed", frozenset)
    page = dora.get(f"/exams/manage/{exam.id}/print").text
    assert "没有中文字体" in page
    assert '<option value="pdf"' not in page
    refused = dora.get(f"/exams/manage/{exam.id}/print/papers?papers=1&format=pdf")
    assert "改为下载 docx" in dora.get(refused.location).text
    assert dora.get(f"/exams/manage/{exam.id}/print/papers?papers=1&format=docx").status_code == 200


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_member_prints_the_own_result_with_answers_and_key(ann, cast, exam, right_answers, form):
    answers = right_answers(exam, cast.ann.member_id)
    answers["9"] = ["胡写的"]
    del answers["10"]
    location = hand_in(ann, exam, answers)
    printed = ann.get(location.replace("result", f"print?format={form}"))
    assert printed.status_code == 200
    words = WORDS_OF[form](printed.data)
    assert "80分（满分100分，合格）" in words
    assert cast.ann.name in words
    assert "胡写的得0分，满分10分" in words
    assert "未答得0分" in words
    assert words.count(EXPLANATION) == words.count(QUOTATION) == 10


def test_a_member_prints_nothing_before_the_key_may_be_seen(ann, clock, publish_exam):
    exam = publish_exam(review_rule="after_close", closes_at=NOW + timedelta(hours=2))
    location = hand_in(ann, exam).replace("result", "print?format=docx")
    early = ann.get(location)
    assert early.status_code == 403
    assert not any(mark in early.text for mark in MARKS)
    clock.pass_by(hours=2, minutes=1)
    assert ann.get(location).status_code == 200


def test_one_document_may_hold_them_all(printable):
    made = documents(printable, 1)
    assert [part.title for part in together(made, "全部").parts] == [
        document.parts[0].title for document in made.values()
    ]
    assert words_of_pdf(write_pdf(together(made, "全部"))).count(EXPLANATION) == 10
    assert words_of_docx(write_docx(together(made, "全部"))).count(EXPLANATION) == 10
