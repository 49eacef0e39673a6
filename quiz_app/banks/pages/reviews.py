"""Two people publish a question: the queue, the page of the second pair of eyes, and how two versions differ."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from quiz_app.banks.actions import approving
from quiz_app.banks.areas import AREAS
from quiz_app.banks.differences import Row, compare
from quiz_app.banks.forms.reviews import VerdictForm
from quiz_app.banks.markup import shown as shown_text
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.queries import submissions
from quiz_app.banks.queries.questions import FoundQuestion, StatedVersion, find_question, text_of
from quiz_app.banks.reviewing import laid_open
from quiz_app.banks.steps import Step, is_own
from quiz_app.banks.tables.reviews import QuestionSubmission
from quiz_app.banks.types.table import TYPES
from quiz_app.core.errors import Invalid, NotFound
from quiz_app.core.passages import block
from quiz_app.core.web.cursors import pack, unpack
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.regulations.pages import texts

PAGE = 50
MOST_OWN = 20


def reviews() -> str:
    """What waits for one's review, and what of one's own waits for others."""
    me, after = actor(), unpack(request.args.get("after"), 1)
    with database().reading() as session:
        found = submissions.waiting_for(session, me, limit=PAGE + 1, after=after)
        own = [] if after else submissions.waiting_of(session, me, limit=MOST_OWN)
    return render_template(
        "banks/reviews.html",
        waiting=found[:PAGE],
        own=own,
        next=pack(found[PAGE - 1].submission.id) if len(found) > PAGE else None,
        types=TYPES,
    )


def send_question(question_id: int) -> Response:
    number = request.args.get("number", 0, type=int)
    reason = request.form.get("reason", "")
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        approving.send(
            session,
            actor(),
            found,
            number=number,
            version=_seen_version(),
            texts=texts(),
            reason=reason,
            at=arrival(),
        )
    flash(_("第 %(number)s 版已送审，审核通过后试卷才能抽到它。", number=number), "success")
    return redirect(url_for(".question", question_id=question_id))


def take_back_question(question_id: int) -> Response:
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        approving.take_back(session, actor(), found, version=_seen_version(), at=arrival())
    flash(_("已撤回送审。"), "success")
    return redirect(url_for(".question", question_id=question_id))


def review_question(question_id: int) -> str | Response | tuple[str, int]:
    """The version that waits, what it changes of the published one, and the verdict of whoever did not write it."""
    me, form = actor(), VerdictForm()
    if form.validate_on_submit():
        try:
            return _decide(question_id, form)
        except Invalid as refusal:
            form.explain(refusal.fields)
    with database().reading() as session:
        found = find_question(session, me, question_id)
        waiting = submissions.waiting(session, found.question)
        if waiting is None:
            flash(_("这道题没有在等审核的版本。"), "info")
            return redirect(url_for(".question", question_id=question_id))
        return _review_page(session, found, waiting, form), 422 if form.errors else 200


def compare_versions(question_id: int) -> str:
    """How two versions differ: by default the latest and the one before it."""
    with database().reading() as session:
        found = find_question(session, actor(), question_id)
        versions = queries.versions(session, found.question)
    latest = found.latest.number
    old = _numbered(versions, request.args.get("from", max(latest - 1, 1), type=int))
    new = _numbered(versions, request.args.get("to", latest, type=int))
    return render_template(
        "banks/compare_versions.html", found=found, versions=versions, old=old, new=new, rows=differences(old, new)
    )


def differences(old: StatedVersion, new: StatedVersion) -> list[Row]:
    return compare(text_of("", old.version, old.bases), text_of("", new.version, new.bases))


def _decide(question_id: int, form: VerdictForm) -> Response:
    verdict = request.form.get("verdict")
    if verdict not in ("approve", "return"):
        raise Invalid(_("没有看懂要做什么，请用页面上的按钮。"), fields={"reason": _("请点“通过并发布”或者“退回”")})
    number, version, reason, at = form.seen_number, form.seen_version, form.reason.data or "", arrival()
    with database().transaction() as session:
        found = find_question(session, actor(), question_id, lock=True)
        if verdict == "approve":
            approving.approve(
                session, actor(), found, number=number, version=version, texts=texts(), reason=reason, at=at
            )
        else:
            approving.give_back(session, actor(), found, number=number, version=version, reason=reason, at=at)
    if verdict == "approve":
        flash(_("%(code)s 已发布，之后组的试卷可以抽到它。", code=found.question.code), "success")
    else:
        flash(_("%(code)s 已退回，写题的人会看到你的意见。", code=found.question.code), "success")
    return redirect(url_for(".reviews"))


def _review_page(session: Session, found: FoundQuestion, waiting: QuestionSubmission, form: VerdictForm) -> str:
    versions = queries.versions(session, found.question)
    shown = next(each for each in versions if each.version.id == waiting.question_version_id)
    published = next((each for each in versions if each.version.id == found.question.published_version_id), None)
    version = shown.version
    returned = _last_returned(session, found, versions, before=version.number)
    own = is_own(actor().member_id, author=version.created_by, sender=waiting.sent_by)
    form.version.data, form.number.data = str(found.question.version), str(version.number)
    return render_template(
        "banks/review_question.html",
        found=found,
        shown=shown,
        published=published,
        rows=differences(published, shown) if published else [],
        returned=returned,
        mended=differences(returned, shown) if returned else [],
        waiting=waiting,
        is_own=own,
        reviewers=submissions.reviewers(session, found.unit, apart_from=actor().member_id) if own else [],
        form=form,
        kind=TYPES[version.type],
        item=laid_open(text_of("", version)),
        explanation_html=block(shown_text(text_of("", version)).explanation),
        areas=AREAS,
    )


def _last_returned(
    session: Session, found: FoundQuestion, versions: list[StatedVersion], *, before: int
) -> StatedVersion | None:
    """The latest earlier version that a reviewer gave back."""
    given_back = (
        step.number
        for step in submissions.steps(session, found.question)
        if step.kind is Step.RETURNED and step.number is not None and step.number < before
    )
    number = next(given_back, None)
    return _numbered(versions, number) if number is not None else None


def _numbered(versions: list[StatedVersion], number: int) -> StatedVersion:
    for each in versions:
        if each.version.number == number:
            return each
    raise NotFound(_("这道题没有这个版本。"))


def _seen_version() -> int:
    """The version of the question that was on the page."""
    return request.args.get("version", 0, type=int)
