"""What is done to the register of documents."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz_app.core.errors import Invalid
from quiz_app.core.problems import refused
from quiz_app.organizations.actors import Actor, require
from quiz_app.organizations.permissions import Permission
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import queries
from quiz_app.regulations.queries import RegisteredDocument
from quiz_app.regulations.registry import Document, Registry, Version
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion

STATED = ("issued_on", "effective_on", "superseded_on", "coverage", "note")


@dataclass(frozen=True, slots=True)
class RegisterLoad:
    """How many versions of documents are new, changed and unchanged."""

    new: int
    changed: int
    unchanged: int


def load(session: Session, actor: Actor, root: Unit, registry: Registry) -> RegisterLoad:
    """Make the register say what the file says; what the file does not name stays, since questions may cite it.

    The register is one for the whole site, so it takes somebody who writes questions at its root.
    """
    require(actor, Permission.QUESTION_WRITE, root.path)
    if faults := refused(registry.problems):
        first = faults[0]
        raise Invalid(f"{first.file} 第 {first.line} 行：{first.reason}请改正后再装入。")
    standing = {each.document.code: each for each in queries.documents(session)}
    counts = [0, 0, 0]
    for document in registry.documents:
        for outcome in _write(session, document, standing.get(document.code)):
            counts[outcome] += 1
    session.flush()
    return RegisterLoad(*counts)


_NEW, _CHANGED, _UNCHANGED = range(3)


def _write(session: Session, document: Document, standing: RegisteredDocument | None) -> list[int]:
    row = standing.document if standing else RegulationDocument(code=document.code, title=document.title)
    row.title = document.title
    session.add(row)
    session.flush()
    by_label = {version.label: version for version in (standing.versions if standing else ())}
    return [_write_version(session, row, version, by_label.get(version.label)) for version in document.versions]


def _write_version(
    session: Session, document: RegulationDocument, version: Version, standing: RegulationVersion | None
) -> int:
    stated = {name: getattr(version, name) for name in STATED}
    if standing is None:
        session.add(RegulationVersion(document_id=document.id, label=version.label, **stated))
        return _NEW
    if all(getattr(standing, name) == value for name, value in stated.items()):
        return _UNCHANGED
    for name, value in stated.items():
        setattr(standing, name, value)
    return _CHANGED
