"""The orders that awards are given by."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.boards.tables import RosterUnit
from quiz_app.contests import stages
from quiz_app.contests.awarding import Candidate, Given, across, give
from quiz_app.contests.extras import OF_THE_SUM, Extra, Tie, of_stage, was_sat
from quiz_app.contests.figures import TERMS, UnitFigures
from quiz_app.contests.queries.contests import StageExam, stages_of
from quiz_app.contests.queries.extras import deciding
from quiz_app.contests.queries.standings import boards_of, figures
from quiz_app.contests.queries.teams import team_scores
from quiz_app.contests.ranking import rank_units, with_places
from quiz_app.contests.rules import AwardRule, Rules
from quiz_app.contests.settling import FinalPlace
from quiz_app.contests.tables.contests import Contest
from quiz_app.organizations.actors import ancestors


def awards_due(
    session: Session,
    contest: Contest,
    places: Sequence[FinalPlace],
    *,
    change: Callable[[list[UnitFigures]], list[UnitFigures]] | None = None,
    beside: int | None = None,
    extras: Sequence[Extra] | None = None,
) -> list[Given]:
    """The awards that the rules give over the final places and the standings of units, all results counted; with the
    figures of units as `change` makes them, teams scored without the member `beside`, and other `extras` than those of
    the contest. Units in which nobody took part get none. Who is equal to the last winner wins too: nobody loses a
    prize to an order that no rule decided."""
    rules = Rules.from_json(contest.rules)
    known = deciding(session, contest, rules.member_ties) if extras is None else extras
    levels = _levels(session, contest)
    units: dict[str, list[UnitFigures]] = {}
    orders: dict[str, list[Candidate]] = {}
    for award in rules.awards:
        if award.who == "member":
            orders[award.code] = _members(places, rules, levels)
        elif award.who == "team":
            orders[award.code] = _teams(session, contest, rules, levels, beside)
        else:
            assert award.level is not None
            if award.level not in units:
                found = deciding_figures(session, contest, kind=award.level)
                units[award.level] = change(found) if change else found
            orders[award.code] = _units(award, units[award.level], rules, levels)
    return give(rules.awards, orders, ties_win=True, extras=_of_places(rules, known))


def award_ties(session: Session, contest: Contest, places: Sequence[FinalPlace], extras: Sequence[Extra]) -> list[Tie]:
    """The members who are equal across the last place of an award, beyond what extra papers have decided."""
    rules, levels = Rules.from_json(contest.rules), _levels(session, contest)
    members = [each for each in rules.awards if each.who == "member"]
    candidates = _members(places, rules, levels) if members else []
    relevant = _of_places(rules, extras)
    found = []
    for award, equals in across(members, {each.code: candidates for each in members}, relevant):
        ids = tuple(sorted(each.holder[1] for each in equals))
        first = equals[0]
        why = f"“{award.title}”的最后 1 个名额"
        sat = was_sat(ids, of_stage(relevant, first.stage))
        found.append(Tie(first.stage, first.place + first.tie, ids, why, sat))
    return found


def deciding_figures(session: Session, contest: Contest, *, kind: str) -> list[UnitFigures]:
    """The figures of the units of a level in the deciding stage."""
    found = deciding_stage(session, contest)
    if found is None or found.exam is None or found.exam.board_id is None:
        return []
    return figures(session, contest, boards_of(session, found.exam.board_id, live=True), kind=kind)


def deciding_stage(session: Session, contest: Contest) -> StageExam | None:
    """The stage that was open to everybody and counts: the preliminary, whose denominator is the whole roster."""
    for each in stages_of(session, contest):
        if stages.counts(each.stage.kind) and each.exam is not None and each.exam.board_id is not None:
            return each
    return None


def _members(places: Sequence[FinalPlace], rules: Rules, levels: Mapping[int, Mapping[str, int]]) -> list[Candidate]:
    is_sum = rules.final == "sum"
    return [
        Candidate(
            ("member", each.member_id),
            each.place,
            levels.get(each.unit_id, {}),
            stage=OF_THE_SUM if is_sum else each.stage,
        )
        for each in places
    ]


def _of_places(rules: Rules, extras: Sequence[Extra]) -> list[Extra]:
    """Those that decide about final places, and not only about who goes on."""
    return [each for each in extras if (each.position == OF_THE_SUM) == (rules.final == "sum")]


def _units(
    award: AwardRule, units: Sequence[UnitFigures], rules: Rules, levels: Mapping[int, Mapping[str, int]]
) -> list[Candidate]:
    if award.by == "composite":
        ranked = rank_units(units, rules.formula(), rules.unit_ties, rules.small_units)
        order = [(each.figures, each.place) for each in ranked if each.place is not None]
    else:
        term = TERMS[award.by].value
        chain = [TERMS[each] for each in ("participation", "entrant_mean")]
        fit = [each for each in units if each.roster >= max(1, rules.small_units.least)]

        def key(unit: UnitFigures) -> tuple[Fraction, ...]:
            return (-term(unit), *(-each.value(unit) for each in chain))

        order = with_places(sorted(fit, key=lambda unit: (key(unit), unit.path)), key)
    return [
        Candidate(
            ("unit", unit.unit_id),
            place,
            levels.get(unit.unit_id, {}),
            unit.roster,
            100 * unit.entrants / unit.roster if unit.roster else 0.0,
        )
        for unit, place in order
        if unit.entrants > 0
    ]


def _teams(
    session: Session, contest: Contest, rules: Rules, levels: Mapping[int, Mapping[str, int]], beside: int | None
) -> list[Candidate]:
    return [
        Candidate(("team", each.team.id), place, levels.get(each.team.unit_id, {}))
        for each, place in team_scores(session, contest, rules, beside=beside)
        if each.has_result
    ]


def _levels(session: Session, contest: Contest) -> dict[int, dict[str, int]]:
    """For each unit of the roster the unit above it, or itself, at each level."""
    query = select(RosterUnit.unit_id, RosterUnit.path, RosterUnit.kind)
    kinds: dict[int, str] = {}
    paths: dict[int, str] = {}
    for unit_id, path, kind in session.execute(query.where(RosterUnit.roster_id == contest.roster_id)):
        kinds[unit_id], paths[unit_id] = kind, path
    return {
        unit_id: {kinds[above]: above for above in ancestors(path) if above in kinds} for unit_id, path in paths.items()
    }
