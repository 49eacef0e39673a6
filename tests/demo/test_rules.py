"""The pure parts of the demo: trees, people and answers."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from quiz_app.banks.questions import Part
from quiz_app.demo.answering import answer, chances
from quiz_app.demo.histories import Sittable, Taught, World
from quiz_app.demo.lives import live
from quiz_app.demo.people import Seating, populate
from quiz_app.demo.places import county_name, grow
from quiz_app.demo.sign_ins import SIGN_INS
from quiz_app.demo.times import DAY, HOUR, moment
from quiz_app.exams.editions import Edition, EditionCell, EditionQuestion
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw
from quiz_app.organizations import kinds
from quiz_app.points.rules.table import LESSON_FINISHED

TODAY = date(2026, 11, 23)


def test_three_thousand_members_make_three_cities_twelve_counties_and_a_hundred_and_fifty_branches() -> None:
    found = Counter(place.kind for place in grow(3000, first_id=1).units)
    assert (found[kinds.CITY], found[kinds.COUNTY], found[kinds.BRANCH]) == (3, 12, 150)
    assert found[kinds.GROUP] > 100


@pytest.mark.parametrize("members", [100, 3000, 200_000])
def test_a_tree_of_any_size_obeys_the_rules_for_units(members: int) -> None:
    tree = grow(members, first_id=5)
    by_id = {place.id: place for place in tree.units}
    assert len({(place.parent_id, place.name) for place in tree.units}) == len(tree.units)
    for place in tree.units[1:]:
        parent = by_id[place.parent_id]
        assert place.path == f"{parent.path}{place.id}/"
        assert kinds.may_stand_under(place.kind, parent.kind)
        assert len(place.path) < 255
    assert tree.units[0].path == "/5/"


def test_no_two_counties_share_a_name() -> None:
    assert len({county_name(number) for number in range(80)}) == 80


def test_everybody_is_seated_once_and_the_sign_ins_are_among_them() -> None:
    tree = grow(500, first_id=1)
    people = list(populate(Seating(tree, 500, first_id=7, seed=3), seed=3, today=TODAY))
    assert [person.id for person in people] == list(range(7, 507))
    assert len({person.number for person in people}) == 500
    assert {person.number for person in people if person.tries_out} == set(SIGN_INS)
    assert all(person.joined_on is None or person.joined_on <= TODAY for person in people)


def test_the_same_seed_makes_the_same_people() -> None:
    tree = grow(200, first_id=1)
    once, again, other = (
        list(populate(Seating(tree, 200, first_id=1, seed=seed), seed=seed, today=TODAY)) for seed in (3, 3, 4)
    )
    assert once == again
    assert once != other


def test_moments_lie_within_their_bounds_and_mostly_in_the_daytime() -> None:
    rng, start = Random(1), 1_780_000_000_000
    found = [moment(rng, start, start + 30 * DAY) for _ in range(500)]
    assert all(start <= each < start + 30 * DAY for each in found)
    hours = [(each // HOUR + 8) % 24 for each in found]
    assert all(7 <= hour <= 22 for hour in hours)
    short = [moment(rng, start, start + HOUR) for _ in range(100)]
    assert all(start <= each < start + HOUR for each in short)


def test_the_able_score_higher_than_the_less_able() -> None:
    edition = _edition()
    scores = {ability: sum(_score(edition, ability, number) for number in range(1, 41)) for ability in (-1.0, 1.0, 3.0)}
    assert scores[-1.0] < scores[1.0] < scores[3.0]


def test_the_certain_answer_everything_right_and_the_clueless_nothing() -> None:
    edition = _edition()
    assert _score(edition, 99.0, 1) == edition.max_score
    assert _score(edition, -99.0, 1) == 0


def test_several_cores_give_what_one_gives_in_the_same_order() -> None:
    now = 1_795_000_000_000
    exam = Sittable(1, 1, _edition(), b"seed", "/1/", now - 90 * DAY, now - 60 * DAY, 2, 1)
    quiz = Sittable(2, 2, _edition(), b"other", "/1/", now - 400 * DAY, None, None, None)
    world = World(1, now - 365 * DAY, now, [exam], [[Taught(5, 8, 1, quiz), Taught(6, 10, 2, None)]])
    people = list(populate(Seating(grow(900, first_id=1), 900, first_id=1, seed=3), seed=3, today=TODAY))
    one, two = (list(live(world, people, workers=workers)) for workers in (1, 2))
    assert [person for chunk, _ in one for person in chunk] == people
    assert one == two
    assert sum(len(each.attempts) for _, made in one for each in made) > 900


def test_in_the_demo_too_only_a_passed_quiz_earns_points_for_a_lesson() -> None:
    now = 1_795_000_000_000
    quiz = Sittable(2, 2, _edition(), b"other", "/1/", now - 400 * DAY, None, None, None)
    lessons = [Taught(5, 8, 1, quiz), *(Taught(lesson, 8, 1, None) for lesson in range(6, 10))]
    people = list(populate(Seating(grow(300, first_id=1), 300, first_id=1, seed=3), seed=3, today=TODAY))
    made = [each for _, told in live(World(1, now - 365 * DAY, now, [], [lessons]), people, workers=1) for each in told]
    finished = {studied.lesson_id for each in made for studied in each.studied if studied.finished_at}
    credited = {award.source_id for each in made for award in each.awards if award.rule is LESSON_FINISHED}
    assert finished > {5}
    assert credited == {5}


def _score(edition: Edition, ability: float, number: int) -> int:
    paper = draw(edition, b"seed", number)
    sheet = answer(edition, paper, chances(ability), Random(number), seconds=600, reached=len(paper))
    return grade(edition, paper, sheet).score


def _edition() -> Edition:
    keys = {
        "single_choice": (2,),
        "multiple_choice": (0, 1, 3),
        "true_false": (1,),
        "fill_blank": (("三", "3"), ("半数",)),
        "ordering": (2, 0, 3, 1),
        "matching": (3, 1),
        "numeric": (("32", "0.5"),),
        "cloze": (("每季度",), ("大会",)),
        "case": (("true_false", "B"), ("fill_blank", "三", "3")),
    }
    with_options = ("single_choice", "multiple_choice", "ordering", "matching")
    questions = tuple(
        EditionQuestion(
            version_id=number,
            code=f"q-{number}",
            type=kind,
            area="party_basics",
            difficulty=number % 3 + 1,
            stem="____ ____",
            options=("甲", "乙", "丙", "丁") if kind in with_options else (),
            key=keys[kind],
            explanation="",
            knowledge_points=(),
            bases=(),
            parts=(Part("true_false", "甲"), Part("fill_blank", "____")) if kind == "case" else (),
            prompts={"matching": ("左", "右"), "cloze": ("每月 / 每季度", "")}.get(kind, ()),
        )
        for number, kind in enumerate(kind for kind in keys for _ in range(6))
    )
    return Edition("测试", 10, 60, "none", (EditionCell(24, 100, tuple(range(54))),), questions)
