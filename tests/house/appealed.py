"""A contest of the city under appeal that Ann took part in, with her appeal, its bulletin, and the draft of another."""

from datetime import timedelta

from sqlalchemy.orm import Session

from quiz_app.boards.actions.rosters import take_roster
from quiz_app.bulletins.tables import Bulletin
from quiz_app.contests.rules import Rules
from quiz_app.contests.tables.contests import Contest, Stage
from quiz_app.contests.tables.outcomes import Appeal
from tests.conftest import NOW, Cast

ENDPOINTS = (
    *(f"contests.appeals.{each}" for each in ("index", "new", "show", "withdraw", "queue", "read")),
    *(f"bulletins.{each}" for each in ("show", "download", "edit", "begin", "preview", "withdraw")),
    "contests.manage.settlement",
)


def appealed(session: Session, cast: Cast, exam_id: int, attempt_id: int) -> dict[str, int | str]:
    """A value for each parameter of the routes of contests and bulletins; `exam_id` is that of the one stage."""
    ann, dora, city = cast.ann.member_id, cast.dora.member_id, cast.units["临江市"]
    made = Contest(
        unit_id=city.id,
        title="支部工作知识竞赛",
        state="under_appeal",
        rules=Rules().to_json(),
        opens_at=NOW - timedelta(days=2),
        closes_at=NOW - timedelta(days=1),
        appeals_until=NOW + timedelta(days=3),
        roster_id=take_roster(session, city, at=NOW - timedelta(days=2)),
        created_by=dora,
        created_at=NOW - timedelta(days=3),
    )
    session.add(made)
    session.flush()
    stage = Stage(contest_id=made.id, position=1, kind="preliminary", title="初赛", exam_id=exam_id)
    session.add(stage)
    session.flush()
    appeal = Appeal(
        contest_id=made.id,
        stage_id=stage.id,
        attempt_id=attempt_id,
        member_id=ann,
        about="score",
        matter=f"score:{attempt_id}",
        words="少算了一题。",
        made_at=NOW,
        due_at=NOW + timedelta(days=5),
    )
    words = {"heading": "临江市", "number": "", "title": "通报", "addressees": "", "opening": "", "closing": ""}
    words |= {"signed_by": "临江市"}
    common = {"contest_id": made.id, "dated_on": NOW.date(), "edited_by": dora, "edited_at": NOW}
    content = {"sections": [], "attached": []}
    published = Bulletin(version=1, content=content, published_by=dora, published_at=NOW, **common, **words)
    session.add_all([appeal, published, Bulletin(version=2, **common, **words)])
    session.flush()
    return {"appeal_id": appeal.id, "form": "xlsx"} | {f"{each} contest_id": made.id for each in ENDPOINTS}
