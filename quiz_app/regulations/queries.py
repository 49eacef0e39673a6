"""The documents that questions and lessons cite. They are the same for everybody who has signed in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.regulations.registry import Document, Registry, Version
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A document with its versions, the latest first."""

    document: RegulationDocument
    versions: tuple[RegulationVersion, ...]


def documents(session: Session) -> list[RegisteredDocument]:
    """All documents in the order in which they were registered, in one query."""
    rows = session.execute(
        select(RegulationDocument, RegulationVersion)
        .join(RegulationVersion, RegulationVersion.document_id == RegulationDocument.id)
        .order_by(RegulationDocument.id, RegulationVersion.issued_on.desc(), RegulationVersion.id.desc())
    )
    found: dict[int, tuple[RegulationDocument, list[RegulationVersion]]] = {}
    for document, version in rows:
        found.setdefault(document.id, (document, []))[1].append(version)
    return [RegisteredDocument(document, tuple(versions)) for document, versions in found.values()]


def version_ids(session: Session) -> dict[tuple[str, str], int]:
    """The id of each version by (document title, version label)."""
    rows = session.execute(
        select(RegulationDocument.title, RegulationVersion.label, RegulationVersion.id).join(
            RegulationDocument, RegulationDocument.id == RegulationVersion.document_id
        )
    )
    return {(title, label): version_id for title, label, version_id in rows}


def registry(session: Session) -> Registry:
    """The register as the checks of questions and lessons want it."""
    return Registry(
        tuple(
            Document(
                each.document.code,
                each.document.title,
                tuple(
                    Version(
                        label=version.label,
                        issued_on=version.issued_on,
                        effective_on=version.effective_on,
                        superseded_on=version.superseded_on,
                        coverage=version.coverage,
                        note=version.note,
                    )
                    for version in reversed(each.versions)
                ),
            )
            for each in documents(session)
        )
    )
