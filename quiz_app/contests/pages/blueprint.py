"""Every page of this room by its address: what members see here, the organizer's half and appeals beside."""

from flask import Blueprint

from quiz_app.contests.pages import contest, listing, screen, standings, team_standings
from quiz_app.contests.pages.appeals.blueprint import appeals
from quiz_app.contests.pages.manage.blueprint import manage

pages = Blueprint("contests", __name__, url_prefix="/contests")
pages.add_url_rule("", view_func=listing.index)
pages.add_url_rule("/<int:contest_id>", view_func=contest.show)
pages.add_url_rule("/<int:contest_id>/poster", view_func=contest.poster)
pages.add_url_rule("/<int:contest_id>/standings", view_func=standings.standings)
pages.add_url_rule("/<int:contest_id>/standings/export", view_func=standings.export)
pages.add_url_rule("/<int:contest_id>/teams", view_func=team_standings.teams)
pages.add_url_rule("/<int:contest_id>/teams/export", view_func=team_standings.export, endpoint="export_teams")
pages.add_url_rule("/<int:contest_id>/screen", view_func=screen.screen)
pages.register_blueprint(manage)
pages.register_blueprint(appeals)
