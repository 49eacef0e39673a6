"""What makes two questions say the same."""

from dataclasses import replace

from quiz_app.banks.questions import LegalBasis, Part
from quiz_app.regulations.citations import Citation
from tests.banks.types.examples import question


def test_a_digest_follows_what_a_question_says_and_nothing_else() -> None:
    first = question("single_choice", (1,), ("甲", "乙", "丙"))
    assert first.digest == replace(first, code="q-2", file="b.md", line=9).digest
    assert len(bytes.fromhex(first.digest)) == 32
    changed = [
        replace(first, stem="码头几时开门？"),
        replace(first, key=(2,)),
        replace(first, options=("甲", "乙丙", "")),
        replace(first, difficulty=2),
        replace(first, explanation="别的"),
        replace(first, knowledge_points=()),
        replace(first, draft_reason="未见原文"),
        replace(first, area="key_work"),
        replace(first, type="multiple_choice"),
        replace(first, prompts=("左",)),
        replace(first, parts=(Part("true_false", "左"),)),
        replace(first, parts=(Part("numeric", "左"),)),
    ]
    assert len({each.digest for each in [first, *changed]}) == len(changed) + 1


def test_a_question_without_parts_has_the_digest_that_it_had_before_there_were_any() -> None:
    basis = LegalBasis(Citation("中国共产党章程", "2022", "第七条"), "预备期")
    asked = question("matching", (1, 0), ("码头", "灯塔", "仓库"), "各在哪里？", ("点灯", "系缆"))
    stored = "0ee24ecba4b06661b95698375cb09708b73ef9446f4f371af6076f483cde4576"
    assert replace(asked, difficulty=2, bases=(basis,)).digest == stored
