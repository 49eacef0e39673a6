"""What a board's numbers read like."""

from quiz_app.boards.former_trees import former_paths
from quiz_app.boards.lines import Measure, member_line, own_line, unit_line
from quiz_app.boards.values import pack

EXAM = Measure(span=1801, scale=100)


def test_a_value_reads_as_points_and_seconds() -> None:
    line = member_line(
        EXAM, rank=1, name="安然", unit="港口党支部", value=pack(9850, 754, 1801), is_own=False, may_know=False
    )
    assert (line.score, line.seconds, line.name) == (98.5, 754, "安*")


def test_ones_own_name_is_never_masked() -> None:
    line = member_line(Measure(), rank=1, name="安然", unit="", value=5, is_own=True, may_know=False)
    assert (line.name, line.seconds) == ("安然", None)


def test_the_way_to_the_next_place_is_told_in_points_and_among_equals_in_seconds() -> None:
    mine, better, faster = pack(9000, 600, 1801), pack(9150, 900, 1801), pack(9000, 480, 1801)
    by_points = own_line(EXAM, rank=9, value=mine, branch_rank=2, next_value=better, next_rank=7)
    by_time = own_line(EXAM, rank=9, value=mine, branch_rank=2, next_value=faster, next_rank=8)
    at_top = own_line(EXAM, rank=1, value=mine, branch_rank=1, next_value=None, next_rank=None)
    assert (by_points.gap, by_points.gap_seconds) == (1.5, None)
    assert (by_time.gap, by_time.gap_seconds) == (0, 120)
    assert (at_top.gap, at_top.gap_seconds) == (None, None)


def test_a_unit_states_its_mean_over_the_roster_and_over_those_who_took_part() -> None:
    line = unit_line(EXAM, rank=1, name="", unit="", unit_id=None, roster=40, entrants=10, total=90000, is_own=False)
    assert (line.score, line.mean_of_entrants, line.participation) == (22.5, 90.0, 25.0)


def test_a_unit_nobody_took_part_for_has_no_mean_of_entrants() -> None:
    line = unit_line(EXAM, rank=1, name="", unit="", unit_id=None, roster=4, entrants=0, total=0, is_own=False)
    assert (line.score, line.mean_of_entrants, line.participation) == (0.0, None, 0.0)


def test_moves_are_taken_back_newest_first() -> None:
    """3 stood under 1, moved under 2, and from there under 4; 5 stands under 3 throughout."""
    parents = {1: None, 2: 1, 3: 4, 4: 1, 5: 3}
    assert former_paths(parents, [])[5] == "/1/4/3/5/"
    assert former_paths(parents, [(3, 2)])[5] == "/1/2/3/5/"
    assert former_paths(parents, [(3, 2), (3, 1)])[5] == "/1/3/5/"
