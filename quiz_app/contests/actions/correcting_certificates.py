"""Certificates of a contest, revoked and reissued by hand: each is kept in the record, and its holder is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.certificates import actions as certificates
from quiz_app.certificates.holders import MadeOut
from quiz_app.certificates.tables import Certificate
from quiz_app.contests.actions.recording import note
from quiz_app.contests.queries.certificates import find, is_due
from quiz_app.contests.queries.contests import FoundContest
from quiz_app.core.errors import Conflict
from quiz_app.notices.actions.sending import tell
from quiz_app.notices.kinds import CORRECTION
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission


def revoke(
    session: Session, actor: Actor, found: FoundContest, certificate_id: int, *, reason: str, at: datetime
) -> Certificate:
    """Let a certificate hold no longer. The award stays as it is; settling again issues no other certificate for it."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    certificate = find(session, found, certificate_id, held=True)
    certificates.revoke(session, certificate, reason=reason, by=actor.member_id, at=at)
    whose = f"{certificate.holder_name}，{certificate.title}"
    said = f"撤销证书 {certificate.number}（{whose}）。{certificate.revoked_reason}"
    _keep(session, actor, found, certificate, "certificate_revoked", said, at=at)
    words = f"你的“{certificate.title}”（编号 {certificate.number}）已经撤销：{certificate.revoked_reason}"
    _tell(session, actor, certificate, "你有一份证书撤销了", words, at=at)
    return certificate


def reissue(
    session: Session,
    actor: Actor,
    found: FoundContest,
    certificate_id: int,
    other: MadeOut,
    *,
    reason: str,
    at: datetime,
) -> Certificate:
    """Issue a certificate again under a new number, for an award that stands; the old one is revoked with it."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    certificate = find(session, found, certificate_id, held=True)
    if not is_due(session, found.contest, certificate):
        raise Conflict("这份证书所依据的奖项已经收回，不能再发。奖项恢复以后，重新核定会自己补发。", code="no_award")
    made = certificates.reissue(session, certificate, other, reason=reason, by=actor.member_id, at=at)
    whose = f"{made.holder_name}，{made.title}"
    said = f"重新颁发证书：{certificate.number} 换成 {made.number}（{whose}）。{reason.strip()}"
    _keep(session, actor, found, made, "certificate_reissued", said, at=at)
    words = f"你的“{made.title}”重新颁发了，新的编号是 {made.number}；原来的编号 {certificate.number} 不再有效。"
    _tell(session, actor, made, "你有一份证书重新颁发了", f"{words}原因：{reason.strip()}", at=at)
    return made


def _keep(
    session: Session, actor: Actor, found: FoundContest, about: Certificate, kind: str, said: str, *, at: datetime
) -> None:
    note(session, found.contest, kind, said, by=actor.member_id, member_id=about.holder_member_id, at=at)


def _tell(session: Session, actor: Actor, about: Certificate, title: str, words: str, *, at: datetime) -> None:
    """Only a member is told by name; the certificates of a unit stand in its list."""
    if about.holder_member_id is None:
        return
    tell(
        session,
        member_ids=[about.holder_member_id],
        title=title,
        body=f"{words}\n\n有疑问请向竞赛的组织者询问。",
        kind=CORRECTION,
        page={"endpoint": "certificates.mine"},
        sent_by=actor.member_id,
        at=at,
        waits=True,
    )
