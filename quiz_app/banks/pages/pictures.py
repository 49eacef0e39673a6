"""The pictures that questions show."""

from flask import Response, request

from quiz_app.banks.actions import pictures as actions
from quiz_app.banks.queries import pictures as queries
from quiz_app.core.files.media import Media
from quiz_app.core.web.services import database, services
from quiz_app.organizations.pages.signed_in import actor

POLICY = "default-src 'none'; sandbox"
LASTING = "private, max-age=31536000, immutable"


def picture(digest: str) -> Response:
    """To whoever is signed in: an address cannot be guessed, and what stands there never changes."""
    actor()
    with database().reading() as session:
        found = queries.find_picture(session, digest)
    response = Response(shelf().read(found.digest), mimetype=found.media_type)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = LASTING
    response.set_etag(found.digest)
    response.make_conditional(request)
    return response


def shelf() -> Media:
    return actions.shelf(services().settings.media)
