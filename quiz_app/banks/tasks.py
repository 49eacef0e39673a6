"""Jobs of importing: reading a file, checking it, taking it in; and what is forgotten after a while: uploads that
nobody confirmed, pictures that no question shows."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from quiz_app.banks.actions import importing, pictures
from quiz_app.banks.importing import packing, previews
from quiz_app.banks.importing.files import read_file
from quiz_app.banks.importing.illustrations import contents
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import ImportPlan, plan
from quiz_app.banks.queries import imports
from quiz_app.banks.queries import questions as queries
from quiz_app.banks.tables.questions import QuestionBank
from quiz_app.core.clock import Clock
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict
from quiz_app.core.files.holding import Holding
from quiz_app.core.files.media import Media
from quiz_app.core.jobs.kinds import Again, Asked, Finish, Kind, Means, Outcome
from quiz_app.core.progress import Tell
from quiz_app.members.queries.people import actor_for
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries as regulations

KEPT = timedelta(days=2)
BATCH = 20


def read_upload(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Read the file that is held, and say what taking it in would do."""
    given = asked.arguments
    data = Holding(means.settings.held).read(asked.asked_by, given["held"])
    read = read_file(data, name=given["name"], form=given["form"], tell=tell)
    packed = packing.pack(read)
    made, version = _plan_for(means, asked, read, tell)
    shown = previews.preview(read, made, version=version)

    def finish(session: Session) -> Outcome:
        actor = actor_for(session, asked.asked_by)
        upload, _bank, unit = imports.find_upload(session, actor, given["upload"], lock=True)
        _keep_pictures(session, means, actor, unit, read)
        upload.content = packed
        return Outcome(_found(shown), previews.to_json(shown))

    return finish


def check_upload(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Say what taking in what was mended would do."""
    with means.database.reading() as session:
        upload, _bank, _unit = imports.find_upload(
            session, actor_for(session, asked.asked_by), asked.arguments["upload"]
        )
    read = packing.unpack(upload.content)
    made, version = _plan_for(means, asked, read, tell)
    shown = previews.preview(read, made, version=version)
    return lambda _session: Outcome(_found(shown), previews.to_json(shown))


def take_upload(means: Means, asked: Asked, tell: Tell) -> Finish:
    """Take in what waits, all of it or nothing."""
    given = asked.arguments
    with means.database.reading() as session:
        actor = actor_for(session, asked.asked_by)
        upload, bank, _unit = imports.find_upload(session, actor, given["upload"])
        before = imports.latest_change(session, bank)
        grounds = _grounds(session, bank)
    read = packing.unpack(upload.content)
    made = plan(read.reading, **grounds, keeps_twins=given["keeps_twins"], tell=tell)
    tell("写入题库", 0, 0)

    def finish(session: Session) -> Outcome:
        actor = actor_for(session, asked.asked_by)
        upload, bank, unit = imports.find_upload(session, actor, given["upload"], lock=True)
        if upload.version != given["version"]:
            raise Conflict("确认之后这份文件又改过，没有收下。请看过现在的预览，再确认一次。", code="changed_meanwhile")
        if imports.latest_change(session, bank) != before:
            raise Again
        at = means.clock.now()
        _keep_pictures(session, means, actor, unit, read)
        found = importing.take_in(session, actor, bank, unit, made, name=upload.name, form=read.form, at=at)
        session.delete(upload)
        said = f"收下了 {found.count} 题，都是草稿：补全、审过之后才会进试卷。"
        return Outcome(said, {"import": found.id, "count": found.count})

    return finish


READ = Kind(importing.READ, read_upload)
CHECK = Kind(importing.CHECK, check_upload)
TAKE = Kind(importing.TAKE, take_upload)


def forget_uploads(database: Database, clock: Clock) -> int:
    with database.transaction() as session:
        return importing.forget_uploads(session, before=clock.now() - KEPT, most=BATCH)


def forget_pictures(database: Database, clock: Clock, shelf: Media) -> int:
    """Pictures of imports that were undone or never confirmed, and of questions that were never saved."""
    with database.transaction() as session:
        return pictures.forget(session, shelf=shelf, before=clock.now() - KEPT, most=BATCH)


def _keep_pictures(session: Session, means: Means, actor: Actor, unit: Unit, read: Read) -> None:
    shelf = pictures.shelf(means.settings.media)
    pictures.keep(session, actor, unit, contents(read.reading.items).values(), shelf=shelf, at=means.clock.now())


def _plan_for(means: Means, asked: Asked, read: Read, tell: Tell) -> tuple[ImportPlan, int]:
    """The plan, and the version of the upload that it is for."""
    with means.database.reading() as session:
        actor = actor_for(session, asked.asked_by)
        upload, bank, _unit = imports.find_upload(session, actor, asked.arguments["upload"])
        grounds = _grounds(session, bank)
    return plan(read.reading, **grounds, tell=tell), upload.version


def _grounds(session: Session, bank: QuestionBank) -> dict[str, Any]:
    """What a plan is made on: looked up at once, so that no view stays open while it is made."""
    registry, known = regulations.registry(session), queries.texts_in(session, bank)
    return {"area": bank.area, "registry": registry, "known": known}


def _found(shown: previews.Preview) -> str:
    parts = [f"可以收下 {shown.accepted} 题"]
    if shown.refused_rows:
        parts.append(f"{shown.refused_rows} 行不收")
    if shown.twin_count:
        parts.append(f"{shown.twin_count} 题重复")
    return f"{'，'.join(parts)}。还没有收下：请看过预览后确认。"
