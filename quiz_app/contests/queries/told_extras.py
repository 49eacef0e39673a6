"""What extra papers are to one member, and what is told of them to everybody once they explain a place."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.contests.extras import Extra, offsets
from quiz_app.contests.queries.contests import StageExam
from quiz_app.contests.queries.extras import FoundExtra, extras_of, results
from quiz_app.contests.queries.frames import Frame, known
from quiz_app.contests.queries.neighbours import people
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import Row, order
from quiz_app.contests.standings import ExtraLine, ToldExtra
from quiz_app.contests.statuses import Status, status
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.entrants import Disqualification
from quiz_app.exams.queries.listing import OpenExam, own_exams
from quiz_app.exams.reviews import may_see_score
from quiz_app.members.masking import mask
from quiz_app.organizations.actors import Actor

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class OwnExtra:
    """An extra paper that a member may sit, or could; `score` in hundredths of a point, once it may be seen."""

    found: FoundExtra
    status: Status
    met: OpenExam
    handed_in: bool
    score: int | None


def own_extras(session: Session, actor: Actor, contest: Contest, *, at: datetime) -> list[OwnExtra]:
    """The extra papers that the actor was asked to sit, but for those withdrawn."""
    mine = [
        each
        for each in extras_of(session, contest)
        if actor.member_id in each.members and each.extra.withdrawn_at is None
    ]
    met = own_exams(session, actor, [each.exam.id for each in mine])
    return [_own(each, met[each.exam.id], at) for each in mine if each.exam.id in met]


def told(session: Session, actor: Actor, contest: Contest, where: Frame, *, stage: StageExam | None) -> list[ToldExtra]:
    """The extra papers that are over, with what each member reached, the best first: all of them beside the final
    places, those of one `stage` beside its own. Whose results do not count stands nowhere."""
    ties = Rules.from_json(contest.rules).member_ties
    standing = Disqualification.contest_id == contest.id, Disqualification.reinstated_at.is_(None)
    out = set(session.scalars(select(Disqualification.member_id).where(*standing)))
    found = [
        (each, {row.member_id: row for row in rows})
        for each, rows in results(session, contest, ties)
        if stage is None or each.extra.stage_id == stage.stage.id
    ]
    members = {member for each, _ in found for member in each.members} - out
    who = people(session, contest, list(members)) if members else {}
    whole = known(session, actor, where, [(member, who[member][3]) for member in who]) if who else set()

    def line(member: int, rank: int, row: Row | None) -> ExtraLine:
        name, _, unit, _ = who[member]
        shown, score = name if member in whole else mask(name), row.score / HUNDREDTHS if row else None
        return ExtraLine(rank, shown, unit, score, row.seconds if row else None, member == actor.member_id)

    return [
        ToldExtra(
            each.extra.place,
            each.extra.why,
            each.exam.opens_at,
            [line(member, rank, rows.get(member)) for member, rank in _ranked(each, rows, who, ties)],
        )
        for each, rows in found
    ]


def _ranked(
    found: FoundExtra, rows: Mapping[int, Row], who: Container[int], ties: Sequence[str]
) -> list[tuple[int, int]]:
    """The members by the place that they have among each other."""
    key = order(ties)
    here = sorted(member for member in found.members if member in who)
    extra = Extra(found.position, found.members, {member: key(row) for member, row in rows.items()})
    behind = offsets([here], [extra])
    return sorted(((member, 1 + behind.get(member, 0)) for member in here), key=lambda each: (each[1], each[0]))


def _own(found: FoundExtra, met: OpenExam, at: datetime) -> OwnExtra:
    exam, standing = found.exam, met.standing
    return OwnExtra(
        found=found,
        status=status(met, opens_at=exam.opens_at, closes_at=met.closing(at), is_decided=True, at=at),
        met=met,
        handed_in=met.attempts_used > bool(met.open_attempt_id),
        score=standing.counted.score if standing and may_see_score(exam, at) else None,
    )
