"""What the answers say of the questions: of one, of a bank's, of an exam's."""

from flask import render_template, request
from flask_babel import gettext as _

from quiz_app.banks import markup
from quiz_app.banks.queries.questions import text_of
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import NotFound
from quiz_app.core.passages import block
from quiz_app.core.web.api import read_arguments
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.exams.psychometrics import findings
from quiz_app.exams.psychometrics.reports import question_report, score_report
from quiz_app.exams.queries import statistics as queries
from quiz_app.exams.queries.freezing import require_unfrozen_bank
from quiz_app.exams.schemas import StatisticsIn
from quiz_app.members.pages.identity import actor
from quiz_app.organizations.permissions import Permission

PAGE = 50
MOST_DOTS = 500


def question(question_id: int) -> str:
    """A question's published version, or another that is asked for, or the latest."""
    me = actor()
    with database().reading() as session:
        found, bank, unit = queries.find_question(session, me, question_id)
        require_unfrozen_bank(session, me, bank.id, at=arrival())
        versions = queries.versions(session, found)
        counted_at = queries.counted_at(session)
    wanted = request.args.get("version", type=int)
    of_papers = [each for each in versions if each.version.id == found.published_version_id]
    asked_for = [each for each in versions if each.version.number == wanted]
    shown = next(iter(asked_for if wanted is not None else of_papers or versions), None)
    if shown is None:
        raise NotFound(_("这道题没有这个版本。"))
    version = shown.version
    said = markup.shown(text_of(found.code, version))
    asked = findings.asked(version.type, version.options, version.key)
    return render_template(
        "exams/statistics/question.html",
        question=found,
        bank=bank,
        version=version,
        versions=versions,
        kind=TYPES[version.type],
        stem_html=block(said.stem),
        report=question_report(shown.sums, asked, said.options),
        counted_at=counted_at,
        fewest=findings.FEWEST_FOR_FIGURES,
        fewest_flagged=findings.FEWEST_TAKEN,
        writes=me.can(Permission.QUESTION_WRITE, unit.path),
    )


def bank(bank_id: int) -> str:
    me, asked = actor(), read_arguments(StatisticsIn)
    with database().reading() as session:
        found, unit = queries.find_bank(session, me, bank_id)
        require_unfrozen_bank(session, me, bank_id, at=arrival())
        whole = queries.bank_whole(session, found)
        after = unpack(asked.after, 2)
        dots = queries.bank_dots(session, found, limit=MOST_DOTS)
        listed = queries.bank_items(session, me, found, order=asked.order, limit=PAGE + 1, after=after)
        counted_at = queries.counted_at(session)
    return render_template(
        "exams/statistics/bank.html",
        bank=found,
        unit=unit,
        whole=whole,
        dots=dots,
        listed=listed[:PAGE],
        order=asked.order,
        types=TYPES,
        counted_at=counted_at,
        fewest=findings.FEWEST_FOR_FIGURES,
        fewest_flagged=findings.FEWEST_TAKEN,
        next=_cursor(listed),
        writes=me.can(Permission.QUESTION_WRITE, unit.path),
    )


def exam(exam_id: int) -> str:
    me, asked = actor(), read_arguments(StatisticsIn)
    with database().reading() as session:
        found = queries.measured_exam(session, me, exam_id)
        whole = queries.exam_whole(session, found.exam)
        after = unpack(asked.after, 2)
        dots = queries.exam_dots(session, found.exam, limit=MOST_DOTS)
        listed = queries.exam_items(session, me, found.exam, order=asked.order, limit=PAGE + 1, after=after)
        counted_at = queries.counted_at(session)
    return render_template(
        "exams/statistics/exam.html",
        found=found,
        exam=found.exam,
        scores=score_report(found.papers),
        whole=whole,
        dots=dots,
        listed=listed[:PAGE],
        order=asked.order,
        types=TYPES,
        counted_at=counted_at,
        fewest=findings.FEWEST_FOR_FIGURES,
        fewest_flagged=findings.FEWEST_TAKEN,
        next=_cursor(listed),
    )


def _cursor(listed: list[queries.ListedItem]) -> str | None:
    """Behind what a page shows, if more follows."""
    return pack(*listed[PAGE - 1].cursor) if len(listed) > PAGE else None
