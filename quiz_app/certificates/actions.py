"""Issuing, revoking, reissuing and revealing certificates, and asking for an archive of them.

Whoever issues has found the right to it before: a contest gives its awards through these, and they ask no more.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from quiz_app.certificates import kinds, numbers, queries, wording
from quiz_app.certificates.holders import LONGEST_NAME, Holder, MadeOut
from quiz_app.certificates.tables import LONGEST_SERIES, Certificate, CertificateSeries
from quiz_app.core.calendar import local
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.jobs.actions import enqueue
from quiz_app.core.jobs.tables import Job
from quiz_app.core.printing.model import printable
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit

ARCHIVE = "certificates.archive"
MOST_IN_AN_ARCHIVE = 2000
BATCH = 1000
CHUNK = 500

_NO_WORDS: Mapping[str, str] = {}
_NEW_SERIES = sql(
    "INSERT INTO certificate_series (name, key, last_serial) VALUES (:name, :key, 0) ON CONFLICT (name) DO NOTHING"
)


def issue(
    session: Session,
    *,
    series: str,
    source_id: int,
    kind: str,
    holders: Sequence[Holder],
    title: str,
    text: str,
    issuer: str,
    issued_by: int | None,
    at: datetime,
    visible_from: datetime | None = None,
    words: Mapping[str, str] = _NO_WORDS,
) -> list[int]:
    """The ids of the certificates that the holders have from this source now, in their order.

    Who has one that holds keeps it as it is, so that issuing again issues nothing; who has none, or one that was
    revoked, gets one under a new number. `{name}` and `{unit}` in `text` are the holder's, other places are filled
    from `words`, in `title` too. Nobody sees them before `visible_from` (None: at once).
    """
    _check(series, kind, title, text, issuer)
    kept = _series(session, series)
    held = queries.holders_now(session, series, source_id)
    fresh = {each.key: each for each in holders if each.key not in held}
    beside = {
        "series": series,
        "source_id": source_id,
        "kind": kind,
        "title": _good(_line(wording.filled(title, words)), wording.LONGEST_TITLE, "标题"),
        "issuer": _line(issuer),
        "issued_at": at,
        "issued_by": issued_by or None,
        "visible_from": visible_from or at,
    }
    rows = [
        beside | _made_out(holder, text, words) | {"number": _number(kept, kept.last_serial + place, at)}
        for place, holder in enumerate(fresh.values(), start=1)
    ]
    for start in range(0, len(rows), BATCH):
        session.execute(insert(Certificate), rows[start : start + BATCH])
    kept.last_serial += len(rows)
    session.flush()
    if rows:
        held = queries.holders_now(session, series, source_id)
    return [held[each.key] for each in holders]


def revoke(session: Session, certificate: Certificate, *, reason: str, by: int | None, at: datetime) -> None:
    """The certificate holds no longer, for ever; its number goes on saying so. Its holder gets no other for the same
    source unless somebody reissues it."""
    if _revoke(session, [Certificate.id == certificate.id], reason=reason, by=by, at=at, by_hand=True) == 0:
        raise Conflict("这份证书已经撤销过了，不用再撤一次。")
    session.refresh(certificate)


def reissue(
    session: Session, certificate: Certificate, other: MadeOut, *, reason: str, by: int | None, at: datetime
) -> Certificate:
    """Another certificate for the same source and holder under a new number, made out as `other` says; the old one is
    revoked with the reason, unless it was before. Refused where the holder has one that holds besides."""
    _good_reason(reason)
    kept = _series(session, certificate.series)
    held = queries.holders_now(session, certificate.series, certificate.source_id)
    holding = held.get((certificate.holder_member_id or 0, certificate.holder_unit_id or 0))
    if holding not in (None, certificate.id):
        raise Conflict("这个奖项已经另有一份有效的证书，不用再发。请从名单里打开有效的那一份。", code="reissued")
    if holding is not None:
        _revoke(session, [Certificate.id == certificate.id], reason=reason, by=by, at=at)
    kept.last_serial += 1
    made = Certificate(
        number=_number(kept, kept.last_serial, at),
        series=certificate.series,
        source_id=certificate.source_id,
        kind=certificate.kind,
        holder_member_id=certificate.holder_member_id,
        holder_unit_id=certificate.holder_unit_id,
        holder_name=_good(_line(other.name), LONGEST_NAME, "姓名或单位名称"),
        holder_unit_name=_line(other.unit_name)[:LONGEST_NAME],
        title=certificate.title,
        text=_good(other.text, wording.LONGEST_TEXT, "文字"),
        issuer=certificate.issuer,
        issued_at=at,
        issued_by=by or None,
        visible_from=max(at, certificate.visible_from),
    )
    session.add(made)
    session.flush()
    session.refresh(certificate)
    return made


def revoke_series_holders(
    session: Session,
    *,
    series: str,
    reason: str,
    by: int | None,
    at: datetime,
    source_id: int | None = None,
    holders: Sequence[Holder] | None = None,
) -> int:
    """Revoke what holds of a series (of one source of it, of some holders): how many were revoked now."""
    which = [Certificate.series == series]
    if source_id is not None:
        which.append(Certificate.source_id == source_id)
    if holders is None:
        return _revoke(session, which, reason=reason, by=by, at=at)
    count = 0
    for column, ids in (
        (Certificate.holder_member_id, [each.member_id for each in holders if each.member_id]),
        (Certificate.holder_unit_id, [each.unit_id for each in holders if each.unit_id]),
    ):
        for start in range(0, len(ids), CHUNK):
            chunk = column.in_(ids[start : start + CHUNK])
            count += _revoke(session, [*which, chunk], reason=reason, by=by, at=at)
    return count


def reveal(session: Session, series: str, *, at: datetime) -> int:
    """What holds of a series and would be visible later is visible from `at` on: how many those are."""
    later = update(Certificate).where(
        Certificate.series == series, Certificate.visible_from > at, Certificate.revoked_at.is_(None)
    )
    return _changed(session, later.values(visible_from=at))


def ask_for_archive(session: Session, actor: Actor, unit: Unit, *, address: str, at: datetime) -> Job:
    """A job that packs the PDFs of all that hold in a unit; `address` is that of the site, for their codes."""
    require(actor, Permission.BRANCH_WATCH, unit.path)
    count = queries.count_valid_of_unit(session, actor, unit, at=at)
    if count == 0:
        raise Conflict("这个单位还没有可以打包的证书。颁发以后再来。")
    if count > MOST_IN_AN_ARCHIVE:
        raise Conflict(
            f"这个单位有 {count:,} 份证书，一次最多打包 {MOST_IN_AN_ARCHIVE:,} 份：请先打开下级单位，分别打包。"
        )
    job = enqueue(
        session,
        ARCHIVE,
        {"unit": unit.id, "address": address},
        title=f"打包“{unit.name}”的证书",
        asked_by=actor.member_id,
        scope=unit.path,
        at=at,
    )
    job.pages = {
        "done": {"endpoint": "certificates.archive", "job_id": job.id},
        "failed": {"endpoint": "certificates.of_unit", "unit": unit.id},
    }
    session.flush()
    return job


def _check(series: str, kind: str, title: str, template: str, issuer: str) -> None:
    if not 0 < len(series) <= LONGEST_SERIES or kind not in kinds.LABELS:
        raise ValueError(f"no such series or kind: {series!r}, {kind!r}")
    if wrong := wording.problem(template):
        raise Invalid(wrong, fields={"text": wrong})
    _good(title, wording.LONGEST_TEXT, "标题")
    _good(issuer, wording.LONGEST_ISSUER, "颁发单位")


def _good(words: str, longest: int, what: str) -> str:
    good = printable(words).strip()
    if not 0 < len(good) <= longest:
        raise Invalid(f"证书的{what}要有 1 到 {longest} 个字，现在有 {len(good)} 个字。")
    return good


def _line(words: str) -> str:
    return " ".join(printable(words).split())


def _good_reason(reason: str) -> str:
    good = _line(reason)
    if not 0 < len(good) <= wording.LONGEST_REASON:
        sentence = f"请写明撤销的原因，最多 {wording.LONGEST_REASON} 个字。"
        raise Invalid(sentence, fields={"reason": sentence})
    return good


def _made_out(holder: Holder, template: str, words: Mapping[str, str]) -> dict[str, Any]:
    own = {"name": holder.name, "unit": holder.unit_name or holder.name}
    missing = wording.places_in(template) - words.keys() - own.keys()
    if missing:
        raise Invalid(f"证书的文字里 {{{min(missing)}}} 还没有内容，请填上或者删去。")
    return {
        "holder_member_id": holder.member_id,
        "holder_unit_id": holder.unit_id,
        "holder_name": _good(_line(holder.name), LONGEST_NAME, "姓名"),
        "holder_unit_name": _line(holder.unit_name)[:LONGEST_NAME],
        "text": _good(wording.filled(template, {**words, **own}), wording.LONGEST_TEXT, "文字"),
    }


def _series(session: Session, name: str) -> CertificateSeries:
    """The series, locked, and made where it is new: another may make it meanwhile."""
    found = queries.locked_series(session, name)
    if found is None:
        session.execute(_NEW_SERIES, {"name": name, "key": secrets.token_bytes(16)})
        found = queries.locked_series(session, name)
    if found is None:
        raise LookupError(f"the series {name!r} was neither made nor found")
    return found


def _number(kept: CertificateSeries, serial: int, at: datetime) -> str:
    return numbers.number_of(kept.key, local(at).year, kept.id, serial)


def _revoke(
    session: Session,
    which: Sequence[ColumnElement[bool]],
    *,
    reason: str,
    by: int | None,
    at: datetime,
    by_hand: bool = False,
) -> int:
    values = {"revoked_at": at, "revoked_by": by or None, "revoked_reason": _good_reason(reason), "by_hand": by_hand}
    return _changed(session, update(Certificate).where(*which, Certificate.revoked_at.is_(None)).values(**values))


def _changed(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
