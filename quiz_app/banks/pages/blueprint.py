"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.banks.pages import (
    banks,
    bulk,
    enemies,
    importing,
    pictures,
    previewing,
    printing,
    questions,
    reports,
    reviews,
    stars,
    states,
)

pages = Blueprint("banks", __name__)

BOTH = ["GET", "POST"]
QUESTION = "/banks/questions/<int:question_id>"
UPLOAD = "/banks/uploads/<int:upload_id>"

pages.add_url_rule("/banks", view_func=banks.index)
pages.add_url_rule("/banks/new", view_func=banks.new, methods=BOTH)
pages.add_url_rule("/banks/citations", view_func=banks.citations)
pages.add_url_rule("/banks/superseded", view_func=banks.superseded)
pages.add_url_rule("/banks/reviews", view_func=reviews.reviews)
pages.add_url_rule("/banks/reports", view_func=reports.reports)
pages.add_url_rule("/banks/reports/<int:report_id>", view_func=reports.report, methods=BOTH)
pages.add_url_rule("/banks/<int:bank_id>", view_func=banks.show)
pages.add_url_rule("/banks/<int:bank_id>/edit", view_func=banks.edit, methods=BOTH)
pages.add_url_rule("/banks/<int:bank_id>/questions/new", view_func=questions.new_question, methods=BOTH)
pages.add_url_rule("/banks/<int:bank_id>/preview", view_func=previewing.preview, methods=["POST"])
pages.add_url_rule("/banks/<int:bank_id>/bulk", view_func=bulk.bulk, methods=BOTH)
pages.add_url_rule("/banks/<int:bank_id>/acts", view_func=bulk.acts)
pages.add_url_rule("/banks/<int:bank_id>/acts/<int:act_id>/undoing", view_func=bulk.undo_bulk, methods=BOTH)
pages.add_url_rule(QUESTION, view_func=questions.question)
pages.add_url_rule(f"{QUESTION}/edit", view_func=questions.edit_question, methods=BOTH)
pages.add_url_rule(f"{QUESTION}/compare", view_func=reviews.compare_versions)
pages.add_url_rule(f"{QUESTION}/submission", view_func=reviews.send_question, methods=["POST"])
pages.add_url_rule(f"{QUESTION}/submission/end", view_func=reviews.take_back_question, methods=["POST"])
pages.add_url_rule(f"{QUESTION}/review", view_func=reviews.review_question, methods=BOTH)
pages.add_url_rule(f"{QUESTION}/withdrawal", view_func=states.withdraw_question, methods=["POST"])
pages.add_url_rule(f"{QUESTION}/retirement", view_func=states.retire_question, methods=["POST"])
pages.add_url_rule(f"{QUESTION}/restoration", view_func=states.restore_question, methods=["POST"])
pages.add_url_rule("/pictures/<digest>", view_func=pictures.picture)
pages.add_url_rule(f"{QUESTION}/enemies", view_func=enemies.declare_enemy, methods=["POST"])
pages.add_url_rule(f"{QUESTION}/enemies/<int:pair_id>/end", view_func=enemies.end_enemy, methods=["POST"])
pages.add_url_rule("/banks/template.xlsx", view_func=importing.question_template)
pages.add_url_rule("/banks/<int:bank_id>/import", view_func=importing.upload_questions, methods=BOTH)
pages.add_url_rule("/banks/<int:bank_id>/export", view_func=importing.export_questions)
pages.add_url_rule("/banks/<int:bank_id>/print", view_func=printing.print_questions)
pages.add_url_rule(UPLOAD, view_func=importing.review_import)
pages.add_url_rule(f"{UPLOAD}/mends", view_func=importing.mend_import, methods=["POST"])
pages.add_url_rule(f"{UPLOAD}/rows/<int:row>", view_func=importing.rewrite_import, methods=BOTH)
pages.add_url_rule(f"{UPLOAD}/confirmation", view_func=importing.confirm_import, methods=["POST"])
pages.add_url_rule("/banks/imports/<int:import_id>/undoing", view_func=importing.undo_import, methods=["POST"])
pages.add_url_rule("/questions/<code>/star", view_func=stars.star, methods=["POST"])
