"""A case on a paper: what is kept of its edition, what its answers cannot be, and how it is counted."""

import json
import zlib
from dataclasses import replace

import pytest

from quiz_app.exams import delivery, editions
from quiz_app.exams.editions import Basis, Edition, EditionCell, EditionQuestion
from quiz_app.exams.impossible import has_parts, impossible
from quiz_app.exams.papers import draw
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.psychometrics.sums import SCALE
from quiz_app.exams.sections import sections
from quiz_app.exams.sheets import Response, decode, encode
from tests.banks.types.examples import EXAMPLES

CASE = EXAMPLES["case"].asked
ONE = EditionQuestion(
    7, "q-1", "single_choice", "party_basics", 1, "几时？", ("日出", "日落", "正午"), (1,), "解析", ("码头",),
    (Basis("章程", "2022", "第七条", "预备期", None),),
)  # fmt: skip
STORED = (
    '{"version_id":7,"code":"q-1","type":"single_choice","area":"party_basics","difficulty":1,"stem":"几时？",'
    '"options":["日出","日落","正午"],"key":[1],"explanation":"解析","knowledge_points":["码头"],'
    '"bases":[{"document":"章程","version":"2022","article":"第七条","quotation":"预备期","effective_on":null}]}'
)


def edition(rule: str = "proportional") -> Edition:
    """A paper with the case and the question, a point each; papers show the question first."""
    case = replace(ONE, version_id=8, code="q-2", type="case", stem=CASE.stem, options=(), key=CASE.key)
    questions = (ONE, replace(case, parts=CASE.parts))
    return Edition("测试", 10, 60, rule, (EditionCell(1, 100, (0,)), EditionCell(1, 100, (1,))), questions)


def test_a_question_without_parts_is_stored_byte_for_byte_as_before_there_were_any() -> None:
    content = zlib.decompress(editions.pack(edition())).decode()
    assert STORED in content
    assert content.count('"parts"') == 1


def test_an_edition_with_a_case_comes_back_and_loses_its_words_where_none_are_needed() -> None:
    again = editions.unpack(editions.pack(edition()))
    assert again == edition()
    lean = editions.without_texts(again)
    assert "引航员" not in json.dumps(json.loads(zlib.decompress(editions.pack(lean))), ensure_ascii=False)
    assert lean.questions[1].key == CASE.key


def test_answers_to_a_case_are_kept_as_they_were_sent() -> None:
    for values in (("B", "AC", "", "三", ""), ("A", "B"), ("B", "A", "", "", ""), ("", "", "A")):
        sheet = {2: Response(values, 5)}
        assert decode(encode(sheet)) == sheet


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (("B", "AC", "A", "随便", "约 12"), None),
        ((), None),
        (("B",), None),
        (("D",), "第 2 题第 1 小题不能答“D”"),
        (("", "CA"), "第 2 题第 2 小题"),
        (("",) * 6, "第 2 题有 5 个小题，却送来 6 个答案"),
    ],
)
def test_what_no_part_takes_is_named_by_question_and_part(values: tuple[str, ...], says: str | None) -> None:
    assert has_parts(edition())
    found = impossible(edition(), draw(edition(), b"seed", 1), {1: ("Z",), 2: values})
    assert says in found if says and found else found is says


def test_a_case_counts_as_one_question_with_part_of_its_points_and_no_options() -> None:
    observed = Observed(edition(), is_exam=True)
    observed.count(draw(edition(), b"seed", 1), {1: Response(("A",), 3), 2: Response(("B", "A", "", "3", ""), 9)})
    sums = observed.items[8]
    assert (sums.shown, sums.taken, sums.answered) == (1, 1, 1)
    assert sums.score == round(SCALE * 0.5)
    assert not any(sums.chosen)
    assert any(observed.items[7].chosen)


def test_a_page_shows_each_part_as_an_item_with_what_was_answered_to_it() -> None:
    paper = delivery.deliver(delivery.prepare(edition()), draw(edition(), b"seed", 1))
    [_, cases] = sections(paper, {"2": ["B", "AC", "", "3"]})
    [case] = cases.items
    assert (cases.title, cases.points_each) == ("案例题", 1)
    assert [part.no for part in case.parts] == ["2-1", "2-2", "2-3", "2-4", "2-5"]
    assert [part.answer for part in case.parts] == [("B",), ("A", "C"), (), ("3",), ()]
    assert [part.title for part in case.parts] == ["单选", "多选", "判断", "填空", "数值"]
    assert case.parts[0].template == "banks/types/single_choice/take.html"
