"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.records.pages import branch, changes, mine

pages = Blueprint("records", __name__)

pages.add_url_rule("/me", view_func=mine.me)
pages.add_url_rule("/me/points", view_func=mine.points)
pages.add_url_rule("/me/results", view_func=mine.results)
pages.add_url_rule("/me/learning", view_func=mine.learning)
pages.add_url_rule("/branch", view_func=branch.branch)
pages.add_url_rule("/changes", view_func=changes.changes)
