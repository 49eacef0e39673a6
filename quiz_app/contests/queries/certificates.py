"""The certificates that a contest has issued, as its organizers look them up."""

from sqlalchemy.orm import Session

from quiz_app.certificates import queries
from quiz_app.certificates.tables import Certificate
from quiz_app.contests.queries.contests import FoundContest
from quiz_app.contests.queries.outcomes import award_holders
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest


def series_of(contest: Contest) -> str:
    """The series that the certificates of a contest are numbered in."""
    return f"contest:{contest.id}"


def search(
    session: Session, found: FoundContest, words: str, *, limit: int, before: int | None = None
) -> list[Certificate]:
    """By number or by a part of the name, the latest first; all of them without words."""
    return queries.search_series(session, series_of(found.contest), words.strip(), limit=limit, before=before)


def find(session: Session, found: FoundContest, certificate_id: int, *, held: bool = False) -> Certificate:
    """One that the contest issued; `held` until the transaction ends."""
    return queries.of_series_by_id(session, series_of(found.contest), certificate_id, held=held)


def is_due(session: Session, contest: Contest, certificate: Certificate) -> bool:
    """Whether the award that a certificate was issued for stands: then its holder may have one that holds."""
    rules = Rules.from_json(contest.rules).awards
    if not 0 < certificate.source_id <= len(rules):
        return False
    due = award_holders(session, contest).get(rules[certificate.source_id - 1].code, [])
    return (certificate.holder_member_id or 0, certificate.holder_unit_id or 0) in {each.key for each in due}
