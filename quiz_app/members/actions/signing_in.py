"""Signing in and out. Passwords are checked before, outside any transaction; here stands what follows from it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import TooMany
from quiz_app.members import lockouts, queries
from quiz_app.members.queries import Account
from quiz_app.members.refusals import WrongPassword
from quiz_app.members.tables import SignIn, SignInFailure
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor

PAGES = timedelta(hours=12)
PROGRAMS = timedelta(days=30)
TO_CHOOSE_A_PASSWORD = timedelta(minutes=30)

_COUNT_ONE_MORE = text(
    "INSERT INTO sign_in_failures (account, count, last_at) VALUES (:account, 1, :at)"
    " ON CONFLICT (account) DO UPDATE SET last_at = excluded.last_at,"
    " count = CASE WHEN sign_in_failures.last_at < :forgotten THEN 1 ELSE sign_in_failures.count + 1 END"
    " RETURNING count"
)


def refuse_locked(failure: SignInFailure | None, *, at: datetime) -> None:
    """While an account rests, nothing about the password is looked at."""
    if failure is None or failure.locked_until is None or failure.locked_until <= at:
        return
    seconds = int((failure.locked_until - at).total_seconds()) + 1
    minutes = -(-seconds // 60)
    raise TooMany(
        f"密码连续输错多次，为了安全，请 {minutes} 分钟后再试。忘了密码请联系所在单位的管理员重置。",
        retry_after=seconds,
        code="locked",
    )


def record_failure(session: Session, account: bytes, *, at: datetime) -> None:
    """One more wrong password in a row; from the fifth on the account rests."""
    forgotten = to_milliseconds(at - lockouts.FORGOTTEN_AFTER)
    count = session.execute(
        _COUNT_ONE_MORE, {"account": account, "at": to_milliseconds(at), "forgotten": forgotten}
    ).scalar_one()
    rest = lockouts.rest_after(count)
    session.execute(
        update(SignInFailure)
        .where(SignInFailure.account == account)
        .values(locked_until=at + rest if rest else None)
        .execution_options(synchronize_session=False)
    )


def sign_in(
    session: Session,
    proven: Account,
    account: bytes,
    *,
    lifetime: timedelta,
    device: str,
    address: str,
    at: datetime,
    browser: int | None = None,
) -> Token:
    """Begin a sign-in for an account whose password was proven a moment ago.

    One with an initial password is short, and each ends the one before: on one device at a time a password is chosen.
    """
    refuse_locked(queries.find_failure(session, account), at=at)
    if queries.find_account(session, proven.number, held=True) != proven:
        raise WrongPassword()  # it was changed or reset in between
    if proven.initial_key is not None:
        end_all(session, proven.member_id, at=at)
        lifetime = TO_CHOOSE_A_PASSWORD
    session.execute(delete(SignInFailure).where(SignInFailure.account == account))
    begun = SignIn(
        member_id=proven.member_id,
        device=device[:200],
        address=address[:64],
        browser=browser,
        started_at=at,
        expires_at=at + lifetime,
    )
    session.add(begun)
    session.flush()
    return Token(begun.id, proven.member_id, begun.expires_at)


def sign_out(session: Session, token: Token, *, at: datetime) -> None:
    """End the sign-in behind a token; one that has ended stays so."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == token.sign_in_id, SignIn.member_id == token.member_id, SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_sign_in(session: Session, actor: Actor, sign_in: SignIn, *, at: datetime) -> None:
    """One of the actor's own devices is signed out at its next request."""
    if sign_in.ended_at is None:
        sign_in.ended_at = at
        session.flush()


def end_others(session: Session, actor: Actor, *, at: datetime) -> int:
    """Every device of the actor's but this one is signed out; how many were."""
    return end_all(session, actor.member_id, at=at, but=actor.sign_in_id)


def end_all(session: Session, member_id: int, *, at: datetime, but: int = 0) -> int:
    """End the sign-ins of a member. The right to write an open attempt ends with the sign-in that holds it."""
    ended = session.scalars(
        update(SignIn)
        .where(SignIn.member_id == member_id, SignIn.id != but, SignIn.ended_at.is_(None), SignIn.expires_at > at)
        .values(ended_at=at)
        .returning(SignIn.id)
    )
    return len(ended.all())
