"""The figures of test theory agree with published data and with the formulas of a textbook on raw scores."""

from math import sqrt
from statistics import correlation, median, pstdev, pvariance

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz_app.exams.psychometrics import items, reliability, timing
from quiz_app.exams.psychometrics.observing import share
from quiz_app.exams.psychometrics.sums import BANDS, SCALE, ItemSums, PaperSums, add_at

Matrix = list[list[int]]

LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"  # patterns 00000 to 11111
matrices = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=2, max_size=60)
)


def lsat6() -> Matrix:
    """The answers of 1,000 takers to section 6 of the Law School Admission Test: Bock and Lieberman, Fitting a response
    model for n dichotomously scored items, Psychometrika 35 (1970), as they are in Thissen, Psychometrika 47 (1982)."""
    rows = []
    for pattern, times in enumerate(map(int, LSAT6.split())):
        rows += [[int(digit) for digit in f"{pattern:05b}"]] * times
    return rows


def sums_of(rows: Matrix, item: int) -> ItemSums:
    """One question of papers whose questions give one point or none."""
    sums, width = ItemSums(), len(rows[0])
    for row in rows:
        score, total = row[item], sum(row)
        rest = share(total - score, width - 1)
        sums.taken += 1
        sums.answered += 1
        sums.score += score * SCALE
        sums.score_squares += (score * SCALE) ** 2
        sums.rest += rest
        sums.rest_squares += rest * rest
        sums.score_rest += score * SCALE * rest
        add_at(sums.chosen, score)
        add_at(sums.chosen_rest, score, rest)
        add_at(sums.band_taken, total * BANDS // width)
        add_at(sums.band_score, total * BANDS // width, score * SCALE)
    return sums


def papers_of(rows: Matrix) -> PaperSums:
    """In hundredths of a point."""
    totals = [100 * sum(row) for row in rows]
    return PaperSums(len(rows), len(rows), sum(totals), sum(total * total for total in totals))


def columns(rows: Matrix) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]


def test_facility_and_corrected_discrimination_of_the_law_school_test_are_those_of_the_published_answers() -> None:
    """The proportions stand in the literature on these data; the correlations are worked from the answers one by one,
    each item with the number of right answers to the other four."""
    rows = lsat6()
    assert len(rows) == 1000
    assert [items.facility(sums_of(rows, item)) for item in range(5)] == [0.924, 0.709, 0.553, 0.763, 0.870]
    found = [items.discrimination(sums_of(rows, item)) for item in range(5)]
    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=1e-4)


def test_reliability_of_the_law_school_test_is_that_of_the_published_answers() -> None:
    """Worked from the answers one by one: 5/4 · (1 − Σpq / σ²) with Σpq = 0.8177 and σ² = 1.0702."""
    rows = lsat6()
    found = reliability.reliability([(sums_of(rows, item), 100) for item in range(5)], papers_of(rows))
    assert found is not None
    assert found.name == "KR-20"
    assert found.alpha == pytest.approx(0.2950, abs=5e-5)
    assert found.error == pytest.approx(pstdev(map(sum, rows)) * sqrt(1 - 0.2950), abs=1e-4)


def test_upper_and_lower_group_of_a_hundred_are_twenty_seven_each() -> None:
    """Of 100 takers the best 27 are right in 24 cases and the worst 27 in 9: D = (24 − 9) / 27."""
    sums = ItemSums(taken=100, band_taken=[0] * 21, band_score=[0] * 21)
    for band, takers, right in ((18, 27, 24), (10, 46, 25), (3, 27, 9)):
        sums.band_taken[band], sums.band_score[band] = takers, right * SCALE
    assert items.upper_lower(sums) == pytest.approx(15 / 27)


def test_of_equal_scores_at_the_border_everybody_counts_in_part() -> None:
    """All 40 have the same total: both groups are alike, whoever comes first."""
    assert items.upper_lower(ItemSums(taken=40, band_taken=[40], band_score=[10 * SCALE])) == pytest.approx(0)


def test_the_median_of_grouped_times_is_the_one_worked_by_hand() -> None:
    """4 up to 3 s, 6 up to 5 s, 10 up to 8 s: the tenth of 20 ends the second class, the 10.5th lies in the third."""
    assert timing.median([4, 6, 10]) == 5
    assert timing.median([4, 5, 10]) == pytest.approx(5 + 0.5 / 10 * 3)
    assert timing.median([0] * len(timing.EDGES) + [7]) == timing.EDGES[-1]
    assert timing.median([]) is None


def test_an_answer_took_the_time_since_the_one_before_it_in_order_of_time() -> None:
    assert timing.spent({1: 20, 2: 50, 3: 35}) == {1: 20, 3: 15, 2: 15}


def test_answers_that_came_in_one_save_share_its_time() -> None:
    assert timing.spent({1: 10, 2: 40, 3: 40}) == {1: 10, 2: 15, 3: 15}


def test_nothing_that_varies_has_no_correlation_and_no_reliability() -> None:
    rows = [[1, 1]] * 9
    assert items.discrimination(sums_of(rows, 0)) is None
    assert reliability.reliability([(sums_of(rows, item), 100) for item in range(2)], papers_of(rows)) is None
    nothing = ItemSums()
    for figure in (items.facility, items.discrimination, items.upper_lower, items.omission, items.exposure):
        assert figure(nothing) is None


@given(matrices)
def test_discrimination_is_the_correlation_with_the_rest_of_the_paper(rows: Matrix) -> None:
    width = len(rows[0])
    for item, scores in enumerate(columns(rows)):
        rest = [share(sum(row) - row[item], width - 1) for row in rows]
        found = items.discrimination(sums_of(rows, item))
        if len(set(scores)) == 1 or len(set(rest)) == 1:
            assert found is None
        else:
            assert found == pytest.approx(correlation(scores, rest), abs=1e-9)


@given(matrices)
def test_the_right_option_discriminates_as_its_question_does_and_the_wrong_one_against_it(rows: Matrix) -> None:
    sums = sums_of(rows, 0)
    found = items.discrimination(sums)
    assume(found is not None)
    assert items.option_discrimination(sums, 1) == pytest.approx(found)
    assert items.option_discrimination(sums, 0) == pytest.approx(-(found or 0))


@given(matrices)
def test_alpha_is_the_formula_of_the_textbook_and_for_right_or_wrong_that_of_kuder_and_richardson(rows: Matrix) -> None:
    totals, k, n = [sum(row) for row in rows], len(rows[0]), len(rows)
    found = reliability.reliability([(sums_of(rows, item), 100) for item in range(k)], papers_of(rows))
    if len(set(totals)) == 1:
        assert found is None
        return
    assert found is not None
    cronbach = k / (k - 1) * (1 - sum(map(pvariance, columns(rows))) / pvariance(totals))
    pq = sum(sum(column) / n * (1 - sum(column) / n) for column in columns(rows))
    assert found.alpha == pytest.approx(cronbach, abs=1e-9)
    assert found.alpha == pytest.approx(k / (k - 1) * (1 - pq / pvariance(totals)), abs=1e-9)
    assert found.error == pytest.approx(pstdev(totals) * sqrt(1 - max(0, cronbach)), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, BANDS), st.integers(0, 1)), min_size=1, max_size=80))
def test_upper_less_lower_is_what_sorting_the_takers_gives(takers: list[tuple[int, int]]) -> None:
    """The slow way: everybody cut into 100 parts, sorted by total, equal totals having the mean of their band."""
    sums = ItemSums(taken=len(takers))
    for band, score in takers:
        add_at(sums.band_taken, band)
        add_at(sums.band_score, band, score * SCALE)
    levels = {band: [score for other, score in takers if other == band] for band, _ in takers}
    parts = [sum(levels[band]) / len(levels[band]) for band, _ in sorted(takers) for _ in range(100)]
    size = 27 * len(takers)
    slow = sum(parts[-size:]) / size - sum(parts[:size]) / size
    assert items.upper_lower(sums) == pytest.approx(slow, abs=1e-9)


@given(st.lists(st.floats(0, 2000), min_size=1, max_size=200))
def test_the_grouped_median_lies_in_the_class_of_the_true_one(times: list[float]) -> None:
    counts: list[int] = []
    for time in times:
        add_at(counts, timing.place_of(time))
    found, place = timing.median(counts), timing.place_of(median(times))
    assert found is not None
    low, high = sorted(times)[(len(times) - 1) // 2], sorted(times)[len(times) // 2]
    if timing.place_of(low) == timing.place_of(high) == place:
        assert found == timing.EDGES[-1] or timing.place_of(found) in (place, place - 1)


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 3600), min_size=1))
def test_the_times_of_all_answers_add_up_to_the_moment_of_the_last(settled: dict[int, int]) -> None:
    times = timing.spent(settled)
    assert times.keys() == (settled.keys() if any(settled.values()) else set())
    assert min(times.values(), default=0) >= 0
    assert sum(times.values()) == pytest.approx(max(settled.values()))


@given(matrices, matrices)
def test_sums_that_were_added_and_taken_out_again_are_as_they_were(kept: Matrix, passing: Matrix) -> None:
    sums, before = sums_of(kept, 0), sums_of(kept, 0).values()
    sums.add(sums_of(passing, 0))
    sums.add(sums_of(passing, 0), sign=-1)
    assert sums.values() == before
