"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.exams.pages import (
    assisted,
    attempts,
    drawing,
    entry,
    exams,
    fairness,
    manage,
    marking,
    paper,
    printing,
    reading,
    releasing,
    reports,
    results,
    signals,
    statistics,
    visits,
    watch,
)

pages = Blueprint("exams", __name__, url_prefix="/exams")
pages.add_url_rule("", view_func=exams.index)
pages.add_url_rule("/reports", view_func=reports.reports)
pages.add_url_rule("/<int:exam_id>", view_func=exams.show)
pages.add_url_rule("/<int:exam_id>/attempts", view_func=exams.start, methods=["POST"])
pages.add_url_rule("/<int:exam_id>/board", view_func=exams.board)
pages.add_url_rule("/<int:exam_id>/draw", view_func=drawing.draw)
pages.add_url_rule("/<int:exam_id>/draw.json", view_func=drawing.draw_export)
pages.add_url_rule("/<int:exam_id>/branch", view_func=exams.branch)

_attempts = Blueprint("attempts", __name__, url_prefix="/attempts/<int:attempt_id>")
_attempts.add_url_rule("", view_func=attempts.show)
_attempts.add_url_rule("", view_func=attempts.answer, methods=["POST"])
_attempts.add_url_rule("/confirm", view_func=attempts.confirm)
_attempts.add_url_rule("/result", view_func=results.result)
_attempts.add_url_rule("/review", view_func=results.review)
_attempts.add_url_rule("/report", view_func=reports.report, methods=["GET", "POST"])
_attempts.add_url_rule("/print", view_func=printing.result, endpoint="print")
_attempts.add_url_rule("/course", view_func=visits.course)
pages.register_blueprint(_attempts)

_manage = Blueprint("manage", __name__, url_prefix="/manage")
_manage.add_url_rule("", view_func=manage.index)
_manage.add_url_rule("/new", view_func=manage.new, methods=["GET", "POST"])
_manage.add_url_rule("/<int:exam_id>", view_func=manage.show)
_manage.add_url_rule("/<int:exam_id>/edit", view_func=manage.edit, methods=["GET", "POST"])
_manage.add_url_rule("/<int:exam_id>/publish", view_func=manage.publish, methods=["GET", "POST"])
_manage.add_url_rule("/<int:exam_id>/fairness", endpoint="fairness", view_func=fairness.show)
_manage.add_url_rule("/<int:exam_id>/extend", view_func=manage.extend, methods=["POST"])
_manage.add_url_rule("/<int:exam_id>/results", view_func=releasing.release, methods=["GET", "POST"])
pages.register_blueprint(_manage)

_watch = Blueprint("watch", __name__, url_prefix="/manage/<int:exam_id>")
_watch.add_url_rule("/watch", view_func=watch.show)
_watch.add_url_rule("/watch/figures", view_func=watch.figures)
_watch.add_url_rule("/watch/absent", view_func=watch.absent)
_watch.add_url_rule("/export.xlsx", view_func=watch.export)
pages.register_blueprint(_watch)

_entry = Blueprint("entry", __name__, url_prefix="/manage/<int:exam_id>/entry")
_entry.add_url_rule("", view_func=entry.show)
_entry.add_url_rule("/password", view_func=entry.password, methods=["POST"])
_entry.add_url_rule("/arrangements", view_func=entry.grant, methods=["POST"])
_entry.add_url_rule("/arrangements/<int:accommodation_id>/withdrawal", view_func=entry.withdraw, methods=["POST"])
pages.register_blueprint(_entry)

_marking = Blueprint("marking", __name__, url_prefix="/manage/<int:exam_id>/marking")
_marking.add_url_rule("", view_func=marking.show)
_marking.add_url_rule("/readers", view_func=marking.appoint, methods=["POST"])
_marking.add_url_rule("/readers/<int:reader_id>/dismissal", view_func=marking.dismiss, methods=["POST"])
_marking.add_url_rule("/rule", view_func=marking.rule, methods=["POST"])
_marking.add_url_rule("/publication", view_func=marking.publish, methods=["GET", "POST"])
pages.register_blueprint(_marking)

_reading = Blueprint("reading", __name__, url_prefix="/reading")
_reading.add_url_rule("", view_func=reading.index)
_reading.add_url_rule("/<int:exam_id>", view_func=reading.show)
_reading.add_url_rule("/<int:exam_id>/next", view_func=reading.take, methods=["POST"])
_reading.add_url_rule("/answers/<int:task_id>", view_func=reading.task, methods=["GET", "POST"])
_reading.add_url_rule("/answers/<int:task_id>/return", view_func=reading.put_back, methods=["POST"])
pages.register_blueprint(_reading)
_printing = Blueprint("printing", __name__, url_prefix="/manage/<int:exam_id>/print")
_printing.add_url_rule("", view_func=printing.show)
_printing.add_url_rule("/papers", view_func=printing.papers)
pages.register_blueprint(_printing)

_paper = Blueprint("paper", __name__)
_paper.add_url_rule("/<int:exam_id>/paper", view_func=paper.show)
_paper.add_url_rule("/<int:exam_id>/paper", view_func=paper.keep, methods=["POST"])
_paper.add_url_rule("/<int:exam_id>/paper/papers", view_func=paper.papers)
_paper.add_url_rule("/<int:exam_id>/paper/find", view_func=paper.find)
_paper.add_url_rule("/paper/<int:paper_id>", view_func=paper.key, methods=["GET", "POST"])
_paper.add_url_rule("/paper/<int:paper_id>/withdrawal", view_func=paper.withdraw, methods=["POST"])
pages.register_blueprint(_paper)

_assisted = Blueprint("assisted", __name__)
_assisted.add_url_rule("/<int:exam_id>/assisted", view_func=assisted.index)
_assisted.add_url_rule("/<int:exam_id>/assisted/<int:member_id>", view_func=assisted.ask)
_assisted.add_url_rule("/<int:exam_id>/assisted/<int:member_id>", view_func=assisted.open_device, methods=["POST"])
_assisted.add_url_rule("/assisted", view_func=assisted.show)
_assisted.add_url_rule("/assisted", view_func=assisted.act, methods=["POST"])
_assisted.add_url_rule("/assisted/confirm", view_func=assisted.confirm)
_assisted.add_url_rule("/assisted/back", view_func=assisted.back, methods=["GET", "POST"])
pages.register_blueprint(_assisted)

_statistics = Blueprint("statistics", __name__)
_statistics.add_url_rule("/statistics/questions/<int:question_id>", view_func=statistics.question)
_statistics.add_url_rule("/statistics/banks/<int:bank_id>", view_func=statistics.bank)
_statistics.add_url_rule("/manage/<int:exam_id>/statistics", view_func=statistics.exam)
pages.register_blueprint(_statistics)

_signals = Blueprint("signals", __name__, url_prefix="/manage/<int:exam_id>")
_signals.add_url_rule("/signals", view_func=signals.index)
_signals.add_url_rule("/signals", view_func=signals.look, methods=["POST"])
_signals.add_url_rule("/signals/<int:signal_id>", view_func=signals.show)
_signals.add_url_rule("/signals/<int:signal_id>", view_func=signals.decide, methods=["POST"])
_signals.add_url_rule("/attempts/<int:attempt_id>", view_func=visits.attempt)
pages.register_blueprint(_signals)
