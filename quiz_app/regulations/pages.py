"""The page of documents and their versions."""

from flask import Blueprint, render_template

from quiz_app.core.web.services import database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations import queries

pages = Blueprint("regulations", __name__)


@pages.get("/regulations")
def index() -> str:
    actor()
    with database().reading() as session:
        documents = queries.documents(session)
    return render_template("regulations/index.html", documents=documents)
