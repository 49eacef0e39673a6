"""Choosing, changing and resetting passwords. Hashes arrive ready made: making one takes too long for a transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, NotFound
from quiz_app.members import initial_passwords
from quiz_app.members.actions.signing_in import end_all
from quiz_app.members.queries import accounts
from quiz_app.members.queries.accounts import Account
from quiz_app.members.queries.people import Person
from quiz_app.members.tables import Member, SignIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission


@dataclass(frozen=True, slots=True)
class Issued:
    """An initial password to be handed over once."""

    number: str
    name: str
    unit: str
    password: str


def change_password(session: Session, actor: Actor, proven: Account, password_hash: str, *, at: datetime) -> int:
    """Replace the password that was proven a moment ago and end all other sign-ins; how many ended."""
    if accounts.own_account(session, actor, held=True) != proven:
        raise Conflict("密码刚刚在别处改过。请用新密码重新登录。")
    _keep(session, actor, password_hash)
    return end_all(session, actor.member_id, at=at, but=actor.sign_in_id)


def choose_password(session: Session, actor: Actor, password_hash: str, *, until: datetime, at: datetime) -> Token:
    """The first password of one's own: the initial one is used up, and this sign-in now holds `until`."""
    if accounts.own_account(session, actor, held=True).initial_key is None:
        raise Conflict("密码已经设置过了。需要修改时，请在“我的”里修改密码。")
    _keep(session, actor, password_hash)
    end_all(session, actor.member_id, at=at, but=actor.sign_in_id)
    session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(expires_at=until))
    return Token(actor.sign_in_id, actor.member_id, until)


def reset_password(session: Session, actor: Actor, person: Person, *, key: bytes, batch: bytes, at: datetime) -> Issued:
    """A new initial password for a member; the old password and all sign-ins end."""
    require(actor, Permission.MEMBER_MANAGE, person.unit.path)
    member = person.member
    if member.left_at is not None:
        raise Conflict("这名党员已不在名册上，请先恢复到名册，再重置密码。")
    password = initial_passwords.derive(key, batch, member.number)
    member.password_hash = None
    member.initial_key = initial_passwords.keep(key, member.number, password)
    member.version += 1
    session.flush()
    end_all(session, member.id, at=at)
    return Issued(member.number, member.name, person.unit.name, password)


def still_issued(session: Session, actor: Actor, person: Person, *, key: bytes, batch: bytes) -> Issued:
    """The initial password that `batch` gave to a member, until it is used up or another one takes its place."""
    require(actor, Permission.MEMBER_MANAGE, person.unit.path)
    member = person.member
    password = initial_passwords.derive(key, batch, member.number)
    if member.initial_key != initial_passwords.keep(key, member.number, password):
        raise NotFound("这个初始密码已经用过，或者又重新生成了一个。需要时请再生成。")
    return Issued(member.number, member.name, person.unit.name, password)


def initial_key(key: bytes, batch: bytes, number: str) -> bytes:
    """What is kept of the initial password that `batch` gives to the member with this number."""
    return initial_passwords.keep(key, number, initial_passwords.derive(key, batch, number))


def _keep(session: Session, actor: Actor, password_hash: str) -> None:
    session.execute(
        update(Member)
        .where(Member.id == actor.member_id)
        .values(password_hash=password_hash, initial_key=None, version=Member.version + 1)
    )
