"""Proving who somebody is: the same steps for the sign-in page, for the API and before a password is changed.

The slow part, argon2, takes place in a turn of its own and outside any transaction.
"""

from datetime import timedelta

from flask import request

from quiz_app.core import passwords
from quiz_app.core.keys import keyed_hash
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import devices, initial_passwords
from quiz_app.members.actions import signing_in
from quiz_app.members.password_rules import MOST
from quiz_app.members.queries import accounts
from quiz_app.members.queries.accounts import Account
from quiz_app.members.refusals import WrongPassword
from quiz_app.members.roster.values import text
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor


def enter(number: str, password: str, *, lifetime: timedelta, browser: int | None = None) -> Token:
    """Sign in on this device, in a `browser` if it has a number. Raises `WrongPassword`, or `TooMany` while the account
    rests or too many wait."""
    number = text(number)
    proven = _prove(number, password)
    with database().brief() as work:
        return signing_in.sign_in(
            work,
            proven,
            _account_key(number),
            lifetime=lifetime,
            device=devices.describe(request.headers.get("User-Agent", "")),
            address=request.remote_addr or "",
            browser=browser,
            at=arrival(),
        )


def prove_again(actor: Actor, password: str) -> Account:
    """The actor's own account, once the present password was given; wrong ones count as in signing in."""
    with database().reading() as session:
        number = accounts.own_account(session, actor).number
    return _prove(number, password)


def _prove(number: str, password: str) -> Account:
    with passwords.turn():
        with database().separate() as work:
            typed = accounts.typed(work, number, _account_key(number))
        signing_in.refuse_locked(typed, at=arrival())
        account, fits = typed.account, _fits(typed.account, password)
    if account is not None and fits:
        return account
    with database().transaction() as session:
        signing_in.record_failure(session, _account_key(number), at=arrival())
    raise WrongPassword()


def _fits(account: Account | None, password: str) -> bool:
    """Every wrong answer takes the same time; an initial password that is right costs none."""
    if account is not None and account.initial_key is not None:
        kept = initial_passwords.keep(services().settings.secret_key, account.number, password)
        if kept == account.initial_key:
            return True
    return passwords.matches(account.password_hash if account else None, password[: MOST + 1])


def _account_key(number: str) -> bytes:
    return keyed_hash(services().settings.secret_key, "account", number[:200].encode(), 16)
