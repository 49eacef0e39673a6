"""The standings of a contest as one reader may see them: page, export, big screen and API ask here alone.

Whoever does not organize the contest sees, while it is frozen, what was there at the instant of the freeze.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.boards.queries.boards import as_of
from quiz_app.boards.tables import Board
from quiz_app.contests import stages as stage_kinds
from quiz_app.contests.freezes import is_frozen, seen_at
from quiz_app.contests.queries.contests import FoundContest, StageExam, find_contest, stages_of
from quiz_app.contests.queries.frames import Frame, frame
from quiz_app.contests.queries.members import final_members, stage_members
from quiz_app.contests.queries.on_site import on_site_members
from quiz_app.contests.queries.told_extras import told
from quiz_app.contests.queries.unit_standings import kinds_below, units_view
from quiz_app.contests.rules import Rules
from quiz_app.contests.standings import MembersView, ToldExtra, UnitsView
from quiz_app.contests.states import State, has_results
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.errors import Forbidden, Invalid, NotFound
from quiz_app.exams.modes import is_ranked
from quiz_app.exams.reviews import may_see_score, review_of
from quiz_app.exams.rules import withheld_score
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.kinds import LABELS

FINAL = "final"
ON_SITE_HIDDEN = "现场成绩还没有公布。组织者公示成绩以后，名次在这里看。"
ON_SITE_ALONE = "现场进行的阶段只有个人的名次，不排单位。请看“个人”。"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `stage` an id, `FINAL`, or None for what is most of interest now; or else the stage of `exam`,
    which is all that the exam's own pages know."""

    by: str = "member"
    unit: int | None = None
    kind: str | None = None
    stage: int | str | None = None
    exam: int | None = None
    sort: str = "score"
    ascending: bool = False
    limit: int = 50
    after: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """`stage` is the one looked at, None for the final places; `choices` those there are. `view` is None while nothing
    may be shown, and `because` says why. `is_frozen`: the contest is; `is_live`: this reader sees behind the freeze.
    `extras` are the extra papers that explain places of members. `is_preview`: of a stage on site, that nobody but the
    organizers sees it yet."""

    found: FoundContest
    stages: list[StageExam]
    choices: list[StageExam]
    stage: StageExam | None
    is_final: bool
    where: Frame | None
    kinds: list[str]
    kind: str | None
    view: MembersView | UnitsView | None
    as_of: datetime
    is_frozen: bool
    is_live: bool
    because: str = ""
    extras: Sequence[ToldExtra] = ()
    is_preview: bool = False


def look(session: Session, actor: Actor, contest_id: int, asked: Asked, *, at: datetime) -> Seen:
    """What the actor may see of the standings of a contest."""
    found = find_contest(session, actor, contest_id)
    stages = stages_of(session, found.contest)
    contest = found.contest
    choices = [each for each in stages if _has_board(each, at) or _has_places_on_site(contest, each)]
    frozen = is_frozen(contest, at)
    finals = has_results(State(contest.state))
    by_exam = next((each.stage.id for each in stages if asked.exam and each.stage.exam_id == asked.exam), None)
    stage = _stage(choices, asked.stage or by_exam, finals=finals)
    if asked.kind is not None and asked.kind not in LABELS:
        raise Invalid(f"没有“{asked.kind[:32]}”这种单位，可以写 {'、'.join(LABELS)}。", fields={"kind": "不认识"})
    if asked.by == "unit" and not shows_units(found):
        raise Forbidden("这场竞赛不公布单位排名。个人名次在竞赛的排行里。")
    sat = [each for each in choices if each.exam is not None]
    deciding = stage or next((each for each in sat if stage_kinds.counts(each.stage.kind)), None)
    until = seen_at(contest, at) if not found.manages else at
    if contest.roster_id is None or (deciding is None and not finals):
        because = "竞赛还没有开始。开赛以后，有人交卷，这里就有排行。"
        return Seen(found, stages, choices, stage, False, None, [], None, None, until, frozen, False, because)
    where = frame(session, actor, contest, asked.unit)
    board = _board(session, deciding)
    live = board is not None and board.late_id is not None and (found.manages or not frozen)
    on_site = stage is not None and stage.exam is None
    because = withheld(deciding, at) if stage is not None and not found.manages else ""
    if on_site:
        because = ON_SITE_HIDDEN if not (finals or found.manages) else ON_SITE_ALONE if asked.by == "unit" else ""
    kinds = kinds_below(session, contest, where) if shows_units(found) and not on_site else []
    kind = (asked.kind or (kinds[0] if kinds else None)) if asked.by == "unit" else None
    view: MembersView | UnitsView | None = None
    if because:
        pass
    elif on_site and stage is not None:
        view = on_site_members(session, actor, contest, stage, where, limit=asked.limit, after=asked.after)
    elif kind is not None and board is not None:
        start = asked.after[0] if asked.after else 0
        view = units_view(
            session,
            contest,
            board,
            where,
            kind,
            sort=asked.sort,
            ascending=asked.ascending,
            limit=asked.limit,
            start=max(0, start),
            live=live,
        )
    elif asked.by == "member" and stage is None:
        view = final_members(session, actor, contest, stages, where, limit=asked.limit, after=asked.after)
    elif asked.by == "member" and board is not None:
        view = stage_members(session, actor, contest, board, where, limit=asked.limit, after=asked.after, live=live)
    extras: list[ToldExtra] = []
    if view is not None and asked.by == "member" and _tells_extras(found, stages, stage, at):
        extras = told(session, actor, contest, where, stage=stage)
    if board is not None and (stage is not None or asked.by == "unit"):
        until = as_of(session, board, at=at, live=live)
    return Seen(
        found=found,
        stages=stages,
        choices=choices,
        stage=stage,
        is_final=stage is None,
        where=where,
        kinds=kinds,
        kind=kind,
        view=view,
        as_of=until,
        is_frozen=frozen,
        is_live=frozen and found.manages,
        because=because,
        extras=extras,
        is_preview=on_site and not finals and found.manages,
    )


def shows_units(found: FoundContest) -> bool:
    return found.manages or Rules.from_json(found.contest.rules).shows_units


def is_frozen_for(found: FoundContest, at: datetime) -> bool:
    """Whether this reader sees the instant of the freeze."""
    return not found.manages and is_frozen(found.contest, at)


def board_of(session: Session, contest: Contest, stage: StageExam) -> Board | None:
    return _board(session, stage) if contest.roster_id is not None else None


def _tells_extras(found: FoundContest, stages: Sequence[StageExam], stage: StageExam | None, at: datetime) -> bool:
    """Whether extra papers explain what this reader sees: places that are settled, or a list that is set."""
    contest = found.contest
    if is_frozen_for(found, at):
        return False
    if found.manages or has_results(State(contest.state)):
        return True
    following = next((each for each in stages if stage and each.stage.position == stage.stage.position + 1), None)
    return following is not None and following.stage.opened_at is not None


def _has_board(each: StageExam, at: datetime) -> bool:
    exam = each.exam
    return exam is not None and exam.board_id is not None and is_ranked(exam.mode) and exam.opens_at <= at


def _has_places_on_site(contest: Contest, each: StageExam) -> bool:
    """Of teams they stand in the standings of teams."""
    return each.exam is None and contest.roster_id is not None and not contest.is_team


def _board(session: Session, stage: StageExam | None) -> Board | None:
    if stage is None or stage.exam is None or stage.exam.board_id is None:
        return None
    return session.get_one(Board, stage.exam.board_id)


def _stage(choices: Sequence[StageExam], asked: int | str | None, *, finals: bool) -> StageExam | None:
    """The stage asked for; else the final places where there are any, and the latest stage that has begun."""
    if asked == FINAL and not finals:
        raise NotFound("总名次还没有公示。请从竞赛页看各阶段的排行。")
    if asked == FINAL or (asked is None and finals):
        return None
    if asked is None:
        sat = [each for each in choices if each.exam is not None]
        counting = [each for each in sat if stage_kinds.counts(each.stage.kind)]
        return (counting or sat or [None])[-1]  # type: ignore[list-item]
    for each in choices:
        if each.stage.id == asked:
            return each
    raise NotFound("这个阶段还没有排行，或者不在这场竞赛里。请从竞赛页进入。")


def withheld(stage: StageExam | None, at: datetime) -> str:
    """Why the standings of a stage are not shown to members at `at`; empty where they are."""
    if stage is None or stage.exam is None or may_see_score(stage.exam, at):
        return ""
    return withheld_score(review_of(stage.exam), stage.exam.ends_at) + "排行与成绩同时公布。"
