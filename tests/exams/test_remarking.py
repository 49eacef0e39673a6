"""Marking by ways that are remembered comes to what grading each paper gives, and counting by them to what counting
each paper gives, whatever is corrected and however it was answered."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quiz_app.exams.amending import Amendment, Kind, amended
from quiz_app.exams.editions import DrawPlan, Edition, EditionCell, EditionQuestion
from quiz_app.exams.grading import PersonMark, grade_with
from quiz_app.exams.papers import Drawing, draw
from quiz_app.exams.psychometrics.observing import Observed
from quiz_app.exams.psychometrics.recounting import Recounting
from quiz_app.exams.psychometrics.sums import names
from quiz_app.exams.remarking import Remarking
from quiz_app.exams.sheets import Response

OPTIONS = ("甲", "乙", "丙", "丁")
KINDS = {
    "single_choice": (OPTIONS, (1,)),
    "multiple_choice": (OPTIONS, (0, 2)),
    "true_false": ((), (0,)),
    "fill_blank": ((), (("一",), ("二", "两"))),
    "short_answer": ((), (("参考",), ("要点", "1"))),
}
ANSWERS = {
    "single_choice": [("A",), ("B",), ("C",), ("D",)],
    "multiple_choice": [("A",), ("A", "C"), ("B", "D"), ("A", "B", "C", "D")],
    "true_false": [("A",), ("B",)],
    "fill_blank": [("一", "二"), ("一", ""), ("", ""), ("别的", "两")],
    "short_answer": [("写了些什么",), (" ",)],
}


def question(index: int, kind: str) -> EditionQuestion:
    options, key = KINDS[kind]
    return EditionQuestion(index + 1, f"q-{index}", kind, "party_basics", 1, "题", options, key, "", (), ())


def edition(per_kind: int) -> Edition:
    kinds = [kind for kind in KINDS for _ in range(per_kind + 1)]
    pools = {kind: tuple(index for index, each in enumerate(kinds) if each == kind) for kind in KINDS}
    cells = tuple(EditionCell(per_kind, 100 * (place + 1), pool) for place, pool in enumerate(pools.values()))
    return Edition("考试", 30, 60, "none", cells, tuple(map(question, range(len(kinds)), kinds)))


def amendment(kind: Kind, place: int | None, **named) -> Amendment:
    return Amendment(kind, place, named.get("key"), named.get("rule"), "理由", "依据", 1)


corrections = st.lists(
    st.one_of(
        st.builds(amendment, st.sampled_from([Kind.VOID, Kind.GIFT]), st.integers(0, 9)),
        st.builds(lambda place: amendment(Kind.KEY, place, key=(3,)), st.integers(0, 1)),
        st.builds(
            lambda rule: amendment(Kind.CREDIT, None, rule=rule), st.sampled_from(["none", "half", "proportional"])
        ),
    ),
    min_size=1,
    max_size=3,
)


def sat(data, before: Edition, seed: bytes):
    """A paper with its answers, and what people gave for what was written."""
    paper = draw(before, seed, 1)
    sheet, marks = {}, {}
    for no, item in enumerate(paper, start=1):
        kind = before.questions[item.question].type
        given_ = data.draw(st.sampled_from([None, *ANSWERS[kind]]))
        if given_ is not None:
            sheet[no] = Response(given_, data.draw(st.integers(0, 900)))
        if kind == "short_answer" and given_ and given_[0].strip():
            marks[no] = PersonMark((data.draw(st.integers(0, item.points)),))
    return paper, sheet, marks


@given(st.data(), st.integers(1, 2), corrections)
def test_ways_come_to_what_grading_and_counting_give(data, per_kind, amendments) -> None:
    written = edition(per_kind)
    before, after = amended(written, amendments[:-1]), amended(written, amendments)
    remarking = Remarking(before, after)
    recounting = Recounting(remarking, written)
    due = Observed(after, is_exam=True, written=written)
    held = Observed(before, is_exam=True, written=written)
    for number in range(data.draw(st.integers(1, 4))):
        paper, sheet, marks = sat(data, before, b"%d" % number)
        was, now = (grade_with(each, paper, sheet, marks) for each in (before, after))
        found = remarking.mark(paper, sheet, marks)
        assert (found.score_before, found.full_before) == (was.score, was.max_score)
        assert (found.score_after, found.full_after) == (now.score, now.max_score)
        assert remarking.differs(found) == (
            [(i.score, i.points) for i in was.items] != [(i.score, i.points) for i in now.items]
        )
        assert remarking.waits(found) == now.waits
        held.count(paper, sheet, marks, marked_by=before)
        due.count(paper, sheet, marks)
        if remarking.differs(found):
            recounting.add(found, sheet)
    beyond = recounting.observed()
    held.papers.add(beyond.papers)
    assert held.papers.values() == due.papers.values()
    for version_id, sums in due.items.items():
        held.items[version_id].add(beyond.items[version_id])
        assert held.items[version_id].values() == sums.values(), names(type(sums))


@given(st.binary(min_size=16, max_size=16), st.integers(1, 3), st.booleans())
def test_a_drawing_draws_what_draw_draws(seed, number, planned) -> None:
    written = edition(2)
    if planned:
        written = replace(
            written, plan=DrawPlan(enemies=((0, 1),), ending=(0, 4), standbys=((0, 2, 3, 4, 6, 7, 9, 10, 12, 13),))
        )
    assert Drawing(written).draw(seed, number) == draw(written, seed, number)
