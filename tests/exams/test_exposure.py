"""Usage weights and exposure caps: rarer what was shown, never out of reach, never on too many papers."""

from collections import Counter
from dataclasses import replace
from hashlib import blake2b
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.composing import Composition, Pool, compose
from quiz_app.exams.editions import Edition, EditionCell, pack, unpack
from quiz_app.exams.exposure import ALWAYS, LEAST, usage_weights
from quiz_app.exams.fairness import about_cap, measure
from quiz_app.exams.papers import draw, member_seed, select
from quiz_app.exams.planning import plan_of
from tests.exams.planned import BLANK, TEN, edition, facilities, question
from tests.exams.test_selecting import ENEMIES

EIGHT = (Cell(8, 100, type="single_choice"),)


def made(count: int, blueprint: Blueprint, *, shown: dict[int, int] | None = None) -> Composition:
    pool = Pool([question(index) for index in range(count)], facilities(count), ENEMIES, shown)
    return compose(BLANK, blueprint, pool)


def shares(drawn_from: Edition, papers: int = 3000) -> dict[str, float]:
    counts = Counter(
        drawn_from.questions[place].code
        for member in range(papers)
        for place, _ in select(drawn_from, member_seed(b"s" * 32, member), 1)
    )
    return {each.code: counts[each.code] / papers for each in drawn_from.questions}


def test_papers_by_plans_without_weights_are_drawn_as_before_there_were_any() -> None:
    """The digest is that of the code before weights: attempts that were sat are drawn again for appeals."""
    editions = [edition(320, enemies=ENEMIES), edition(48, TEN, enemies=ENEMIES), edition(90, enemies=ENEMIES)]
    papers = [
        [(item.question, item.points, item.order) for item in draw(each, member_seed(b"s" * 32, member), number)]
        for each in editions
        for member in range(20)
        for number in (1, 2, 5, 20, 21, 33)
    ]
    assert blake2b(repr(papers).encode(), digest_size=16).hexdigest() == "f648476dc7d61e4a3c837fbfbe6eb69e"


def test_what_many_papers_have_shown_is_drawn_less_and_everything_is_still_drawn() -> None:
    """64 single choices, 8 on a paper; every fourth question was on 300 papers, the others on none."""
    shown = dict.fromkeys(range(0, 256, 16), 300)
    found = made(256, Blueprint(EIGHT), shown=shown).edition
    assert found is not None
    assert found.plan is not None
    assert unpack(pack(found)) == found
    seen = shares(found)
    often = [seen[f"q{index}"] for index in shown]
    rarely = [share for code, share in seen.items() if code not in {f"q{index}" for index in shown}]
    assert min(often) > 0
    assert 3 * sum(often) / len(often) < sum(rarely) / len(rarely)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
@settings(max_examples=60)
def test_usage_weights_fall_with_use_and_never_to_nothing(shown: list[int]) -> None:
    weights = usage_weights(shown)
    assert all(LEAST <= weight <= ALWAYS for weight in weights)
    by_use = [weight for _, weight in sorted(zip(shown, weights, strict=True), key=lambda each: each[0])]
    assert by_use == sorted(by_use, reverse=True)


def test_a_cap_holds_where_the_draw_alone_would_break_it() -> None:
    """Half of 64 questions are unused, and weights drive their exposure beyond 17 %; 12.5 % is what all alike have."""
    shown = dict.fromkeys(range(0, 256, 8), 300)
    free = made(256, Blueprint(EIGHT), shown=shown).edition
    capped = made(256, Blueprint(EIGHT, most_exposure=15), shown=shown).edition
    assert free is not None
    assert capped is not None
    before, after = shares(free, 6000), shares(capped, 6000)
    assert max(before.values()) > 0.172
    assert max(after.values()) < 0.166
    assert min(after.values()) > 0


def test_what_every_paper_must_have_is_not_held_to_the_cap() -> None:
    found = made(256, Blueprint(EIGHT, required=("q0",), most_exposure=20)).edition
    assert found is not None
    assert shares(found, 300)["q0"] == 1
    values = [0.5 for _ in found.questions]
    report = measure(found, [int(10_000 * value) for value in values], papers=2000)
    kept, sentence = about_cap(report, 20, ("q0",))
    assert kept
    assert sentence.endswith("守住了。")
    assert not about_cap(report, 8, ("q0",))[0]


def test_a_cap_that_the_pool_is_too_small_for_is_refused_with_what_would_fill_it() -> None:
    found = made(128, Blueprint(EIGHT, most_exposure=20))
    assert found.edition is None
    assert found.problems == (
        "“单选”抽 8 题，要让每题最多出现在 20% 的试卷里，至少要有 40 题可抽，现在有 32 题：补充 8 题，或放宽上限。",
    )


def test_blueprints_from_before_caps_read_as_they_did() -> None:
    raw = Blueprint(EIGHT).to_json()
    del raw["rare_first"], raw["most_exposure"]
    assert Blueprint.from_json(raw) == Blueprint(EIGHT)
    whole = Blueprint(EIGHT, rare_first=True, most_exposure=30)
    assert Blueprint.from_json(whole.to_json()) == whole


def test_a_paper_out_of_fifty_thousand_costs_under_a_millisecond_even_at_the_fifth_attempt() -> None:
    """The best of five, since the machine has others to serve."""
    questions = tuple(replace(question(4 * index), version_id=index, code=f"n{index}") for index in range(50_000))
    cells = tuple(EditionCell(10, 200, tuple(range(first, first + 10_000))) for first in range(0, 50_000, 10_000))
    large = replace(BLANK, cells=cells, questions=questions)
    large = replace(large, plan=plan_of(large, facilities(50_000), ()))

    def once(repeat: int) -> float:
        begun = process_time()
        for member in range(10):
            draw(large, member_seed(bytes([repeat]) * 32, member), 5)
        return (process_time() - begun) / 10

    assert min(map(once, range(5))) < 0.001
