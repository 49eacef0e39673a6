"""Short answers: what a rubric must say, how the marks are shared out, and that no machine gives any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.formats.protocol import Item
from quiz_app.banks.importing.items import Taken, take
from quiz_app.banks.keys import UnreadableKey, read_point
from quiz_app.banks.questions import Key
from quiz_app.banks.reviewing import Given, review
from quiz_app.banks.types.protocol import CreditRule, Interaction
from quiz_app.banks.types.short_answer import TYPE, WHOLE, MarkingPoint, Rubric, rubric
from quiz_app.regulations.registry import Registry
from tests.banks.types.examples import EXAMPLES, problems

REFERENCE = ("看不清水位。",)


@pytest.mark.parametrize(
    ("key", "options", "says"),
    [
        ((), (), "请写参考答案"),
        ((("",),), (), "请写参考答案"),
        ((0,), (), "请写参考答案"),
        ((REFERENCE, ("", "2")), (), "得分点 1 没有写内容"),
        ((REFERENCE, ("水位", "2"), ("安全", "0")), (), "得分点 2 的分值"),
        ((REFERENCE, ("水位", "2.5")), (), "得分点 1 的分值"),
        ((REFERENCE, ("水位", "101")), (), "得分点 1 的分值"),
        ((REFERENCE, *[("水位", "1")] * 8), (), "最多 7 个"),
        ((REFERENCE,), ("甲", "乙", "丙"), "不写选项"),
        ((REFERENCE,), (), ""),
    ],
)
def test_a_rubric_has_a_reference_answer_and_points_with_weights(key: Key, options: tuple[str, ...], says: str) -> None:
    found = problems("short_answer", key, options)
    assert says in found if says else found == ""


@pytest.mark.parametrize("rule", list(CreditRule))
def test_a_machine_gives_nothing_even_for_the_reference_answer(rule: CreditRule) -> None:
    assert TYPE.grade((REFERENCE,), REFERENCE, rule) == 0
    assert TYPE.marked_by_person


def test_a_rubric_without_points_is_marked_as_a_whole() -> None:
    assert rubric([["看不清。"]]) == Rubric("看不清。", (MarkingPoint(WHOLE, 1),))
    assert rubric([["看不清。"]]).worth(1000) == (1000,)


def test_the_marks_of_a_question_are_shared_out_by_weight() -> None:
    assert rubric(EXAMPLES["short_answer"].asked.key).worth(1000) == (400, 600)
    assert rubric([["甲"], ["子", "1"], ["丑", "1"], ["寅", "1"]]).worth(1000) == (333, 334, 333)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=7), st.integers(1, 10_000))
def test_no_part_is_off_by_one_and_all_parts_make_the_whole(weights: list[int], points: int) -> None:
    marked_by = Rubric("", tuple(MarkingPoint("甲", weight) for weight in weights))
    worth = marked_by.worth(points)
    assert sum(worth) == points
    assert all(
        abs(part * sum(weights) - points * weight) < sum(weights) for part, weight in zip(worth, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("2分 说出水位", ("说出水位", "2")),
        ("2 分：说出水位", ("说出水位", "2")),
        ("02分，说出 水位", ("说出 水位", "2")),
    ],
)
def test_a_marking_point_is_written_with_its_weight_first(line: str, read: tuple[str, str]) -> None:
    assert read_point(line) == read


@pytest.mark.parametrize("line", ["", "说出水位", "2分", "二分 水位", "-1分 水位"])
def test_a_marking_point_that_cannot_be_read_is_refused_with_an_example(line: str) -> None:
    with pytest.raises(UnreadableKey, match="2分 说出两点"):
        read_point(line)


def test_a_review_shows_what_each_point_earned_and_what_readers_said() -> None:
    asked = EXAMPLES["short_answer"].asked
    said = {"type": "short_answer", "stem": asked.stem, "options": (), "key": asked.key, "points": 10}
    waiting = review(**said, response=("看不清水位",)).text
    assert waiting is not None
    assert [(point.worth, point.given) for point in waiting.points] == [(4, None), (6, None)]
    assert not waiting.is_marked
    marked = review(**said, response=("看不清水位",), given=Given((0, 5.5), ("漏了能见度",))).text
    assert marked is not None
    assert [point.given for point in marked.points] == [0, 5.5]
    assert marked.is_marked and marked.comments == ("漏了能见度",)


def test_an_essay_of_another_system_takes_its_explanation_as_the_reference_answer() -> None:
    item = Item(Interaction.WRITE, "码头为什么日落关门？", explanation="看不清水位。", row=1)
    taken = take(item, area="party_basics", registry=Registry(()))
    assert isinstance(taken, Taken)
    assert taken.text.type == "short_answer" and taken.text.key == (("看不清水位。",),)
