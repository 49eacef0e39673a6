"""Every page of this room by its address: what members see here, the organizer's half and appeals beside."""

from flask import Blueprint

from quiz_app.contests.pages import contests
from quiz_app.contests.pages.appeals.blueprint import appeals
from quiz_app.contests.pages.manage.blueprint import manage

pages = Blueprint("contests", __name__, url_prefix="/contests")
pages.add_url_rule("", view_func=contests.index)
pages.add_url_rule("/<int:contest_id>", view_func=contests.show)
pages.register_blueprint(manage)
pages.register_blueprint(appeals)
