"""The organizer's pages by their address."""

from flask import Blueprint

from quiz_app.contests.pages.manage import overview, settlement

manage = Blueprint("manage", __name__, url_prefix="/manage")
manage.add_url_rule("", view_func=overview.index)
manage.add_url_rule("/<int:contest_id>", view_func=overview.show)
manage.add_url_rule("/<int:contest_id>/settlement", view_func=settlement.settlement, methods=["GET", "POST"])
