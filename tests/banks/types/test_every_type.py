"""What holds for every type, and a list of whatever a type still lacks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.reviewing import ReviewedBlank, ReviewedPlace, ReviewItem, review
from quiz_app.banks.types import table
from quiz_app.banks.types.protocol import CreditRule, Interaction, QuestionType, Response
from quiz_app.banks.types.table import TYPES, type_labelled
from quiz_app.demo.answering import chances
from tests.banks.types.examples import EXAMPLES

PACKAGE = Path(table.__file__).parents[2]
BY_MACHINE = [code for code, kind in TYPES.items() if not kind.marked_by_person]
TEMPLATES = ("take.html", "review.html", "edit.html")


def test_no_type_lacks_anything() -> None:
    assert [lack for code, kind in TYPES.items() for lack in lacks(code, kind)] == []


def test_a_type_without_its_files_is_told_which_ones() -> None:
    named = "\n".join(lacks("crossword", TYPES["fill_blank"]))
    for missing in ("types/crossword.py", *TEMPLATES, "test_crossword.py", "examples.py", "as crossword"):
        assert missing in named


def lacks(code: str, kind: QuestionType) -> Iterator[str]:
    """What a type must have and has not: its pure file, its templates, its test, an example, its own names."""
    files = [
        PACKAGE / "banks" / "types" / f"{code}.py",
        *(PACKAGE / "templates" / "banks" / "types" / code / name for name in TEMPLATES),
        Path(__file__).parent / f"test_{code}.py",
    ]
    yield from (f"{code}: write {path}" for path in files if not path.is_file())
    if code not in EXAMPLES:
        yield f"{code}: add an example to tests/banks/types/examples.py"
    if kind.code != code:
        yield f"{code}: its line in table.py names {kind.code} as {code}"
    if type_labelled(kind.label) is not kind:
        yield f"{code}: its label {kind.label} is that of another type"
    if kind.section_title != f"{kind.label}题":
        yield f"{code}: its section title is not its label with 题"


def test_every_way_of_answering_has_a_type_and_only_what_is_written_waits_for_a_person() -> None:
    assert {kind.interaction for kind in TYPES.values()} == set(Interaction)
    assert {kind.interaction for kind in TYPES.values() if kind.marked_by_person} == {Interaction.WRITE}
    assert type_labelled("论述") is None


def test_the_table_keeps_the_order_that_papers_were_drawn_in() -> None:
    assert list(TYPES)[:4] == ["single_choice", "multiple_choice", "true_false", "fill_blank"]


@pytest.mark.parametrize("code", TYPES)
def test_the_example_of_a_type_can_be_asked(code: str) -> None:
    assert TYPES[code].problems(EXAMPLES[code].asked) == []


@pytest.mark.parametrize("code", BY_MACHINE)
def test_the_example_of_a_type_that_a_machine_marks_is_graded(code: str) -> None:
    kind, example = TYPES[code], EXAMPLES[code]
    for rule in CreditRule:
        assert kind.grade(example.asked.key, example.right, rule) == 1
        assert kind.grade(example.asked.key, example.wrong, rule) == 0
    assert kind.is_correct(example.asked.key, example.right)
    assert not kind.is_correct(example.asked.key, example.wrong)


@pytest.mark.parametrize("code", TYPES)
def test_an_empty_answer_earns_nothing(code: str) -> None:
    kind, key = TYPES[code], EXAMPLES[code].asked.key
    for nothing in (frozenset(), (), (-1, -1) if kind.is_sequence else ("", "")):
        assert [kind.grade(key, nothing, rule) for rule in CreditRule] == [0, 0, 0]


@pytest.mark.parametrize("code", BY_MACHINE)
def test_a_key_that_comes_back_from_storage_as_lists_grades_the_same(code: str) -> None:
    kind, example = TYPES[code], EXAMPLES[code]
    stored = [list(part) if isinstance(part, tuple) else part for part in example.asked.key]
    assert kind.grade(stored, example.right, CreditRule.NONE) == 1
    assert kind.is_correct(stored, example.right)
    assert not kind.is_correct(stored, example.wrong)


RESPONSES = st.one_of(
    st.frozensets(st.integers(-1, 7)),
    st.lists(st.integers(-1, 7), max_size=6).map(tuple),
    st.lists(st.sampled_from(["两", "五", "", "32", "每季度", "大会", "B", "AC", "12", "3"]), max_size=6).map(tuple),
)


@given(st.sampled_from(list(TYPES)), RESPONSES)
def test_whatever_is_sent_a_share_is_between_nothing_and_all_and_rules_only_add(code: str, sent: Response) -> None:
    kind, key = TYPES[code], EXAMPLES[code].asked.key
    shares = {rule: kind.grade(key, sent, rule) for rule in CreditRule}
    assert all(0 <= share <= 1 for share in shares.values())
    assert shares[CreditRule.NONE] <= min(shares.values())
    assert {share == 1 for share in shares.values()} == {kind.is_correct(key, sent)}


@pytest.mark.parametrize("code", TYPES)
def test_what_takers_see_is_the_same_whatever_the_key_is(code: str) -> None:
    kind, asked = TYPES[code], EXAMPLES[code].asked
    assert set(kind.shown_options(asked.options)) <= {*asked.options, "对", "错"}
    assert kind.option_count(asked.options) == len(kind.shown_options(asked.options))
    assert kind.shown_prompts(asked.prompts) == kind.shown_prompts(replace(asked, key=()).prompts)
    assert len(kind.shown_prompts(asked.prompts)) == len(asked.prompts)


def test_letters_that_belong_to_places_are_always_shuffled() -> None:
    assert {code for code, kind in TYPES.items() if kind.is_sequence} == {"ordering", "matching"}
    assert all(kind.shuffles_options for kind in TYPES.values() if kind.is_sequence)


@pytest.mark.parametrize("code", TYPES)
def test_a_review_says_what_was_right_and_what_was_answered(code: str) -> None:
    example = EXAMPLES[code]
    asked = example.asked
    named = ("type", "stem", "options", "prompts", "parts", "key")
    shown = {name: getattr(asked, name) for name in named}
    assert review(**shown).answered is None
    assert review(**shown, response=example.right).answered is True
    rightly = review(**shown, response=example.right)
    assert all(part.right for part in judged(rightly))
    wrongly = review(**shown, response=example.wrong)
    assert not any(part.right for part in judged(wrongly))


def judged(item: ReviewItem) -> list[ReviewedBlank | ReviewedPlace]:
    """The blanks and places of a question and of its parts."""
    return [*item.blanks, *item.places, *(each for part in item.parts for each in judged(part))]


def test_somebody_who_answers_for_the_demo_can_answer_every_type() -> None:
    assert {code for code, _difficulty in chances(0.0)} == set(TYPES)
