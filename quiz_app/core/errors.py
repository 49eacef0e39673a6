"""Refusals: what a use-case raises when it will not do what was asked.

Each carries a code for programs, a sentence in plain Chinese for people that says what to do next, and the HTTP
status that pages and the API answer with.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """The base of all refusals."""

    status = 400
    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})


class Unauthenticated(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    status = 401
    code = "sign_in_required"


class Forbidden(Refusal):
    """The actor may see the thing but not do this with it."""

    status = 403
    code = "forbidden"


class NotFound(Refusal):
    """The thing does not exist, or not for this actor; the two cannot be told apart from outside."""

    status = 404
    code = "not_found"


class Conflict(Refusal):
    """The thing has moved on since the caller last saw it."""

    status = 409
    code = "conflict"


class Gone(Refusal):
    """It was possible until a moment that has passed."""

    status = 410
    code = "gone"


class TooLarge(Refusal):
    """More than may be sent at once."""

    status = 413
    code = "too_large"


class Invalid(Refusal):
    """The input breaks a rule; `fields` names which."""

    status = 422
    code = "invalid"


class TooMany(Refusal):
    """Too often in too short a time."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after
