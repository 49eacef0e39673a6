"""The page of documents and their versions."""

from flask import Blueprint, render_template

from quiz_app.core.web.services import database, services
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations import queries
from quiz_app.regulations.texts import Texts

pages = Blueprint("regulations", __name__)


@pages.get("/regulations")
def index() -> str:
    actor()
    with database().reading() as session:
        documents = queries.documents(session)
    return render_template("regulations/index.html", documents=documents)


def texts() -> Texts | None:
    """The texts that this site compares citations with; None where none are configured, which pages then say."""
    return queries.texts_at_hand(services().settings.regulation_texts)
