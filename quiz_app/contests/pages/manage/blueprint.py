"""The organizer's pages by their address."""

from flask import Blueprint

from quiz_app.contests.pages.manage import (
    acts,
    advancing,
    certificates,
    disqualifying,
    editing,
    extras,
    on_site,
    overview,
    roster,
    settlement,
    teams,
    watch,
    wizard,
)

manage = Blueprint("manage", __name__, url_prefix="/manage")
manage.add_url_rule("", view_func=overview.index)
manage.add_url_rule("/new", view_func=wizard.new, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>", view_func=overview.show)
manage.add_url_rule("/<int:contest_id>/edit", view_func=editing.edit, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/stages", view_func=editing.stages, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/stages/<int:stage_id>/drop", view_func=editing.drop_stage, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/announcement", view_func=acts.announce, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/withdrawal", view_func=acts.withdraw, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/freeze", view_func=acts.freeze, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/reveal", view_func=acts.reveal, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/publication", view_func=acts.publish, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/finalization", view_func=acts.finalize, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/reopening", view_func=acts.reopen, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/archive", view_func=acts.archive, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/watch", view_func=watch.show, endpoint="watch")
manage.add_url_rule("/<int:contest_id>/watch/figures", view_func=watch.figures, endpoint="watch_figures")
manage.add_url_rule("/<int:contest_id>/watch/absent", view_func=watch.absent)
manage.add_url_rule("/<int:contest_id>/watch/reminder", view_func=watch.remind, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/watch.xlsx", view_func=watch.export)
manage.add_url_rule("/<int:contest_id>/roster", view_func=roster.roster)
manage.add_url_rule("/<int:contest_id>/roster/exemptions", view_func=roster.exempt, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/roster/entrants", view_func=roster.add, methods=["POST"])
manage.add_url_rule("/<int:contest_id>/stages/<int:stage_id>/qualifiers", view_func=advancing.qualifiers)
manage.add_url_rule(
    "/<int:contest_id>/stages/<int:stage_id>/qualifiers",
    view_func=advancing.confirm,
    endpoint="confirm_qualifiers",
    methods=["POST"],
)
manage.add_url_rule(
    "/<int:contest_id>/stages/<int:stage_id>/wild-cards", view_func=advancing.wild_card, methods=["POST"]
)
manage.add_url_rule("/<int:contest_id>/stages/<int:stage_id>/scores", view_func=on_site.scores, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/disqualifications", view_func=disqualifying.disqualifications)
manage.add_url_rule(
    "/<int:contest_id>/disqualifications/of/<int:member_id>",
    view_func=disqualifying.disqualify,
    methods=["GET", "POST"],
)
manage.add_url_rule(
    "/<int:contest_id>/disqualifications/<int:disqualification_id>/reinstatement",
    view_func=disqualifying.reinstate,
    methods=["POST"],
)
manage.add_url_rule("/<int:contest_id>/teams", view_func=teams.teams, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/teams/<int:team_id>", view_func=teams.refill, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/settlement", view_func=settlement.settlement, methods=["GET", "POST"])
manage.add_url_rule("/<int:contest_id>/extras", view_func=extras.extras, methods=["GET", "POST"])
manage.add_url_rule(
    "/<int:contest_id>/extras/<int:extra_id>/withdrawal",
    view_func=extras.withdraw,
    endpoint="withdraw_extra",
    methods=["POST"],
)
manage.add_url_rule("/<int:contest_id>/certificates", view_func=certificates.certificates)
manage.add_url_rule("/<int:contest_id>/certificates/<int:certificate_id>", view_func=certificates.certificate)
manage.add_url_rule(
    "/<int:contest_id>/certificates/<int:certificate_id>/revocation",
    view_func=certificates.revoke,
    endpoint="revoke_certificate",
    methods=["POST"],
)
manage.add_url_rule(
    "/<int:contest_id>/certificates/<int:certificate_id>/reissue",
    view_func=certificates.reissue,
    endpoint="reissue_certificate",
    methods=["GET", "POST"],
)
