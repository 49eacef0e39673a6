"""Signing in and out. Passwords are checked before, outside any transaction; here stands what follows from it."""

from datetime import datetime, timedelta

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import TooMany
from quiz_app.core.statements import AnyWork, Statement
from quiz_app.members import lockouts
from quiz_app.members.queries import accounts
from quiz_app.members.queries.accounts import Account, Typed
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

_FORGET_FAILURES = Statement("DELETE FROM sign_in_failures WHERE account = :account")
_BEGIN = Statement(
    "INSERT INTO sign_ins (member_id, device, address, browser, started_at, expires_at)"
    " VALUES (:member, :device, :address, :browser, :at, :until) RETURNING id"
)
_END_ALL = Statement(
    "UPDATE sign_ins SET ended_at = :at WHERE member_id = :member AND id <> :but AND ended_at IS NULL"
    " AND expires_at > :at"
)


def refuse_locked(typed: Typed, *, at: datetime) -> None:
    """While an account rests, nothing about the password is looked at."""
    left = (typed.locked_until or 0) - to_milliseconds(at)
    if left <= 0:
        return
    seconds = left // 1000 + 1
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
    work: AnyWork,
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
    found = accounts.held(work, proven.number, account)
    refuse_locked(found, at=at)
    if found.account != proven:
        raise WrongPassword()  # it was changed or reset in between
    if proven.initial_key is not None:
        end_all(work, proven.member_id, at=at)
        lifetime = TO_CHOOSE_A_PASSWORD
    if found.has_failed:
        _FORGET_FAILURES.run(work, {"account": account})
    expires_at = at + lifetime
    values = {
        "member": proven.member_id,
        "device": device[:200],
        "address": address[:64],
        "browser": browser,
        "at": to_milliseconds(at),
        "until": to_milliseconds(expires_at),
    }
    (begun,) = _BEGIN.run(work, values).fetchone()
    return Token(begun, proven.member_id, expires_at)


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


def end_all(work: AnyWork, member_id: int, *, at: datetime, but: int = 0) -> int:
    """End the sign-ins of a member. The right to write an open attempt ends with the sign-in that holds it."""
    ended: int = _END_ALL.run(work, {"member": member_id, "but": but, "at": to_milliseconds(at)}).rowcount
    return ended
