"""Lines of units: their figures agree with the terms that formulas use, and places hold within any part."""

from hypothesis import given
from hypothesis import strategies as st

from quiz_app.contests.figures import LABELS, TERMS, UnitFigures
from quiz_app.contests.formulas import parse
from quiz_app.contests.ranking import rank_units
from quiz_app.contests.rules import SmallUnits
from quiz_app.contests.standings import SORTS, in_order, part_of, unit_lines

FORMULA = parse("参赛率 * 40% + 名册平均分 * 60%", LABELS)


@st.composite
def units(draw: st.DrawFn) -> list[UnitFigures]:
    found = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        roster = draw(st.integers(1, 6))
        entrants = draw(st.integers(0, roster))
        reached = sorted(draw(st.lists(st.integers(0, entrants), min_size=3, max_size=3)), reverse=True)
        total = draw(st.integers(0, 4)) * 2500 * entrants
        path = f"/1/{2 + number % 2}/{number + 10}/"
        found.append(
            UnitFigures(
                number + 10, path, "party_branch", f"{number}", "", roster, entrants, total, *reached, entrants * 2, 60
            )
        )
    return found


@given(units())
def test_every_figure_is_that_of_the_terms_rounded(some: list[UnitFigures]) -> None:
    by_id = {each.unit_id: each for each in some}
    for line in unit_lines(rank_units(some, FORMULA, ("participation",), SmallUnits(least=2))):
        for name in set(SORTS) - {"score"}:
            expected = float(TERMS[name].value(by_id[line.unit_id]))
            assert abs(getattr(line, name) - expected) <= 0.005 + 1e-9, name


@given(units())
def test_places_within_a_part_are_those_of_the_part_ranked_alone(some: list[UnitFigures]) -> None:
    lines = unit_lines(rank_units(some, FORMULA, ("participation",), SmallUnits(least=2)))
    for path in ("/1/", "/1/2/", "/1/3/"):
        alone = rank_units(
            [each for each in some if each.path.startswith(path)], FORMULA, ("participation",), SmallUnits(least=2)
        )
        expected = [(each.figures.unit_id, each.place) for each in alone]
        assert [(each.unit_id, each.rank) for each in part_of(lines, path)] == expected


@given(units(), st.sampled_from(sorted(SORTS)), st.booleans())
def test_an_order_by_any_figure_loses_nobody(some: list[UnitFigures], sort: str, ascending: bool) -> None:
    lines = unit_lines(rank_units(some, FORMULA, (), SmallUnits(least=2)))
    ordered = in_order(lines, sort, ascending=ascending)
    assert sorted(each.unit_id for each in ordered) == sorted(each.unit_id for each in lines)
    values = [getattr(each, sort) for each in ordered if sort != "score" or each.rank is not None]
    assert values == sorted(values, reverse=not ascending)
