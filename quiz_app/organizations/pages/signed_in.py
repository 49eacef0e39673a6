"""The actor of a page, as the sign-in put it there."""

from flask_login import current_user

from quiz_app.core.errors import Unauthenticated
from quiz_app.organizations.actors import Actor

SIGN_IN_FIRST = "请先登录。登录已过期时，重新登录后可以接着做，已保存的内容都在。"


def actor() -> Actor:
    """The actor of a page; anyone else is sent to sign in."""
    if not current_user.is_authenticated:
        raise Unauthenticated(SIGN_IN_FIRST)
    found: Actor = current_user.actor
    return found
