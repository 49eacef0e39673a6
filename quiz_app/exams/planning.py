"""What an edition's plan is at publication: how equally hard its papers can be, and what stands by for the rest.

The tolerance is the narrowest of `TOLERANCES` within which trial draws nearly always find a paper and every question
can be drawn. What is frozen is small: a number for each question and a few whole papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import DrawPlan, Edition
from quiz_app.exams.exposure import capped, usage_weights
from quiz_app.exams.psychometrics.sums import SCALE
from quiz_app.exams.selecting import Selection, Walk
from quiz_app.exams.shuffles import endless

TOLERANCES = (90, 150, 250, 400, 600)
"""Either side of the target in 1/10,000 of the full score; the first keeps any two papers within 1.8 %."""

TRIALS = 200
MOST_FAILURES = TRIALS // 20
TRIALS_HELD = 20
MOST_HELD = 100
STANDBYS = 8
WORDS_ABOUT_THE_OTHERS = ("以上", "上述", "前述")
WORDS_ABOUT_ALL = ("都", "均", "皆", "全", "各项", "说法", "选项", "答案", "三项", "两项", "四项")


def plan_of(
    edition: Edition,
    facilities: Mapping[int, int] | None,
    enemies: Sequence[tuple[str, str]],
    shown: Mapping[int, int] | None = None,
    most_exposure: int | None = None,
) -> DrawPlan | None:
    """The plan of an edition that is otherwise complete; None where the plain draw keeps everything that is asked.

    `facilities` are expected shares by version id in 1/10,000, or None where papers need not be equally hard;
    `enemies` are pairs of question codes; `shown` is by version id on how many papers a question was, None where that
    shall not matter; `most_exposure` in per cent. Raises `TogetherAlways` where enemies cannot be kept apart.
    """
    base = DrawPlan(enemies=_places(edition, enemies), ending=_ending(edition))
    if shown is not None:
        base = replace(base, weights=usage_weights([shown.get(each.version_id, 0) for each in edition.questions]))
    plan = _kept(edition, base, facilities)
    if most_exposure is not None:
        plan = capped(edition, plan, most_exposure)
    return plan if plan.facilities or plan.enemies or plan.ending or plan.weights else None


def _kept(edition: Edition, base: DrawPlan, facilities: Mapping[int, int] | None) -> DrawPlan:
    if facilities is not None:
        leveled = replace(
            base,
            facilities=tuple(facilities[question.version_id] for question in edition.questions),
            target=_target(edition, facilities),
        )
        for share in TOLERANCES:
            plan = replace(leveled, tolerance=edition.max_score * share)
            standbys = _trials(edition, plan)
            if standbys and _every_question_is_drawable(edition, plan):
                return replace(plan, standbys=standbys)
    if base.enemies:
        standbys = _trials(edition, base)
        if not standbys:
            raise TogetherAlways([_codes(edition, pair) for pair in base.enemies])
        return replace(base, standbys=standbys)
    return base


class TogetherAlways(Exception):
    """Enemies that the pools leave no room to keep apart: pairs of codes."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _target(edition: Edition, facilities: Mapping[int, int]) -> int:
    """The expected score of a plain paper: of each cell its points by the mean facility of its pool."""
    return sum(
        cell.count
        * cell.points
        * sum(facilities[edition.questions[index].version_id] for index in cell.pool)
        // len(cell.pool)
        for cell in edition.cells
    )


def _trials(edition: Edition, plan: DrawPlan) -> tuple[tuple[int, ...], ...]:
    """A few papers that keep the plan; none where draws fail too often."""
    found: list[Selection] = []
    for trial in range(TRIALS):
        paper = Walk(edition.cells, plan).take(endless(b"trial" + trial.to_bytes(4)))
        if paper is not None:
            found.append(paper)
        elif trial - len(found) >= MOST_FAILURES:
            return ()
    distinct = dict.fromkeys(tuple(question for question, _ in paper) for paper in found)
    return tuple(distinct)[:STANDBYS]


def _every_question_is_drawable(edition: Edition, plan: DrawPlan) -> bool:
    """Whether each question can be on a paper. In large pools, where a question has many of about its own facility
    beside it, the easiest and the hardest of each cell speak for the rest."""
    asked = {
        place
        for cell in edition.cells
        for place in (cell.pool if len(cell.pool) <= MOST_HELD else _extremes(cell.pool, plan.facilities))
    }
    return all(_can_be_drawn(edition, plan, question) for question in sorted(asked))


def _extremes(pool: Sequence[int], facilities: Sequence[int]) -> list[int]:
    return [end(pool, key=lambda place: facilities[place]) for end in (min, max)]


def _can_be_drawn(edition: Edition, plan: DrawPlan, question: int) -> bool:
    rolls = (endless(b"held" + trial.to_bytes(4)) for trial in range(TRIALS_HELD))
    return any(Walk(edition.cells, plan).take(roll, held=question) for roll in rolls)


def _places(edition: Edition, enemies: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
    place = {question.code: index for index, question in enumerate(edition.questions)}
    pairs = {(min(place[a], place[b]), max(place[a], place[b])) for a, b in enemies if a in place and b in place}
    return tuple(sorted(pairs))


def _codes(edition: Edition, pair: tuple[int, int]) -> tuple[str, str]:
    return edition.questions[pair[0]].code, edition.questions[pair[1]].code


def _ending(edition: Edition) -> tuple[int, ...]:
    return tuple(
        index
        for index, question in enumerate(edition.questions)
        if TYPES[question.type].shuffles_options and question.options and speaks_of_the_others(question.options[-1])
    )


def speaks_of_the_others(option: str) -> bool:
    """Whether an option only makes sense behind the others: 以上都对, 上述说法均不正确."""
    return option.startswith(WORDS_ABOUT_THE_OTHERS) and option[2:].startswith(WORDS_ABOUT_ALL)


def full_score(edition: Edition) -> int:
    """The full score in the unit of a plan's target: 1/10,000 of a hundredth of a point."""
    return edition.max_score * SCALE
