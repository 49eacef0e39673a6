"""A bulletin is drafted, changed and published; what is published stays as it is, replaced or withdrawn at most.

Everybody of the scope is told by one notice to its unit, and whoever holds an award by name; both wait for the end of
quiet hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from quiz_app.bulletins import queries, tellings
from quiz_app.bulletins.composing import Words, compose, suggested
from quiz_app.bulletins.contents import to_json
from quiz_app.bulletins.tables import Bulletin
from quiz_app.contests.actions.recording import note
from quiz_app.contests.queries.contests import FoundContest
from quiz_app.contests.queries.outcomes import award_holders
from quiz_app.contests.queries.records import BULLETIN
from quiz_app.contests.rules import Rules
from quiz_app.contests.states import LABELS, State, has_results
from quiz_app.contests.tables.contests import Contest
from quiz_app.core.calendar import local
from quiz_app.core.errors import Conflict, Invalid
from quiz_app.notices.actions.sending import announce, tell
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission

LONGEST = {
    "heading": 60,
    "number": 60,
    "title": 120,
    "addressees": 300,
    "opening": 3000,
    "closing": 3000,
    "signed_by": 120,
}
LONGEST_REASON = 200
NEEDED = {
    "heading": "请写版头：发文机关的名称。",
    "title": "请写标题。",
    "signed_by": "请写落款：谁发的通报。",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What people write into a bulletin, with its date."""

    words: Words
    dated_on: date


def begin_draft(session: Session, actor: Actor, found: FoundContest, *, at: datetime) -> Bulletin:
    """The draft of a contest; a new one has the words of what was published last, or those that are suggested."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    _require_results(found.contest)
    if (known := queries.draft(session, found.contest, held=True)) is not None:
        return known
    latest = queries.latest_version(session, found.contest)
    if latest is None:
        words = suggested(
            unit=found.unit.name,
            contest=found.contest.title,
            opens_at=found.contest.opens_at,
            closes_at=found.contest.closes_at,
            year=local(at).year,
            levels=queries.level_label(queries.leading_level(session, found.contest)),
        )
    else:
        words = words_of(queries.published(session, found.contest).bulletin)
    made = Bulletin(
        contest_id=found.contest.id,
        version=(latest or 0) + 1,
        dated_on=local(at).date(),
        edited_by=actor.member_id,
        edited_at=at,
        **_fields(words),
    )
    session.add(made)
    session.flush()
    return made


def change(
    session: Session, actor: Actor, found: FoundContest, draft: Bulletin, written: Written, *, seen: int, at: datetime
) -> None:
    """Write other words; `seen` is how many edits stood on the page."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if draft.published_at is not None:
        raise Conflict("这一版已经发布，不能再改。要改，请写新的一版。", code="published")
    if draft.edits != seen:
        raise Conflict("别人刚刚改过这份通报。请刷新页面，看过再改。", code="changed_meanwhile")
    fields = {name: text.strip() for name, text in _fields(written.words).items()}
    if wrong := _problems(fields):
        raise Invalid("有几处需要修改，改好后再保存。", fields=wrong)
    for name, text in fields.items():
        setattr(draft, name, text)
    draft.dated_on, draft.edits = written.dated_on, draft.edits + 1
    draft.edited_by, draft.edited_at = actor.member_id, at


def publish(session: Session, actor: Actor, found: FoundContest, draft: Bulletin, *, seen: int, at: datetime) -> None:
    """Show the bulletin to everybody of the scope, with the data as it is now; from now on nothing of it changes."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if found.contest.state not in (State.FINAL, State.ARCHIVED):
        label = LABELS[State(found.contest.state)]
        raise Conflict(f"竞赛现在是“{label}”，定案以后才能发布通报；现在可以先写好草稿。", code="wrong_state")
    if draft.published_at is not None or draft.edits != seen:
        raise Conflict("这份通报刚刚变过。请刷新页面，看过再发布。", code="changed_meanwhile")
    draft.content = to_json(compose(queries.facts(session, found.contest, at=at)))
    draft.published_by, draft.published_at = actor.member_id, at
    again = "，代替前一版" if draft.version > 1 else ""
    said = f"发布通报“{draft.title}”第 {draft.version} 版{again}。"
    note(session, found.contest, BULLETIN, said, by=actor.member_id, at=at)
    _tell_the_unit(session, actor, found, *tellings.published(found.contest.title, draft.title, draft.version), at=at)
    _tell_winners(session, actor, found, draft, at=at)


def withdraw(session: Session, actor: Actor, found: FoundContest, *, reason: str, at: datetime) -> Bulletin:
    """Take the version that holds out of everybody's sight, for good, and say so; another may be written."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    bulletin = queries.published(session, found.contest).bulletin
    if bulletin.is_withdrawn:
        raise Conflict("这一版已经撤回了。要再发，请写新的一版。", code="withdrawn")
    kept = " ".join(reason.split())
    if not 0 < len(kept) <= LONGEST_REASON:
        said = f"请写明撤回的理由，最多 {LONGEST_REASON} 个字；大家都看得到。"
        raise Invalid(said, fields={"reason": said})
    bulletin.withdrawn_by, bulletin.withdrawn_at, bulletin.withdrawn_reason = actor.member_id, at, kept
    said = f"撤回通报“{bulletin.title}”第 {bulletin.version} 版。{kept}"
    note(session, found.contest, "bulletin_withdrawn", said, by=actor.member_id, at=at)
    _tell_the_unit(session, actor, found, *tellings.withdrawn(found.contest.title, bulletin.title, kept), at=at)
    return bulletin


def drop(session: Session, actor: Actor, found: FoundContest, draft: Bulletin) -> None:
    """Throw a draft away."""
    require(actor, Permission.EXAM_MANAGE, found.unit.path)
    if draft.published_at is not None:
        raise Conflict("这一版已经发布，不能删除。", code="published")
    session.delete(draft)


def _tell_the_unit(
    session: Session, actor: Actor, found: FoundContest, kind: str, title: str, body: str, *, at: datetime
) -> None:
    announce(
        session,
        unit=found.unit,
        title=title,
        body=body,
        kind=kind,
        page={"endpoint": "bulletins.show", "contest_id": found.contest.id},
        sent_by=actor.member_id,
        at=at,
        waits=True,
    )


def _tell_winners(session: Session, actor: Actor, found: FoundContest, draft: Bulletin, *, at: datetime) -> None:
    """Tell by name whose awards differ from what the version before has told, each once; with the first, all."""
    rules, holders = Rules.from_json(found.contest.rules), award_holders(session, found.contest)
    now = {(code, each.member_id) for code, held in holders.items() for each in held if each.member_id}
    before = queries.last_told(session, found.contest)
    titles = {each.code: each.title for each in rules.awards}
    for (kind, title, body), members in tellings.to_winners(found.contest.title, titles, now, before).items():
        tell(
            session,
            member_ids=members,
            title=title,
            body=body,
            kind=kind,
            page={"endpoint": "bulletins.show", "contest_id": found.contest.id},
            sent_by=actor.member_id,
            at=at,
            unit=found.unit,
            waits=True,
        )
    draft.told = sorted([code, member_id] for code, member_id in now)


def words_of(bulletin: Bulletin) -> Words:
    return Words(**{name: getattr(bulletin, name) for name in LONGEST})


def _fields(words: Words) -> dict[str, str]:
    return {name: getattr(words, name) for name in LONGEST}


def _problems(fields: Mapping[str, str]) -> dict[str, str]:
    wrong = {name: said for name, said in NEEDED.items() if not fields[name]}
    for name, longest in LONGEST.items():
        if len(fields[name]) > longest:
            wrong[name] = f"最多 {longest} 个字，现在有 {len(fields[name])} 个。"
    return wrong


def _require_results(contest: Contest) -> None:
    if not has_results(State(contest.state)):
        label = LABELS[State(contest.state)]
        raise Conflict(f"竞赛现在是“{label}”，成绩公示以后才能写通报。", code="wrong_state")
