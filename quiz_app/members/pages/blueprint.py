"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.members.pages import account, jobs, people, roles, roster, session

pages = Blueprint("members", __name__)

BOTH = ["GET", "POST"]
POST = ["POST"]

pages.add_url_rule("/sign-in", view_func=session.sign_in, methods=BOTH)
pages.add_url_rule("/sign-out", view_func=session.sign_out, methods=POST)
pages.add_url_rule("/me/password", view_func=account.password, methods=BOTH)
pages.add_url_rule("/me/devices", view_func=account.devices)
pages.add_url_rule("/me/devices/<int:sign_in_id>/end", view_func=account.end_device, methods=POST)
pages.add_url_rule("/me/devices/end-others", view_func=account.end_other_devices, methods=POST)
pages.add_url_rule("/me/jobs", view_func=jobs.jobs)
pages.add_url_rule("/me/jobs/<int:job_id>", view_func=jobs.job)
pages.add_url_rule("/me/jobs/<int:job_id>/progress", view_func=jobs.job_progress)

pages.add_url_rule("/members", view_func=people.people)
pages.add_url_rule("/members/<int:member_id>", view_func=people.person)
pages.add_url_rule("/members/<int:member_id>/initial-password", view_func=people.initial_password)
pages.add_url_rule("/members/<int:member_id>/initial-password", view_func=people.new_initial_password, methods=POST)
pages.add_url_rule("/members/<int:member_id>/transfer", view_func=people.transfer, methods=BOTH)
pages.add_url_rule("/members/<int:member_id>/leave", view_func=people.leave, methods=POST)
pages.add_url_rule("/members/<int:member_id>/put-back", view_func=people.put_back, methods=POST)

pages.add_url_rule("/members/import", view_func=roster.roster, methods=BOTH)
pages.add_url_rule("/members/import/<int:upload_id>", view_func=roster.roster_preview)
pages.add_url_rule("/members/import/<int:upload_id>/confirm", view_func=roster.roster_confirm, methods=POST)
pages.add_url_rule("/members/import/done", view_func=roster.roster_result)
pages.add_url_rule("/members/import/passwords.xlsx", view_func=roster.roster_passwords, methods=POST)
pages.add_url_rule("/members/initial-passwords", view_func=roster.reissue_passwords, methods=POST)
pages.add_url_rule("/members/template.xlsx", view_func=roster.roster_template)
pages.add_url_rule("/members/export.xlsx", view_func=roster.roster_export)

pages.add_url_rule("/units/<int:unit_id>/roles", view_func=roles.roles, methods=BOTH)
pages.add_url_rule("/roles/<int:grant_id>/withdraw", view_func=roles.withdraw_role, methods=POST)
