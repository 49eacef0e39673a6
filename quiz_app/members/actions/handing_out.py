"""What leaves the roster as a workbook: the template, the roster itself, the initial passwords."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from quiz_app.members import initial_passwords, kinds
from quiz_app.members.actions.passwords import Issued, initial_key
from quiz_app.members.actions.reach import places, require_roster_keeper, unit_names
from quiz_app.members.queries import people as queries
from quiz_app.members.queries.people import CHUNK, Registered
from quiz_app.members.roster import books
from quiz_app.members.roster.places import Place, Places
from quiz_app.members.tables import Member, SignIn
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import LABELS as ROLE_LABELS
from quiz_app.organizations.permissions import Role


def template_book(session: Session, actor: Actor) -> bytes:
    """An empty roster to fill in, with the units of the actor's reach to choose from."""
    require_roster_keeper(actor)
    return books.roster_book((), list(unit_names(session, actor).values()))


def export_book(session: Session, actor: Actor, top: str = "") -> bytes:
    """The roster as it stands, of everybody in the actor's reach or below `top`: importing it changes nothing."""
    require_roster_keeper(actor)
    by_id = {place.id: place for place in places(session, actor)}
    by_name = Places(by_id.values())
    holding = queries.secretaries(session, actor)
    names = [place.full_name for place in by_id.values()]
    lines = (_line(found, by_id, by_name, holding) for found in queries.on_rosters(session, actor, top))
    return books.roster_book(lines, names)


def issued_passwords(session: Session, actor: Actor, *, key: bytes, batch: bytes) -> Iterator[Issued]:
    """The initial passwords of a batch that nobody has used up yet, for members on the actor's rosters."""
    require_roster_keeper(actor)
    names = unit_names(session, actor)
    for number, name, path, kept in queries.waiting_for_a_password(session, actor):
        password = initial_passwords.derive(key, batch, number)
        if initial_passwords.keep(key, number, password) == kept:
            yield Issued(number, name, names[path], password)


def reissue_passwords(session: Session, actor: Actor, *, key: bytes, batch: bytes, at: datetime) -> int:
    """New initial passwords for everybody on the actor's rosters who has none of their own; how many there are.

    For when those of an import were lost before they were handed over. Sign-ins by the old ones end.
    """
    require_roster_keeper(actor)
    waiting = [(member_id, number) for member_id, number in queries.without_a_password(session, actor)]
    rows = [{"member": member_id, "kept": initial_key(key, batch, number)} for member_id, number in waiting]
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        session.connection().execute(_NEW_INITIAL_KEY, chunk)
        ended = update(SignIn).where(SignIn.member_id.in_([row["member"] for row in chunk]), SignIn.ended_at.is_(None))
        session.execute(ended.values(ended_at=at).execution_options(synchronize_session=False))
    return len(rows)


def _line(found: Registered, by_id: Mapping[int, Place], by_name: Places, holding: set[tuple[int, int]]) -> books.Line:
    place = by_id[found.unit_id]
    leads = (found.id, by_name.branch_of(place).id) in holding
    role = ROLE_LABELS[Role.SECRETARY] if leads else None
    kind = kinds.LABELS[found.kind]
    return found.number, found.name, place.full_name, kind, found.joined_on, found.phone, role


_NEW_INITIAL_KEY = (
    update(Member)
    .where(Member.id == bindparam("member"))
    .values(initial_key=bindparam("kept"), version=Member.version + 1)
)
