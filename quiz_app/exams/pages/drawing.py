"""How members check that their papers were drawn as promised."""

import json
from io import BytesIO

from flask import Response, render_template, send_file
from flask_babel import gettext as _

from quiz_app.core.errors import Conflict
from quiz_app.core.web.services import arrival, database
from quiz_app.exams import commitments, rules
from quiz_app.exams.queries import listing, sat
from quiz_app.members.pages.identity import actor


def draw(exam_id: int) -> str:
    """The fingerprint, and once the exam is over for good the seed with what else is needed to draw again."""
    me = actor()
    with database().reading() as session:
        exam = listing.own_exam(session, me, exam_id).exam
        found = sat.edition_of(session, exam)
        attempts = listing.attempts_of(session, me.member_id, exam_id)
    is_open = commitments.is_open(exam, arrival())
    return render_template(
        "exams/draw.html",
        exam=exam,
        member_id=me.member_id,
        attempts=attempts,
        fingerprint=commitments.fingerprint(found.edition, found.seed),
        seed=found.seed.hex() if is_open else None,
        promised=commitments.is_promised(exam),
        closes=rules.moment(exam.ends_at) if exam.ends_at else None,
    )


def draw_export(exam_id: int) -> Response:
    """What anybody needs to draw any paper of the exam again: no texts, no keys."""
    me = actor()
    with database().reading() as session:
        exam = listing.own_exam(session, me, exam_id).exam
        found = sat.edition_of(session, exam)
    if not commitments.is_open(exam, arrival()):
        raise Conflict(_("抽题数据还不能公布：公布正确答案的考试，结束以后才公布。"), code="draw_is_sealed")
    content = json.dumps(commitments.opened(found.edition, found.seed), ensure_ascii=False).encode()
    return send_file(BytesIO(content), "application/json", as_attachment=True, download_name=f"抽题数据-{exam.id}.json")
