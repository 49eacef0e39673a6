"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.practice.pages import book, daily, overview, rounds

pages = Blueprint("practice", __name__, url_prefix="/practice")

pages.add_url_rule("", view_func=overview.index)
pages.add_url_rule("/today", view_func=overview.today)
pages.add_url_rule("/daily", view_func=daily.daily, methods=["GET", "POST"])
pages.add_url_rule("/drill", view_func=rounds.drill)
pages.add_url_rule("/rounds", view_func=rounds.begin, methods=["POST"])
pages.add_url_rule("/rounds/<int:round_id>", view_func=rounds.show)
pages.add_url_rule("/rounds/<int:round_id>/answers", view_func=rounds.answer, methods=["POST"])
pages.add_url_rule("/rounds/<int:round_id>/answers/<int:number>", view_func=rounds.answered)
pages.add_url_rule("/mistakes", view_func=book.mistakes)
pages.add_url_rule("/stars", view_func=book.stars)
