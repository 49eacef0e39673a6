"""The preview of a proposal is summed batch by batch over what was handed in."""

from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from quiz_app.core.db import Statement, to_milliseconds
from quiz_app.corrections.previews import Preview, add, from_json
from quiz_app.corrections.queries import regrading as queries
from quiz_app.corrections.regrading import Corrected, Regraded, Standing, by_member, moved, regrade
from quiz_app.corrections.tables import Correction
from quiz_app.exams.queries.marking import marks_of

_STORE = Statement(
    "UPDATE corrections SET preview = :preview, previewed_to = :up_to, previewed_at = :at, version = version + :more"
    " WHERE id = :correction AND previewed_to = :seen AND previewed_at IS NULL AND closed_at IS NULL"
)


def extended(session: Session, correction: Correction, *, most: int) -> tuple[Preview, int | None]:
    """The preview with the next attempts, and the last of them; None where there are no more. Only reads."""
    corrected = queries.proposed(session, correction)
    preview = from_json(correction.preview)
    sats = queries.batch(session, correction.edition_id, after=correction.previewed_to, most=most)
    if not sats:
        return preview, None
    marks = marks_of(session, [each.id for each in sats]) if corrected.before.by_person else {}
    regraded = [found for each in sats if (found := regrade(corrected, each, marks.get(each.id, {})))]
    members = {each.sat.member_id for each in regraded if each.changes}
    preview.attempts += len(sats)
    add(preview, corrected.after, regraded, queries.lines_of(session, correction.exam_id, members))
    _add_points(session, correction, corrected, preview, regraded, members)
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
    corrected: Corrected,
    preview: Preview,
    regraded: list[Regraded],
    members: set[int],
) -> None:
    """What the ledger would move for these members: counted with the last of each member's attempts that changes."""
    changed = {each.sat.id: each for each in regraded if each.changes}
    for attempts in by_member(queries.attempts_of(session, correction.exam_id, members)).values():
        known = [changed.get(each.id) or (regrade(corrected, each) if len(attempts) > 1 else None) for each in attempts]
        moving = [found.sat.id for found in known if found and found.changes]
        if not moving or max(moving) not in changed:
            continue
        before = [Standing(each.score, each.voided, each.credited) for each in attempts]
        after = [
            Standing(found.score, found.voided, each.credited) if found else was
            for found, each, was in zip(known, attempts, before, strict=True)
        ]
        gained, lost = moved(corrected.after, before, after)
        preview.points_given += sum(rule.amount for rule in gained)
        preview.points_taken += sum(rule.amount for rule in lost)
