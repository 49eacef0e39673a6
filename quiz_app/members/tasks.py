"""Jobs of the roster: reading a file, importing it; and what is forgotten after a while."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from quiz_app.core import sheets
from quiz_app.core.calendar import local
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.files.holding import Holding
from quiz_app.core.jobs.kinds import Again, Asked, Finish, Kind, Means, Outcome
from quiz_app.core.progress import Tell
from quiz_app.members.actions import forgetting, reach
from quiz_app.members.actions import roster as actions
from quiz_app.members.actions.writing_roster import Stale
from quiz_app.members.queries import people as queries
from quiz_app.members.roster import columns, packing, previews, rows

BATCH = 200


def read_roster(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Read the file that is held, and say what importing it would do or what is wrong with it."""
    data = Holding(means.settings.held).read(asked.asked_by, asked.arguments["held"])
    sheet = sheets.read_rows(data, sheet=columns.SHEET, tell=tell)
    tell("核对名册", 0, len(sheet))
    reading = rows.read(sheet, today=local(asked.asked_at).date())
    tell("核对名册", len(reading.rows), len(sheet))
    with means.database.reading() as session:
        actor = queries.actor_for(session, asked.asked_by)
        upload = queries.find_upload(session, actor, asked.arguments["upload"])
        plan = actions.plan_import(
            session,
            actor,
            reading.rows,
            creates_groups=upload.creates_groups,
            problems=reading.problems,
            titles=reading.titles,
        )
        names = reach.unit_names(session, actor)
    shown = previews.preview(plan, names, reading.ignored)
    packed = b"" if plan.problems else packing.pack(reading.rows)

    def finish(session: Session) -> Outcome:
        actor = queries.actor_for(session, asked.asked_by)
        queries.find_upload(session, actor, asked.arguments["upload"], held=True).rows = packed
        if plan.problems:
            return Outcome(
                f"名册里有 {len(plan.problems)} 处问题，没有导入任何一行：请按提示改正后重新上传。", asdict(shown)
            )
        return Outcome(f"读了 {len(reading.rows)} 行，还没有导入：请看过预览后确认。", asdict(shown))

    return finish


def import_roster(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Import what was previewed, all of it or nothing."""
    batch = bytes.fromhex(asked.arguments["batch"])
    with means.database.reading() as session:
        actor = queries.actor_for(session, asked.asked_by)
        upload = queries.find_upload(session, actor, asked.arguments["upload"])
        prepared = actions.prepare(
            session,
            actor,
            packing.unpack(upload.rows),
            creates_groups=upload.creates_groups,
            key=means.settings.secret_key,
            batch=batch,
            tell=tell,
        )

    def finish(session: Session) -> Outcome:
        actor = queries.actor_for(session, asked.asked_by)
        upload = queries.find_upload(session, actor, asked.arguments["upload"], held=True)
        try:
            imported = actions.write(session, actor, prepared, at=means.clock.now())
        except Stale as stale:
            raise Again from stale
        session.delete(upload)
        said = f"名册已导入：新增 {imported.new} 人，更新 {imported.changed} 人，未变 {imported.unchanged} 人。"
        return Outcome(said, asdict(imported))

    return finish


READ_ROSTER = Kind(actions.READ, read_roster)
IMPORT_ROSTER = Kind(actions.IMPORT, import_roster)


def forget_old(database: Database, clock: Clock) -> int:
    """Delete a batch of what is no longer needed; how many rows were."""
    with database.transaction() as session:
        return forgetting.forget(session, at=clock.now(), most=BATCH)
