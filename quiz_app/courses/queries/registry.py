"""The documents that lessons may cite, as the site knows them, in the shape that checks read."""

from sqlalchemy.orm import Session

from quiz_app.regulations.queries import documents
from quiz_app.regulations.registry import Document, Registry, Version


def registered(session: Session) -> Registry:
    return Registry(
        tuple(
            Document(
                each.document.code,
                each.document.title,
                tuple(
                    Version(row.label, row.issued_on, row.effective_on, row.superseded_on, row.coverage, note=row.note)
                    for row in reversed(each.versions)
                ),
            )
            for each in documents(session)
        )
    )
