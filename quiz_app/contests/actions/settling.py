"""What a contest came to is written down: places, awards, points. Settling again writes only what differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz_app.contests.actions.recording import note
from quiz_app.contests.awarding import Given
from quiz_app.contests.previews import PointsChange
from quiz_app.contests.rules import Rules
from quiz_app.contests.settling import FinalPlace
from quiz_app.contests.tables.contests import Contest
from quiz_app.contests.tables.outcomes import Award, Place
from quiz_app.core.statements import Statement
from quiz_app.points.actions import award_all, reverse_all
from quiz_app.points.queries import Standing, holders, standing
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import CONTEST_PLACED, CONTEST_TAKEN_PART

BATCH = 500

_PUT = Statement(
    "INSERT INTO contest_places (contest_id, member_id, unit_id, place, stage, score, value)"
    " VALUES (:contest, :member, :unit, :place, :stage, :score, :value)"
    " ON CONFLICT (contest_id, member_id) DO UPDATE SET unit_id = excluded.unit_id, place = excluded.place,"
    " stage = excluded.stage, score = excluded.score, value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What settling would change: places to write, and members who have none any more."""

    places: tuple[FinalPlace, ...]
    gone: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.places) + len(self.gone)


@dataclass(frozen=True, slots=True)
class Changed:
    """Awards that were given now, and that were taken back; one that moved to another place is in both."""

    given: Sequence[Award]
    taken: Sequence[Award]

    def __len__(self) -> int:
        return len(self.given) + len(self.taken)


def difference(settled: Sequence[FinalPlace], known: Mapping[int, Place]) -> Difference:
    """How the places as they should be differ from those that stand."""
    wanted = {each.member_id for each in settled}
    changed = tuple(each for each in settled if not _stands(each, known.get(each.member_id)))
    return Difference(changed, tuple(sorted(known.keys() - wanted)))


def write_places(session: Session, contest: Contest, places: Sequence[FinalPlace]) -> None:
    """Write a batch of places."""
    rows = [
        {
            "contest": contest.id,
            "member": each.member_id,
            "unit": each.unit_id,
            "place": each.place,
            "stage": each.stage,
            "score": each.score,
            "value": each.value,
        }
        for each in places
    ]
    if rows:
        _PUT.run(session, rows)


def drop_places(session: Session, contest: Contest, member_ids: Sequence[int]) -> None:
    session.execute(delete(Place).where(Place.contest_id == contest.id, Place.member_id.in_(member_ids)))


def write_awards(
    session: Session, contest: Contest, given: Sequence[Given], stand: Sequence[Award], *, at: datetime
) -> Changed:
    """Let exactly `given` stand: take back what stands and is not given, give what does not stand."""
    wanted = {(each.code, each.holder, each.place): each for each in given}
    held = {(each.code, _holder(each), each.place): each for each in stand}
    for key in held.keys() - wanted.keys():
        held[key].taken_back_at = at
    taken = [held[key] for key in held if key not in wanted]
    fresh = [_award(contest, wanted[key], at) for key in wanted if key not in held]
    session.add_all(fresh)
    session.flush()
    return Changed(fresh, taken)


def record_changes(
    session: Session,
    contest: Contest,
    places: Difference,
    awards: Changed,
    points: Sequence[PointsChange],
    names: Mapping[int, str],
    *,
    by: int,
    at: datetime,
) -> None:
    """Keep what settling again changed: a step for the places, one for each award given or taken back, and one for each
    member whose points changed. `names` are those of the holders by the award's id."""
    if places:
        said = f"重新核定：{len(places.places):,} 人的名次或成绩改变，{len(places.gone):,} 人不再有名次。"
        note(session, contest, "settled", said, by=by, at=at)
    for member_id in places.gone:
        note(session, contest, "place_lost", "重新核定：不再有名次。", member_id=member_id, by=by, at=at)
    for verb, kind, listed in (("收回", "award_taken", awards.taken), ("授予", "award_given", awards.given)):
        for each in listed:
            said = f"{verb}“{each.title}”（第 {each.place} 名）：{names.get(each.id, '')}。"
            note(session, contest, kind, said, member_id=each.member_id, by=by, at=at)
    for change in points:
        said = f"积分{'补记' if change.amount > 0 else '冲正'} {abs(change.amount)} 分。"
        note(session, contest, "points", said, member_id=change.member_id, by=by, at=at)


def points_due(rules: Rules, places: Sequence[FinalPlace]) -> list[tuple[Rule, list[int]]]:
    """The awards of points that the rules ask for: (rule with its amount, members), in batches."""
    found = []
    if rules.part_points:
        everybody = [each.member_id for each in places]
        found += _batched(replace(CONTEST_TAKEN_PART, amount=rules.part_points), everybody)
    for row in rules.place_points:
        members = [each.member_id for each in places if row.first <= each.place <= row.last]
        found += _batched(replace(CONTEST_PLACED, amount=row.amount), members)
    return found


def credit(session: Session, contest: Contest, rule: Rule, member_ids: Sequence[int], *, at: datetime) -> int:
    """Credit those of a batch who do not hold the award yet with the same amount; one of another amount is reversed
    first. How many entries were written."""
    held = standing(session, rule, contest.id, member_ids)
    wrong = [each for each in held.values() if each.amount != rule.amount]
    due = [each for each in member_ids if each not in held or held[each].amount != rule.amount]
    if wrong:
        take_back(session, contest, wrong, reason="名次改变", at=at)
    if due:
        award_all(session, rule, member_ids=due, source_id=contest.id, at=at)
    return len(wrong) + len(due)


def take_back_the_rest(
    session: Session, contest: Contest, due: Sequence[tuple[Rule, Sequence[int]]], *, at: datetime
) -> int:
    """Reverse the awards of this contest that no rule gives any more; how many."""
    wanted: dict[int, set[int]] = {CONTEST_TAKEN_PART.number: set(), CONTEST_PLACED.number: set()}
    for rule, members in due:
        wanted[rule.number].update(members)
    count = 0
    for rule in (CONTEST_TAKEN_PART, CONTEST_PLACED):
        found = holders(session, rule, contest.id, beside=wanted[rule.number])
        for start in range(0, len(found), BATCH):
            held = standing(session, rule, contest.id, found[start : start + BATCH])
            take_back(session, contest, list(held.values()), reason="不再符合记分的条件", at=at)
            count += len(held)
    return count


def take_back(session: Session, contest: Contest, entries: Sequence[Standing], *, reason: str, at: datetime) -> None:
    """Reverse awards of points that are due no longer."""
    reverse_all(session, entries, actor_id=None, evidence=f"竞赛《{contest.title}》：{reason}", at=at)


def _stands(wanted: FinalPlace, known: Place | None) -> bool:
    return known is not None and (known.unit_id, known.place, known.stage, known.score, known.value) == (
        wanted.unit_id,
        wanted.place,
        wanted.stage,
        wanted.score,
        wanted.value,
    )


def _holder(award: Award) -> tuple[str, int]:
    if award.member_id is not None:
        return "member", award.member_id
    if award.team_id is not None:
        return "team", award.team_id
    assert award.unit_id is not None
    return "unit", award.unit_id


def _award(contest: Contest, given: Given, at: datetime) -> Award:
    kind, holder = given.holder
    return Award(
        contest_id=contest.id,
        code=given.code,
        title=given.title,
        member_id=holder if kind == "member" else None,
        unit_id=holder if kind == "unit" else None,
        team_id=holder if kind == "team" else None,
        place=given.place,
        why=given.why,
        given_at=at,
    )


def _batched(rule: Rule, members: Sequence[int]) -> Iterator[tuple[Rule, list[int]]]:
    for start in range(0, len(members), BATCH):
        yield rule, list(members[start : start + BATCH])
