"""What makes two questions say the same."""

from dataclasses import replace

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
    ]
    assert len({each.digest for each in [first, *changed]}) == len(changed) + 1
