"""A certificate of Ann's, and an archive that her secretary asked for."""

from sqlalchemy.orm import Session

from quiz_app.certificates.actions import ARCHIVE, issue
from quiz_app.certificates.holders import Holder
from quiz_app.certificates.queries import of_member
from quiz_app.core.jobs.actions import enqueue
from tests.conftest import NOW, Cast


def certified(session: Session, cast: Cast) -> dict[str, int | str]:
    """A value for each parameter of the room's routes."""
    ann, ben = cast.ann, cast.ben
    issue(
        session,
        series="contest:1",
        source_id=1,
        kind="award",
        holders=[Holder(ann.name, ann.unit_name, member_id=ann.member_id)],
        title="一等奖",
        text="荣获一等奖。",
        issuer="竞赛组委会",
        issued_by=cast.dora.member_id,
        at=NOW,
    )
    [certificate] = of_member(session, ann.member_id, at=NOW)
    asked = {"title": "打包“港口党支部”的证书", "asked_by": ben.member_id, "scope": ben.unit_path, "at": NOW}
    return {
        "certificate_id": certificate.id,
        "certificates.checked_number number": certificate.number,
        "certificates_api.check number": certificate.number,
        "certificates.archive job_id": enqueue(session, ARCHIVE, {}, **asked).id,
    }
