"""What one member did within the year, as rows to be stored: lessons, attempts, awards. Pure for a seed.

Every attempt is what the site itself would have written: the rooms below draw its paper, encode its sheet and mark it,
and it is credited as `exams.actions.closing` credits. Instants are milliseconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from random import Random
from typing import NamedTuple

from quiz_app.boards.values import pack
from quiz_app.demo.answering import Chances, answer, chances
from quiz_app.demo.people import Person
from quiz_app.demo.times import DAY, HOUR, MINUTE, SECOND, moment
from quiz_app.exams import sheets
from quiz_app.exams.actions.closing import BY_DEADLINE, BY_MEMBER
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS, LESSON_FINISHED

_QUIZ_TRIES = 3
_OF_SIGN_INS = 0.45
_CUT_OFF = 0.015
_OF_CONTESTS = 1.13


@dataclass(frozen=True, slots=True)
class Sittable:
    """A published exam or quiz. `turnout` scales the zeal of members; `path` is that of its unit."""

    id: int
    edition_id: int
    edition: Edition
    seed: bytes
    path: str
    opens_at: int
    closes_at: int | None
    attempts_allowed: int | None
    board_id: int | None
    turnout: float = 1.0


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson as it is published; `quiz` is None for a lesson without one."""

    id: int
    minutes: int
    quarter_hours: int
    quiz: Sittable | None


@dataclass(frozen=True, slots=True)
class World:
    """What there was to do between `begins_at` and `now`: exams in order of opening, courses as their lessons, and
    stages of contests. Of so many people (`every`) one had a year of it; in contests everybody may have taken part."""

    seed: int
    begins_at: int
    now: int
    exams: Sequence[Sittable]
    courses: Sequence[Sequence[Taught]]
    contests: Sequence[Sittable] = ()
    every: int = 1

    @property
    def lessons(self) -> int:
        return sum(map(len, self.courses))


class Sat(NamedTuple):
    """An attempt that was handed in, as its row."""

    member_id: int
    exam_id: int
    edition_id: int
    number: int
    started_at: int
    deadline_at: int
    revision: int
    sheet: bytes
    saved_at: int | None
    submitted_at: int
    closed_by: int
    score: int
    points_awarded: int


class Studied(NamedTuple):
    """A member's progress with a lesson, as its row."""

    member_id: int
    lesson_id: int
    opened_at: int
    read_at: int | None
    finished_at: int | None
    quarter_hours: int | None


class Award(NamedTuple):
    """A movement of points."""

    at: int
    rule: Rule
    source_id: int


@dataclass(slots=True)
class History:
    """All of one member, each list in order of time. `best` has (board, value, attempts) for each exam sat."""

    attempts: list[Sat] = field(default_factory=list)
    studied: list[Studied] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    best: list[tuple[int, int, int]] = field(default_factory=list)


def history(world: World, person: Person) -> History:
    """The year of a person, the same whenever it is asked for."""
    rng = Random(f"{world.seed} {person.id}")
    known = chances(person.ability)
    made = History()
    if person.tries_out or person.id % world.every == 0:
        _study(made, world, person, known, rng)
        for exam in world.exams:
            if _is_invited(person, exam, world.now) and rng.random() < person.zeal * exam.turnout:
                _sit_exam(made, world, person, exam, known, rng)
    for stage in world.contests:
        if _is_invited(person, stage, world.now):
            _take_part(made, world, person, stage, known)
    made.attempts.sort(key=attrgetter("started_at"))
    made.awards.sort(key=attrgetter("at"))
    return made


def _study(made: History, world: World, person: Person, known: Chances, rng: Random) -> None:
    """Whole courses one after another, beginning with any; the last lesson may still be under way."""
    share = _OF_SIGN_INS if person.tries_out else rng.betavariate(1.2, 3.4)
    count = int(share * world.lessons)
    first = 0 if person.tries_out else rng.randrange(len(world.courses) or 1)
    lessons = [each for course in (*world.courses[first:], *world.courses[:first]) for each in course]
    opened = sorted(moment(rng, world.begins_at, world.now - 3 * HOUR) for _ in range(count))
    for lesson, at in zip(lessons, opened, strict=False):
        _study_lesson(made, person, lesson, known, rng, at=at)
    if count < len(lessons) and (person.tries_out or rng.random() < 0.15):
        since = world.now - 2 * HOUR if person.tries_out else moment(rng, world.now - 10 * DAY, world.now)
        made.studied.append(Studied(person.id, lessons[count].id, since, None, None, None))


def _study_lesson(made: History, person: Person, lesson: Taught, known: Chances, rng: Random, *, at: int) -> None:
    """Reading, then the quiz until it is passed; who gives up has read the lesson and not finished it."""
    read_at = at + int(lesson.minutes * MINUTE * rng.uniform(0.45, 1.2))
    finished_at = read_at if lesson.quiz is None else None
    begins = read_at
    for number in range(1, _QUIZ_TRIES + 1):
        if lesson.quiz is None or finished_at is not None:
            break
        begins += rng.randint(5, 60) * SECOND
        seconds = int(lesson.quiz.edition.size * rng.uniform(8, 30))
        sat = _sit(person, lesson.quiz, known, rng, number=number, at=begins, seconds=seconds)
        begins = sat.submitted_at
        made.attempts.append(sat)
        if _passes(sat, lesson.quiz.edition):
            finished_at = sat.submitted_at
    if finished_at is None:
        made.studied.append(Studied(person.id, lesson.id, at, read_at, None, None))
        return
    made.studied.append(Studied(person.id, lesson.id, at, read_at, finished_at, lesson.quarter_hours))
    if lesson.quiz is not None:
        made.awards.append(Award(finished_at, LESSON_FINISHED, lesson.id))


def _sit_exam(made: History, world: World, person: Person, exam: Sittable, known: Chances, rng: Random) -> None:
    span = exam.edition.minutes * 60 + 1
    best = attempts = 0
    credited: set[int] = set()
    for sat in _sittings(world, person, exam, known, rng):
        attempts += 1
        best = max(best, pack(sat.score, (sat.submitted_at - sat.started_at) // SECOND, span))
        due = [rule for rule in _due(sat, exam.edition) if rule.number not in credited]
        credited.update(rule.number for rule in due)
        made.attempts.append(sat._replace(points_awarded=sum(rule.amount for rule in due)))
        made.awards += [Award(sat.submitted_at, rule, exam.id) for rule in due]
    if attempts and exam.board_id is not None:
        made.best.append((exam.board_id, best, attempts))


def _take_part(made: History, world: World, person: Person, exam: Sittable, known: Chances) -> None:
    """Of a contest, which many like better than tests: one attempt or more, spread over its days."""
    rng = Random(f"{world.seed} contest {exam.id} {person.id}")
    if rng.random() >= person.zeal * _OF_CONTESTS:
        return
    attempts, length = rng.randint(1, exam.attempts_allowed or 1), exam.edition.minutes * MINUTE
    last = min(exam.closes_at or world.now, world.now) - length - MINUTE
    part, best = (last - exam.opens_at) // attempts, 0
    for number in range(1, attempts + 1):
        start = exam.opens_at + (number - 1) * part
        at = moment(rng, start, start + part - length)
        sat = _sit_through(person, exam, known, rng, number=number, at=at)
        best = max(best, pack(sat.score, (sat.submitted_at - sat.started_at) // SECOND, exam.edition.minutes * 60 + 1))
        made.attempts.append(sat)
    if exam.board_id is not None:
        made.best.append((exam.board_id, best, attempts))


def _sittings(world: World, person: Person, exam: Sittable, known: Chances, rng: Random) -> Iterator[Sat]:
    """The attempts at one exam, one after another: some are not content with the first."""
    length = exam.edition.minutes * MINUTE
    last = min(exam.closes_at or world.now, world.now) - length - MINUTE
    at = moment(rng, exam.opens_at, last) if last > exam.opens_at else last + 1
    number = 1
    while at <= last and (exam.attempts_allowed is None or number <= exam.attempts_allowed):
        sat = _sit_through(person, exam, known, rng, number=number, at=at)
        yield sat
        content = sat.score >= exam.edition.max_score * 0.85 or rng.random() < 0.65
        if content:
            return
        at = moment(rng, sat.submitted_at + 10 * MINUTE, sat.submitted_at + 2 * DAY)
        number += 1


def _sit_through(person: Person, exam: Sittable, known: Chances, rng: Random, *, number: int, at: int) -> Sat:
    """An attempt that its member hands in, or, now and then, that the deadline ends before the last question."""
    limit = exam.edition.minutes * 60
    if rng.random() >= _CUT_OFF:
        return _sit(person, exam, known, rng, number=number, at=at, seconds=int(limit * rng.uniform(0.25, 0.97)))
    reached = int(exam.edition.size * rng.uniform(0.4, 0.9))
    return _sit(person, exam, known, rng, number=number, at=at, seconds=limit, reached=reached)


def _sit(
    person: Person,
    exam: Sittable,
    known: Chances,
    rng: Random,
    *,
    number: int,
    at: int,
    seconds: int,
    reached: int | None = None,
) -> Sat:
    """One attempt of so many seconds; with `reached` it was at that question when the deadline came."""
    edition = exam.edition
    deadline = at + edition.minutes * MINUTE
    if exam.closes_at is not None:
        deadline = min(deadline, exam.closes_at)
    paper = draw(edition, member_seed(exam.seed, person.id), number)
    sheet = answer(edition, paper, known, rng, seconds=seconds - 1, reached=reached or len(paper))
    last_change = max((response.seconds for response in sheet.values()), default=None)
    return Sat(
        member_id=person.id,
        exam_id=exam.id,
        edition_id=exam.edition_id,
        number=number,
        started_at=at,
        deadline_at=deadline,
        revision=len(sheet),
        sheet=sheets.encode(sheet) if sheet else b"",
        saved_at=None if last_change is None else at + last_change * SECOND,
        submitted_at=deadline if reached else at + seconds * SECOND,
        closed_by=BY_DEADLINE if reached else BY_MEMBER,
        score=grade(edition, paper, sheet).score,
        points_awarded=0,
    )


def _due(sat: Sat, edition: Edition) -> list[Rule]:
    if not _passes(sat, edition):
        return []
    return [EXAM_PASSED, FULL_MARKS] if sat.score == edition.max_score else [EXAM_PASSED]


def _passes(sat: Sat, edition: Edition) -> bool:
    return sat.score * 100 >= edition.max_score * edition.pass_percent


def _is_invited(person: Person, exam: Sittable, now: int) -> bool:
    is_open = exam.closes_at is None or exam.closes_at > now
    return person.unit.path.startswith(exam.path) and not (person.tries_out and is_open)
