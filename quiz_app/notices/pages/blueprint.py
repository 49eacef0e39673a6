"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.notices.pages import inbox, relief, sending, suggestions

pages = Blueprint("notices", __name__)

BOTH = ["GET", "POST"]
POST = ["POST"]

pages.add_url_rule("/notices", view_func=inbox.inbox)
pages.add_url_rule("/notices/<int:notice_id>", view_func=inbox.show)
pages.add_url_rule("/notices/read-all", view_func=inbox.read_all, methods=POST)
pages.add_url_rule("/notices/new", view_func=sending.write, methods=BOTH)
pages.add_url_rule("/notices/sent", view_func=sending.sent)
pages.add_url_rule("/notices/<int:notice_id>/receipts", view_func=sending.receipts)
pages.add_url_rule("/notices/<int:notice_id>/remind", view_func=sending.remind, methods=POST)

pages.add_url_rule("/relief", view_func=relief.relief)
pages.add_url_rule("/relief/<switch>", view_func=relief.change_switch, methods=BOTH)
pages.add_url_rule("/me/name", view_func=relief.show_name, methods=POST)

pages.add_url_rule("/suggestions", view_func=suggestions.suggestions, methods=BOTH)
pages.add_url_rule("/suggestions/<int:suggestion_id>", view_func=suggestions.own_suggestion)
pages.add_url_rule("/suggestions/answering", view_func=suggestions.answering)
pages.add_url_rule("/suggestions/<int:suggestion_id>/answer", view_func=suggestions.answer, methods=BOTH)
