"""Certificates for the awards of a contest: exactly those that stand have one that holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.certificates.actions import issue, revoke_series_holders
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.kinds import AWARD
from quiz_app.certificates.queries import holders_now
from quiz_app.contests.queries.outcomes import award_holders
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest
from quiz_app.organizations.tables import Unit

TEXT = "在“{contest}”中荣获{award}，特发此证，以资鼓励。"
REASON = "奖项已经收回"


def certify(session: Session, contest: Contest, *, by: int | None, at: datetime) -> str:
    """Revoke the certificates of awards that stand no longer and issue those that are missing, so that doing it again
    does nothing; how many, as part of a sentence. Whoever gets an award back gets a certificate under a new number.

    A certificate belongs to a rule for an award, by its number in the rules: a change of place leaves it as it is.
    """
    series, unit = series_of(contest), session.get_one(Unit, contest.unit_id)
    due = award_holders(session, contest)
    issued = revoked = 0
    for number, rule in enumerate(Rules.from_json(contest.rules).awards, start=1):
        holders = due.get(rule.code, [])
        held = holders_now(session, series, number)
        gone = [_of(key) for key in held.keys() - {each.key for each in holders}]
        if gone:
            revoked += revoke_series_holders(
                session, series=series, source_id=number, holders=gone, reason=REASON, by=by, at=at
            )
        fresh = [each for each in holders if each.key not in held]
        if fresh:
            issued += len(fresh)
            issue(
                session,
                series=series,
                source_id=number,
                kind=AWARD,
                holders=fresh,
                title=rule.title,
                text=TEXT,
                issuer=unit.name,
                issued_by=by,
                at=at,
                words={"contest": contest.title, "award": rule.title},
            )
    return f"颁发证书 {issued:,} 份" + (f"，撤销 {revoked:,} 份" if revoked else "")


def series_of(contest: Contest) -> str:
    """The series that the certificates of a contest are numbered in."""
    return f"contest:{contest.id}"


def _of(key: tuple[int, int]) -> Holder:
    """Somebody by the key alone, to be revoked."""
    member_id, unit_id = key
    return Holder("", member_id=member_id or None, unit_id=unit_id or None)
