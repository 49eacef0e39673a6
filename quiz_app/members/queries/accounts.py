"""What signing in asks, on contest night by thousands beside those who save: a statement each time, and no more."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core.statements import AnyWork, Statement
from quiz_app.members.tables import Member
from quiz_app.organizations.actors import Actor

_ACCOUNT = "m.id, m.number, m.name, m.password_hash, m.initial_key"
_FAILED = "LEFT JOIN sign_in_failures f ON f.account = :account"
_TYPED = Statement(
    f"SELECT f.account IS NOT NULL, f.locked_until, {_ACCOUNT} FROM (SELECT 1 AS one) o"
    f" LEFT JOIN members m ON m.number = :number AND m.left_at IS NULL {_FAILED}"
)
_PROVEN = Statement(
    f"SELECT f.account IS NOT NULL, f.locked_until, {_ACCOUNT} FROM members m {_FAILED}"
    " WHERE m.number = :number AND m.left_at IS NULL",
    lock="m",
    keeps_key=True,
)


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of a member."""

    member_id: int
    number: str
    name: str
    password_hash: str | None
    initial_key: bytes | None


class Typed(NamedTuple):
    """What stands of a number that was typed: whether a wrong password was counted and until when (ms) it rests, and
    the account of whoever is on a roster now under it."""

    has_failed: bool
    locked_until: int | None
    account: Account | None


def typed(work: AnyWork, number: str, key: bytes) -> Typed:
    """`key` is what failures are kept under."""
    return _read(_TYPED.run(work, {"number": number, "account": key}).fetchone())


def held(work: AnyWork, number: str, key: bytes) -> Typed:
    """As `typed`, and the account does not change until the transaction ends."""
    return _read(_PROVEN.run(work, {"number": number, "account": key}).fetchone() or (False, None, None))


def own_account(session: Session, actor: Actor, *, held: bool = False) -> Account:
    query = select(Member.id, Member.number, Member.name, Member.password_hash, Member.initial_key).where(
        Member.id == actor.member_id
    )
    return Account(*session.execute(query.with_for_update(key_share=True) if held else query).one())


def _read(row: tuple) -> Typed:  # type: ignore[type-arg]
    has_failed, locked_until, member_id, *rest = row
    account = None if member_id is None else Account(member_id, *rest)
    return Typed(bool(has_failed), locked_until, account)
