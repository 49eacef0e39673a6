"""Importing a roster: all of it in one transaction or nothing, and the second time nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.core.errors import Conflict, Invalid
from quiz_app.core.jobs.actions import enqueue
from quiz_app.core.jobs.queries import find_any
from quiz_app.core.jobs.tables import Job
from quiz_app.core.progress import Tell, unheard
from quiz_app.members.actions.passwords import initial_key
from quiz_app.members.actions.reach import places as places_of
from quiz_app.members.actions.reach import require_roster_keeper
from quiz_app.members.actions.writing_roster import Imported, Prepared, write
from quiz_app.members.queries import people as queries
from quiz_app.members.roster import columns, packing
from quiz_app.members.roster.places import Places
from quiz_app.members.roster.planning import Known, Plan, plan
from quiz_app.members.roster.rows import Problem, RosterRow
from quiz_app.members.tables import RosterUpload
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.queries import tree_state

READ, IMPORT = "members.read_roster", "members.import_roster"


def keep_upload(
    session: Session, actor: Actor, name: str, rows: Sequence[RosterRow], *, creates_groups: bool, at: datetime
) -> RosterUpload:
    """A roster that was read without a problem waits for its confirmation."""
    require_roster_keeper(actor)
    upload = RosterUpload(
        member_id=actor.member_id,
        name=name[:200],
        rows=packing.pack(rows),
        creates_groups=creates_groups,
        uploaded_at=at,
    )
    session.add(upload)
    session.flush()
    return upload


def plan_import(
    session: Session,
    actor: Actor,
    rows: Sequence[RosterRow],
    *,
    creates_groups: bool,
    problems: Sequence[Problem] = (),
    titles: Mapping[str, str] = columns.TITLES,
) -> Plan:
    """The dry run: what importing these rows would do now. Changes nothing.

    `problems` are those that reading the file has found: all are told at once, in the order of the file, by the
    `titles` of its columns.
    """
    require_roster_keeper(actor)
    reach = actor.reach(Permission.MEMBER_MANAGE)
    places = Places(places_of(session, actor), creates_groups=creates_groups)
    known = {
        found.number: Known(
            found.id,
            found.name,
            found.unit_id,
            found.kind,
            found.joined_on,
            found.phone,
            found.has_left,
            found.can_sign_in,
            found.path.startswith(reach),
        )
        for found in queries.by_numbers(session, [row.number for row in rows])
    }
    made = plan(rows, known, places, queries.secretaries(session, actor), titles)
    made.problems = sorted([*problems, *made.problems], key=lambda problem: problem.row)
    return made


def receive(
    session: Session, actor: Actor, name: str, *, held: str, creates_groups: bool, at: datetime
) -> RosterUpload:
    """A file that is held under a name waits to be read, and then for its confirmation."""
    upload = keep_upload(session, actor, name, (), creates_groups=creates_groups, at=at)
    upload.rows = b""
    there = {"endpoint": "members.roster_preview", "upload_id": upload.id}
    job = enqueue(
        session,
        READ,
        {"upload": upload.id, "held": held},
        title=f"读取“{upload.name}”",
        asked_by=actor.member_id,
        scope=actor.unit_path,
        at=at,
        pages={"done": there, "failed": there},
    )
    upload.job_id = job.id
    return upload


def ask_to_import(session: Session, actor: Actor, upload: RosterUpload, *, batch: bytes, at: datetime) -> Job:
    """What was previewed is imported by a job. `batch` is erased with the job's arguments when it ends."""
    require_roster_keeper(actor)
    before = find_any(session, upload.job_id)
    if before is not None and not before.has_ended:
        raise Conflict("这份名册正在处理，请等它做完：进度在“我的任务”里。", code="working")
    job = enqueue(
        session,
        IMPORT,
        {"upload": upload.id, "batch": batch.hex()},
        title=f"导入“{upload.name}”",
        asked_by=actor.member_id,
        scope=actor.unit_path,
        at=at,
        pages={
            "done": {"endpoint": "members.roster_result"},
            "failed": {"endpoint": "members.roster_preview", "upload_id": upload.id},
        },
    )
    upload.job_id = job.id
    return job


def prepare(
    session: Session,
    actor: Actor,
    rows: Sequence[RosterRow],
    *,
    creates_groups: bool,
    key: bytes,
    batch: bytes,
    tell: Tell = unheard,
) -> Prepared:
    """All that can be done before writing, planned on what is stored now. New members get passwords of `batch`."""
    tell("核对名册", 0, 0)
    tree = tree_state(session)
    made = plan_import(session, actor, rows, creates_groups=creates_groups)
    if made.problems:
        first = made.problems[0]
        raise Invalid(
            f"名册有 {len(made.problems)} 处问题，没有导入任何一行。"
            f"第 {first.row} 行“{first.column}”：{first.reason}{first.mend}"
        )
    fresh = [*(each.row.number for each in made.arrivals), *(each.row.number for each in made.changes if each.returns)]
    keys = {}
    for count, number in enumerate(fresh, start=1):
        tell("生成初始密码", count, len(fresh))
        keys[number] = initial_key(key, batch, number)
    tell("写入名册", 0, 0)
    return Prepared(made, keys, tree)


def import_roster(
    session: Session,
    actor: Actor,
    rows: Sequence[RosterRow],
    *,
    creates_groups: bool,
    key: bytes,
    batch: bytes,
    at: datetime,
) -> Imported:
    """`prepare` and `write` in one transaction, for a few rows."""
    prepared = prepare(session, actor, rows, creates_groups=creates_groups, key=key, batch=batch)
    return write(session, actor, prepared, at=at)
