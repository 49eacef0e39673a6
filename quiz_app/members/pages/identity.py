"""Who sends this request: by the sign-in cookie on pages, by bearer token or the same cookie in the API."""

from flask import Flask, Request, g, request
from flask_login import LoginManager, UserMixin, current_user

from quiz_app.core.errors import Unauthenticated
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import queries, tokens
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor

COOKIE = "sign_in"
SIGN_IN_FIRST = "请先登录。登录已过期时，重新登录后可以接着做，已保存的内容都在。"


class SignedIn(UserMixin):
    """What Flask-Login and templates know of the actor."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.name = actor.name
        self.unit_name = actor.unit_name

    def get_id(self) -> str:
        return str(self.actor.member_id)


def install(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_load)
    manager.unauthorized_handler(_refuse)
    manager.init_app(app)


def actor() -> Actor:
    """The actor of a page; anyone else is sent to sign in."""
    if not current_user.is_authenticated:
        raise Unauthenticated(SIGN_IN_FIRST)
    found: Actor = current_user.actor
    return found


def caller() -> Actor:
    """The actor of an API request, looked up afresh: an ended sign-in or role holds no longer."""
    found = _find(proof())
    if found is None:
        raise Unauthenticated(SIGN_IN_FIRST)
    return found


def proof() -> Token:
    """The checked token of an API request, without a look-up: for the hot path, which asks for the row itself."""
    token = _token(request)
    if token is None:
        raise Unauthenticated(SIGN_IN_FIRST)
    return token


def _load(request: Request) -> SignedIn | None:
    token = _token(request)
    found = _find(token) if token else None
    return SignedIn(found) if found else None


def _find(token: Token) -> Actor | None:
    with database().reading() as session:
        return queries.find_actor(session, token, at=arrival())


def _token(request: Request) -> Token | None:
    if "token" not in g:
        word = _word(request)
        g.token = tokens.read(services().settings.secret_key, word, arrival()) if word else None
    found: Token | None = g.token
    return found


def _word(request: Request) -> str | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header[7:]
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None  # a browser says that another site sends this: the cookie proves nothing then
    return request.cookies.get(COOKIE)


def _refuse() -> None:
    raise Unauthenticated(SIGN_IN_FIRST)
