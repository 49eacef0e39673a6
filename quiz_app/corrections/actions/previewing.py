"""The preview of a proposal is summed batch by batch over what was handed in."""

from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from quiz_app.core.db import to_milliseconds
from quiz_app.core.statements import Statement
from quiz_app.corrections.previews import Preview, add, from_json
from quiz_app.corrections.queries import regrading as queries
from quiz_app.corrections.regrading import NO_MARKS, Regraded, Regrading, Sat, Standing, by_member, moved
from quiz_app.corrections.tables import Correction
from quiz_app.exams.queries.marking import marks_of

_STORE = Statement(
    "UPDATE corrections SET preview = :preview, previewed_to = :up_to, previewed_at = :at, version = version + :more"
    " WHERE id = :correction AND previewed_to = :seen AND previewed_at IS NULL AND closed_at IS NULL"
)


def extended(session: Session, correction: Correction, *, most: int) -> tuple[Preview, int | None]:
    """The preview with the next attempts, and the last of them; None where there are no more. Only reads."""
    regrading = queries.proposed(session, correction)
    preview = from_json(correction.preview)
    sats = queries.batch(session, correction.edition_id, after=correction.previewed_to, most=most)
    if not sats:
        return preview, None
    marks = marks_of(session, [each.id for each in sats]) if regrading.corrected.by_person else {}
    regraded = [found for each in sats if (found := regrading.regrade(each, marks.get(each.id, NO_MARKS)))]
    members = {each.sat.member_id for each in regraded if each.changes}
    preview.attempts += len(sats)
    add(preview, regrading.corrected.after, regraded, queries.lines_of(session, correction.exam_id, members))
    _add_points(session, correction, regrading, preview, regraded, members)
    return preview, sats[-1].id


def store(session: Session, correction: Correction, preview: Preview, up_to: int | None, *, at: datetime) -> bool:
    """Write it; false, with nothing done, where somebody else has meanwhile."""
    values = {
        "correction": correction.id,
        "preview": orjson.dumps(preview.to_json()).decode(),
        "seen": correction.previewed_to,
        "up_to": correction.previewed_to if up_to is None else up_to,
        "at": to_milliseconds(at) if up_to is None else None,
        "more": int(up_to is None),
    }
    return _STORE.run(session, values).rowcount == 1


def _add_points(
    session: Session,
    correction: Correction,
    regrading: Regrading,
    preview: Preview,
    regraded: list[Regraded],
    members: set[int],
) -> None:
    """What the ledger would move for these members: counted with the last of each member's attempts that changes."""
    changed = {each.sat.id: each for each in regraded if each.changes}
    edition = regrading.corrected.after
    results = by_member(queries.results_of(session, correction.exam_id, members))
    again = [member for member, attempts in results.items() if len(attempts) > 1]
    others = {each.id: each for each in queries.attempts_of(session, correction.exam_id, again)} if again else {}
    for attempts in results.values():
        known = {each.id: changed.get(each.id) or _regraded(session, regrading, others[each.id]) for each in attempts}
        moving = [attempt_id for attempt_id, found in known.items() if found and found.changes]
        if not moving or max(moving) not in changed:
            continue
        before = [Standing(each.score, each.voided, each.credited) for each in attempts]
        after = [
            Standing(found.score, found.voided, each.credited) if (found := known[each.id]) else was
            for each, was in zip(attempts, before, strict=True)
        ]
        gained, lost = moved(edition, before, after)
        preview.points_given += sum(rule.amount for rule in gained)
        preview.points_taken += sum(rule.amount for rule in lost)


def _regraded(session: Session, regrading: Regrading, sat: Sat) -> Regraded | None:
    """Another attempt of a member, which may be of another batch."""
    marks = marks_of(session, [sat.id]) if regrading.corrected.by_person else {}
    return regrading.regrade(sat, marks.get(sat.id, NO_MARKS))
