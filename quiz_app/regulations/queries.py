"""The documents that questions and lessons cite, and their texts where a folder of them is configured.

They are the same for everybody who has signed in.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz_app.core import paths
from quiz_app.core.errors import Invalid
from quiz_app.regulations import registry as registries
from quiz_app.regulations.registry import Document, Registry, Version
from quiz_app.regulations.tables import RegulationDocument, RegulationVersion
from quiz_app.regulations.texts import Texts, gather

REGISTER = "regulations.toml"


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


def texts_at_hand(folder: Path | None) -> Texts | None:
    """The texts in the configured folder, None without one: what citations on the site are compared with.

    Our own register says which file a version stands in. Reading them takes twenty milliseconds, so they are kept
    until a file changes.
    """
    if folder is None:
        return None
    register = paths.question_banks() / REGISTER
    return _gathered(register, folder, tuple(_stamp(path) for path in (register, *sorted(folder.glob("*.txt")))))


def read_texts(register: Registry, folder: Path) -> Texts:
    """The texts of registered versions that lie in `folder`."""
    names = {version.text for document in register.documents for version in document.versions if version.text}
    return gather(register, {name: read_text(folder / name) for name in sorted(names) if (folder / name).is_file()})


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Invalid(f"{path} 不是 UTF-8 文本：请用文本编辑器另存为 UTF-8。") from None


@lru_cache(maxsize=2)
def _gathered(register: Path, folder: Path, _stamps: tuple[tuple[str, int, int], ...]) -> Texts:
    return read_texts(registries.read(read_text(register)), folder)


def _stamp(path: Path) -> tuple[str, int, int]:
    """Differs once the file was written again."""
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_size
