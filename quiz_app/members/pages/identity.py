"""Who sends this request: by the sign-in cookie on pages, by bearer token or the same cookie in the API."""

import secrets
from datetime import timedelta
from string import hexdigits

from flask import Flask, Request, Response, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.core.errors import Unauthenticated
from quiz_app.core.web.refusals import is_api
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import tokens
from quiz_app.members.queries import people as queries
from quiz_app.members.refusals import PasswordChangeRequired
from quiz_app.members.tokens import COOKIE, Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.pages.signed_in import SIGN_IN_FIRST, actor

__all__ = ["COOKIE", "SignedIn", "actor", "caller", "forget", "install", "proof", "remember", "token_of"]

BROWSER = "browser"
BROWSER_LASTS = timedelta(days=180)
WITHOUT_A_PASSWORD = frozenset({"members.password", "members.sign_out", "static"})


class SignedIn(UserMixin):
    """What Flask-Login and templates know of the actor."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.name = actor.name
        self.branch_name = actor.branch_name

    def get_id(self) -> str:
        return str(self.actor.member_id)


def install(app: Flask) -> None:
    app.config["SESSION_PROTECTION"] = None
    manager = LoginManager()
    manager.request_loader(_load)
    manager.unauthorized_handler(_refuse)
    manager.init_app(app)
    app.before_request(_choose_a_password_first)


def caller() -> Actor:
    """The actor of an API request, looked up afresh: an ended sign-in or role holds no longer."""
    found = caller_before_choosing()
    if found.must_choose_password:
        raise PasswordChangeRequired()
    return found


def caller_before_choosing() -> Actor:
    """As `caller`, also for whoever has yet to choose a password."""
    found = _find(proof())
    if found is None:
        raise Unauthenticated(SIGN_IN_FIRST)
    return found


def proof() -> Token:
    """The checked token of an API request, without a look-up: for the hot path, which asks for the row itself."""
    token = token_of(request)
    if token is None:
        raise Unauthenticated(SIGN_IN_FIRST)
    return token


def remember(response: AnyResponse, token: Token) -> AnyResponse:
    """Give the browser the cookie of a sign-in."""
    response.set_cookie(
        COOKIE,
        tokens.issue(services().settings.secret_key, token),
        max_age=max(0, int((token.expires_at - arrival()).total_seconds())),
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure_cookies,
    )
    return response


def browser_number() -> int:
    """The number that this browser keeps, or a fresh one: 63 random bits, of no meaning outside this site."""
    word = request.cookies.get(BROWSER, "")
    known = int(word, 16) if 0 < len(word) <= 16 and set(word) <= set(hexdigits) else 0
    return known if 0 < known < 2**63 else secrets.randbits(63) or 1


def number_browser(response: AnyResponse, number: int) -> AnyResponse:
    """Let the browser keep its number, whoever signs in or out."""
    response.set_cookie(
        BROWSER,
        f"{number:x}",
        max_age=int(BROWSER_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure_cookies,
    )
    return response


def forget(response: AnyResponse) -> AnyResponse:
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=services().settings.secure_cookies)
    return response


def token_of(request: Request) -> Token | None:
    """The checked token that a request carries, or None."""
    if "token" not in g:
        word = tokens.carried(request.environ)
        g.token = tokens.read(services().settings.secret_key, word, arrival()) if word else None
    found: Token | None = g.token
    return found


def _load(request: Request) -> SignedIn | None:
    token = token_of(request)
    found = _find(token) if token else None
    return SignedIn(found) if found else None


def _find(token: Token) -> Actor | None:
    with database().reading() as session:
        return queries.find_actor(session, token, at=arrival())


def _choose_a_password_first() -> AnyResponse | None:
    """Whoever signed in with an initial password sees one page until a password is chosen."""
    if is_api() or request.endpoint in WITHOUT_A_PASSWORD or token_of(request) is None:
        return None
    if not current_user.is_authenticated or not current_user.actor.must_choose_password:
        return None
    page = url_for("members.password")
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": page})
    return redirect(page)


def _refuse() -> None:
    raise Unauthenticated(SIGN_IN_FIRST)
