"""The application factory: the one file that knows every room."""

from apiflask import APIFlask
from flask_wtf import CSRFProtect

from quiz_app.banks.api import api as banks_api
from quiz_app.banks.pages.blueprint import pages as banks_pages
from quiz_app.boards.api import ROUTES as BOARD_ROUTES
from quiz_app.boards.api import api as boards_api
from quiz_app.boards.pages import pages as boards_pages
from quiz_app.bulletins.pages import pages as bulletins_pages
from quiz_app.certificates.api import api as certificates_api
from quiz_app.certificates.pages import pages as certificates_pages
from quiz_app.contests.api import api as contests_api
from quiz_app.contests.pages.blueprint import pages as contests_pages
from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.web import addresses, assets, compression, locale, refusals, security, services, sessions, words
from quiz_app.core.web.admission import Gate, usual_gate
from quiz_app.core.web.express import Express
from quiz_app.core.web.services import Services
from quiz_app.corrections.pages.blueprint import pages as corrections_pages
from quiz_app.courses.api import api as courses_api
from quiz_app.courses.pages.blueprint import pages as courses_pages
from quiz_app.exams.api.blueprint import api as exams_api
from quiz_app.exams.api.hot import ROUTES, URGENT
from quiz_app.exams.pages.blueprint import pages as exams_pages
from quiz_app.members.api import api as members_api
from quiz_app.members.pages import identity
from quiz_app.members.pages.blueprint import pages as members_pages
from quiz_app.members.pages.session import sign_in
from quiz_app.notices.api import api as notices_api
from quiz_app.notices.pages.blueprint import pages as notices_pages
from quiz_app.organizations.pages.blueprint import pages as organizations_pages
from quiz_app.practice.api import api as practice_api
from quiz_app.practice.pages.blueprint import pages as practice_pages
from quiz_app.records.api import api as records_api
from quiz_app.records.pages.blueprint import pages as records_pages
from quiz_app.regulations.pages import pages as regulations_pages
from quiz_app.site import pages as site

PAGES = (
    organizations_pages,
    members_pages,
    notices_pages,
    regulations_pages,
    banks_pages,
    exams_pages,
    practice_pages,
    contests_pages,
    bulletins_pages,
    courses_pages,
    corrections_pages,
    boards_pages,
    certificates_pages,
    records_pages,
    site.pages,
)
APIS = (
    members_api,
    notices_api,
    banks_api,
    exams_api,
    practice_api,
    contests_api,
    courses_api,
    boards_api,
    certificates_api,
    records_api,
)
UPLOAD_LIMIT = 64 * 1024 * 1024


def create_app(
    settings: Settings | None = None,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    gate: Gate | None = None,
) -> APIFlask:
    """A whole site. Tests hand in a database, a clock and a gate of their own."""
    settings = settings or Settings.read()
    database = database or Database(settings.database_url)
    app = APIFlask(
        "quiz_app",
        title="quiz_app",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=True,
        OPENAPI_VERSION="3.1.0",
        SITE_NAME=settings.site_name,
    )
    app.session_interface = sessions.PageSessions()
    services.install(app, Services(settings, database, clock or Clock(database.now)))
    for part in (addresses, compression, security, refusals, assets, locale, words, identity, site):
        part.install(app)
    csrf = CSRFProtect(app)
    csrf.exempt(sign_in)  # its form proves itself, and asks again where the proof has expired
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        app.register_blueprint(blueprint, url_prefix="/api/v1")
        csrf.exempt(blueprint)
    app.wsgi_app = Express(app, ROUTES + BOARD_ROUTES, gate or usual_gate(), URGENT)
    return app
