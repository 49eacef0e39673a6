"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.corrections.pages import deciding, proposing, undoing

pages = Blueprint("corrections", __name__)
_OF_EXAM = "/exams/manage/<int:exam_id>/corrections"
pages.add_url_rule(_OF_EXAM, view_func=proposing.index)
pages.add_url_rule(f"{_OF_EXAM}/questions", view_func=proposing.questions)
pages.add_url_rule(f"{_OF_EXAM}/questions/<int:place>", view_func=proposing.question, methods=["GET", "POST"])
pages.add_url_rule(f"{_OF_EXAM}/rule", view_func=proposing.rule, methods=["GET", "POST"])
pages.add_url_rule("/corrections/reports/<int:report_id>", view_func=proposing.of_report)
pages.add_url_rule("/corrections/<int:correction_id>", view_func=deciding.show)
pages.add_url_rule("/corrections/<int:correction_id>/state", view_func=deciding.state)
pages.add_url_rule("/corrections/<int:correction_id>/decision", view_func=deciding.decide, methods=["POST"])
pages.add_url_rule("/corrections/<int:correction_id>/undoing", view_func=undoing.undo, methods=["GET", "POST"])
