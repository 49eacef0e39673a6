"""The pages of appeals by their address."""

from flask import Blueprint

from quiz_app.contests.pages.appeals import answering, making

appeals = Blueprint("appeals", __name__, url_prefix="/<int:contest_id>/appeals")
appeals.add_url_rule("", view_func=making.index)
appeals.add_url_rule("/new", view_func=making.new, methods=["GET", "POST"])
appeals.add_url_rule("/<int:appeal_id>", view_func=making.show)
appeals.add_url_rule("/<int:appeal_id>/withdrawal", view_func=making.withdraw, methods=["POST"])
appeals.add_url_rule("/queue", view_func=answering.queue)
appeals.add_url_rule("/<int:appeal_id>/reading", view_func=answering.read, methods=["GET", "POST"])
