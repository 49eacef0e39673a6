"""Expected facilities, and the report on the papers of an exam before anybody sits it."""

from itertools import combinations

import pytest

from quiz_app.core.db import Database
from quiz_app.exams import fairness
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.facilities import PRIOR, Observed, expected
from quiz_app.exams.papers import member_seed, select
from quiz_app.exams.queries import pools
from quiz_app.exams.queries.drafts import drafted
from quiz_app.exams.tables.tallies import QuestionTally
from tests.exams.planned import TEN, composed, edition, facilities


def test_a_question_that_nobody_answered_is_expected_to_be_as_hard_as_its_label() -> None:
    assert expected([Observed(7, 3, 0, 0)]) == {7: PRIOR[3]}


def test_few_answers_count_little_and_many_nearly_all() -> None:
    """The label's mean is shrunk first: (5 · 0 + 10 · 0.85) / 15; then the question: (0 + 10 · m) / 15."""
    few = expected([Observed(1, 1, 5, 0)])[1]
    assert few == 10 * (10 * 8500 // 15) // 15
    assert expected([Observed(1, 1, 5000, 0)])[1] < 20


def test_a_question_is_drawn_towards_the_others_of_its_label() -> None:
    """1,000 papers say that 难 is really 0.9; a new 难 follows them, and a new 易 does not."""
    found = expected([Observed(1, 3, 1000, 9_000_000), Observed(2, 3, 0, 0), Observed(3, 1, 0, 0)])
    assert found[2] == pytest.approx(9000, abs=50)
    assert found[3] == PRIOR[1]


def test_expectations_stay_between_nothing_and_everything() -> None:
    found = expected([Observed(1, 2, 3, 30_000), Observed(2, 2, 3, 0)])
    assert all(0 <= value <= 10_000 for value in found.values())


def test_the_figures_are_those_of_the_papers_themselves() -> None:
    made = edition(120, TEN)
    assert made.plan is not None
    shares = made.plan.facilities
    report = fairness.measure(made, shares, papers=60)
    papers = [select(made, member_seed(fairness._SEED, number), 1) for number in range(60)]
    scores = [sum(points * shares[place] for place, points in paper) for paper in papers]
    held = [{place for place, _ in paper} for paper in papers]
    overlaps = [len(one & other) for one, other in combinations(held, 2)]
    assert report.spread.percent == pytest.approx(100 * (max(scores) - min(scores)) / 10_000 / made.max_score)
    assert report.mean_overlap == pytest.approx(sum(overlaps) / len(overlaps))
    assert report.exposures[0].share == max(sum(place in each for each in held) for place in range(120)) / 60
    assert report.greatest_overlap <= max(overlaps)


def test_the_report_shows_the_balanced_draw_beside_the_plain_one() -> None:
    made = edition(120, TEN)
    assert made.plan is not None
    told = fairness.measure(made, made.plan.facilities, papers=400).to_json()
    assert {"papers", "spread_percent", "plain_spread_percent", "max_exposure", "mean_overlap", "unfilled"} <= set(told)
    assert told["papers"] == 400
    assert told["spread_percent"] <= told["guaranteed_percent"] < 2 < told["plain_spread_percent"]
    assert 0 < told["mean_overlap"] < told["max_exposure"] < 1


def test_the_bars_hold_every_paper_once() -> None:
    made = edition(120, TEN)
    assert made.plan is not None
    bars = fairness.measure(made, made.plan.facilities, papers=100).bars
    assert sum(bar.count for bar in bars) == sum(bar.plain for bar in bars) == 100
    assert all(bar.low < bar.high for bar in bars)


def test_papers_that_are_all_alike_have_no_spread_and_overlap_wholly() -> None:
    whole = tuple(Cell(2, 100, type=kind.type) for kind in TEN)
    made = edition(8, whole)
    shares = facilities(8)
    report = fairness.measure(made, [shares[each.version_id] for each in made.questions], papers=20)
    assert report.spread.percent == 0
    assert report.mean_overlap == report.greatest_overlap == 8
    assert report.bars


def test_what_is_missing_is_said_by_cell_with_what_would_fill_it() -> None:
    found = composed(16, (Cell(7, 100, type="single_choice", difficulty=3),))
    told = fairness.unfilled_json(found.shortages, found.problems)
    assert told["papers"] == 0
    assert told["unfilled"] == [
        {
            "cell": "单选 · 难",
            "wanted": 7,
            "available": 1,
            "missing": 6,
            "sentence": "“单选 · 难”要抽 7 题，题库里只有 1 题可用：减少题数，或补充并发布 6 道这样的题。",
        }
    ]


def test_published_papers_are_levelled_by_what_was_answered(database: Database, cast, write_exam, questions) -> None:
    """A question of the label 难 that everybody gets right is expected to be right."""
    hard = next(version for version in questions if version.difficulty == 3)
    counted = dict.fromkeys(("examined", "chance", "answered", "score_squares", "rest", "rest_squares"), 0)
    with database.transaction() as session:
        session.add(
            QuestionTally(
                version_id=hard.id,
                shown=990,
                taken=990,
                score=9_900_000,
                score_rest=0,
                allotted=0,
                flags=0,
                **counted,
                **{name: [] for name in ("chosen", "chosen_rest", "band_taken", "band_score", "seconds")},
            )
        )
    exam = write_exam(blueprint=Blueprint(TEN))
    with database.reading() as session:
        edition_now = drafted(session, exam, cast.units["临江市"]).edition
        assert edition_now is not None
        assert edition_now.plan is not None
        shares = pools.facilities(session, edition_now)
    place = next(i for i, each in enumerate(edition_now.questions) if each.version_id == hard.id)
    assert shares == edition_now.plan.facilities
    assert shares[place] > 9900
