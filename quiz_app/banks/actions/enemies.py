"""Two questions are declared enemies, or no longer: what is published keeps to what was so when it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks import enemies as files
from quiz_app.banks.actions.versions import REPOSITORY, SITE
from quiz_app.banks.enemies import REASON_SIGNS, EnemyFile
from quiz_app.banks.queries import enemies as queries
from quiz_app.banks.queries.questions import FoundQuestion
from quiz_app.banks.tables.questions import EnemyPair
from quiz_app.core.errors import Invalid
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit


def declare(session: Session, actor: Actor, found: FoundQuestion, *, code: str, reason: str, at: datetime) -> EnemyPair:
    """No paper that is published from now on holds the question together with that of `code`."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    other = queries.other_question(session, actor, found, code.strip())
    _refuse(found, other is not None, code.strip(), reason.strip())
    assert other is not None
    pair = queries.standing_pair(session, found.question.id, other.id)
    if pair is None:
        first, second = sorted((found.question.id, other.id))
        pair = EnemyPair(first_id=first, second_id=second, origin=SITE)
        session.add(pair)
    else:
        pair.version += 1
    pair.reason, pair.made_by, pair.made_at = reason.strip(), actor.member_id, at
    pair.ended_by, pair.ended_at = None, None
    session.flush()
    return pair


def end(session: Session, actor: Actor, found: FoundQuestion, pair: EnemyPair, *, at: datetime) -> None:
    """The two may stand together again."""
    require(actor, Permission.QUESTION_WRITE, found.unit.path)
    pair.ended_by, pair.ended_at = actor.member_id, at
    pair.version += 1


def load(session: Session, actor: Actor, root: Unit, file: EnemyFile, *, at: datetime) -> None:
    """The pairs of the file stand; those that it no longer has go. What was ended or declared on the site stays so."""
    require(actor, Permission.QUESTION_WRITE, root.path)
    ids = queries.ids_coded(session, {code for pair in file.pairs for code in pair.codes})
    problems = files.problems(file, ids)
    if problems:
        raise Invalid(f"不能同卷的题有错，什么都没有装入。{problems[0]}")
    standing = queries.all_pairs(session)
    written = {tuple(sorted(ids[code] for code in pair.codes)): pair.reason for pair in file.pairs}
    for (first, second), reason in written.items():
        pair = standing.get((first, second))
        if pair is None:
            made = EnemyPair(first_id=first, second_id=second, reason=reason, origin=REPOSITORY, made_at=at)
            session.add(made)
        elif pair.origin == REPOSITORY and pair.version == 1 and pair.reason != reason:
            pair.reason = reason
    for ends, pair in standing.items():
        if pair.origin == REPOSITORY and pair.version == 1 and ends not in written:
            session.delete(pair)


def _refuse(found: FoundQuestion, is_there: bool, code: str, reason: str) -> None:
    fields = {}
    if not is_there:
        fields["code"] = f"没有找到题号“{code}”：写另一道题的题号，例如 {found.question.code}。"
    elif code == found.question.code:
        fields["code"] = "这是这道题自己：写另一道题的题号。"
    if not 0 < len(reason) <= REASON_SIGNS:
        fields["reason"] = f"写明为什么不能同卷，最多 {REASON_SIGNS} 字。"
    if fields:
        raise Invalid("".join(fields.values()), fields=fields)
