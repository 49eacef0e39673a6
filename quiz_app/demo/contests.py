"""The contests of the demo, held by the actions that organizers use: one of the province under way, one of a city that
is over with places and awards, and a draft. What members handed in is made with the rest of their year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.boards.tables import UnitSum
from quiz_app.certificates.tables import CertificateSeries
from quiz_app.contests.actions import outcomes, planning, running, settling
from quiz_app.contests.actions.certifying import certify, series_of
from quiz_app.contests.drafts import ContestDraft, StageDraft
from quiz_app.contests.queries.awarding import awards_due
from quiz_app.contests.queries.contests import stages_of
from quiz_app.contests.rules import AwardRule, PlacePoints, Rules, SmallUnits
from quiz_app.contests.stages import Kind
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tasks import settled
from quiz_app.contests.templates import TEMPLATES
from quiz_app.core.calendar import ZONE, local
from quiz_app.core.queueing import LONGEST_WAIT
from quiz_app.demo.examinations import organizer, sittable
from quiz_app.demo.histories import Sittable
from quiz_app.demo.people import Seating
from quiz_app.demo.places import Place
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS
from quiz_app.exams.tables.exams import Edition, Exam
from quiz_app.organizations import kinds
from quiz_app.organizations.permissions import Role
from quiz_app.organizations.tables import Unit

CELLS = (Cell(6, 1000, type="single_choice"), Cell(2, 1000, type="multiple_choice"), Cell(2, 1000, type="true_false"))
MINUTES = 15
ATTEMPTS = 5
APPEALS = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Running:
    """An announced contest, with what of it members sit."""

    contest: Contest
    unit: Unit
    organizer_id: int
    exam: Exam
    edition: Edition
    is_over: bool

    def sittable(self) -> Sittable:
        return sittable(self.exam, self.edition, self.unit.path)


def announce(session: Session, seating: Seating, *, now: datetime) -> list[Running]:
    """Write all three down, and announce the two that have begun: nobody is on the roster yet."""
    tree = seating.tree
    organizers = {each.unit.id: each.member_id for each in seating.appointments if each.role is Role.ORGANIZER}
    province, city = tree.province, tree.cities[0]
    of_province, of_city = (organizers.get(each.id, organizers[province.id]) for each in (province, city))
    made = [
        _announced(session, province, of_province, _present(now), now),
        _announced(session, city, of_city, _past(city, now), now),
    ]
    ladder = TEMPLATES["ladder"].make("全省党章党规知识竞赛", _at(now, 20, 8))
    unit = session.get_one(Unit, province.id)
    actor = organizer(of_province, unit)
    planning.create(session, actor, unit, ladder.contest, ladder.exams, at=now - timedelta(days=1))
    return made


def hold(session: Session, running_contests: Sequence[Running]) -> None:
    """Take the rosters, now that everybody is there; the boards stay empty for what was handed in."""
    for each in running_contests:
        running.open_contest(session, each.contest, each.unit, by=None, at=each.contest.opens_at)
        session.flush()
        session.execute(delete(UnitSum).where(UnitSum.board_id == each.exam.board_id))


def finish(session: Session, running_contests: Sequence[Running], *, seed: int) -> None:
    """Close what is over, with its places, awards and certificates, as far as final."""
    for each in running_contests:
        if each.is_over:
            _finish(session, each, seed)


def _finish(session: Session, over: Running, seed: int) -> None:
    contest, by = over.contest, over.organizer_id
    at = contest.closes_at + timedelta(seconds=LONGEST_WAIT)
    if not running.close_contest(session, contest, by=None, at=at):
        raise AssertionError("every attempt of the demo was handed in")
    session.flush()
    final = settled(session, contest)
    settling.write_places(session, contest, final)
    at += timedelta(hours=12)
    settling.write_awards(session, contest, awards_due(session, contest, final), (), at=at)
    outcomes.open_appeals(session, contest, by=by, at=at)
    _number_by(session, contest, seed)
    certify(session, contest, by=by, at=at + APPEALS)
    outcomes.finalize(session, contest, by=by, at=at + APPEALS)


def _number_by(session: Session, contest: Contest, seed: int) -> None:
    """Certificates are numbered by what a site rolls for a series; here the same seed shall give the same numbers."""
    key = blake2b(f"certificates {seed} {contest.id}".encode(), digest_size=16).digest()
    session.add(CertificateSeries(name=series_of(contest), key=key))
    session.flush()


def _announced(
    session: Session, place: Place, by: int, draft: tuple[ContestDraft, ExamDraft], now: datetime
) -> Running:
    unit = session.get_one(Unit, place.id)
    actor, (contest_draft, exam_draft) = organizer(by, unit), draft
    written = contest_draft.opens_at - timedelta(days=6)
    contest = planning.create(session, actor, unit, contest_draft, [exam_draft], at=written)
    running.announce(session, actor, contest, unit, at=written + timedelta(days=2))
    session.flush()
    found = stages_of(session, contest)[0]
    assert found.exam is not None
    assert found.edition is not None
    return Running(contest, unit, by, found.exam, found.edition, contest_draft.closes_at < now)


def _present(now: datetime) -> tuple[ContestDraft, ExamDraft]:
    opens, closes = _at(now, -6, 8), _at(now, 8, 21)
    rules = Rules(
        composite="参赛率 * 40% + 名册平均分 * 60%",
        part_points=2,
        place_points=(PlacePoints(1, 10, 10), PlacePoints(11, 100, 5)),
        awards=(
            AwardRule("individual", "个人优胜奖", "member", 800),
            AwardRule("county", "先进集体（县级）", "unit", 5, by="composite", level=kinds.COUNTY),
            AwardRule("branch", "先进集体（党支部）", "unit", 150, by="composite", level=kinds.BRANCH),
            AwardRule(
                "organization", "优秀组织奖", "unit", 200, by="entrants", level=kinds.BRANCH, excludes=("branch",)
            ),
        ),
        small_units=SmallUnits(least=3),
    )
    title = "全省党支部工作知识竞赛"
    words = "面向全省党员，不用报名。十道题，十五分钟，五次机会，取最好成绩。"
    return _both(title, words, opens, closes, rules, freezes_at=closes - timedelta(days=1))


def _past(city: Place, now: datetime) -> tuple[ContestDraft, ExamDraft]:
    opens, closes = _at(now, -40, 8), _at(now, -30, 21)
    rules = Rules(
        composite="参赛率 * 50% + 参赛平均分 * 50%",
        awards=(
            AwardRule("first", "一等奖", "member", 3),
            AwardRule("second", "二等奖", "member", 10, excludes=("first",)),
            AwardRule("organization", "优秀组织奖", "unit", 3, by="composite", level=kinds.BRANCH),
        ),
        small_units=SmallUnits(least=3),
    )
    return _both(f"{city.name}组织生活制度知识竞赛", "成绩已经公示定案。", opens, closes, rules)


def _both(
    title: str, words: str, opens: datetime, closes: datetime, rules: Rules, *, freezes_at: datetime | None = None
) -> tuple[ContestDraft, ExamDraft]:
    contest = ContestDraft(
        title, words, opens, closes, freezes_at, rules=rules, stages=(StageDraft(Kind.PRELIMINARY, "初赛"),)
    )
    exam = ExamDraft(
        title=f"{title} · 初赛",
        description=words,
        opens_at=opens,
        closes_at=closes,
        minutes=MINUTES,
        attempts_allowed=ATTEMPTS,
        pass_percent=60,
        credit_rule="none",
        review=PRESETS["after_close"],
        blueprint=Blueprint(CELLS),
    )
    return contest, exam


def _at(start: datetime, days: int, hour: int) -> datetime:
    return datetime.combine(local(start).date() + timedelta(days=days), time(hour), ZONE)
