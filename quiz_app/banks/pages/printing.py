"""A bank's questions on paper: what the list shows, with or without what is right."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from quiz_app.banks.forms.banks import FilterForm
from quiz_app.banks.pages.pictures import shelf
from quiz_app.banks.printing.listing import document, pictures_of, refuse_too_many
from quiz_app.banks.queries import holdings
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.schemas import PrintIn
from quiz_app.core.errors import Conflict
from quiz_app.core.printing.pdf import NoFont, NotSet
from quiz_app.core.printing.writing import write
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.services import database
from quiz_app.organizations.pages.signed_in import actor


def print_questions(bank_id: int) -> Response:
    """The questions that pass the filters of the query string; what cannot be printed is said on the bank's page."""
    wish, form = read_arguments(PrintIn), FilterForm(request.args)
    try:
        with database().reading() as session:
            bank, _unit = holdings.find_bank(session, actor(), bank_id)
            refuse_too_many(queries.count_in(session, bank, form.filters))
            texts = queries.texts_in(session, bank, with_bases=True, filters=form.filters)
        held = pictures_of(texts, shelf())
        data = write(document(bank.title, texts, content=wish.content, pictures=held), wish.format)
    except (Conflict, NoFont, NotSet) as refusal:
        flash(refusal.message, "warning")
        kept: dict[str, Any] = {"bank_id": bank_id, **form.kept}
        return redirect(url_for(".show", **kept), 303)
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{bank.title}.{wish.format}")
