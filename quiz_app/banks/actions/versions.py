"""The rows of a new version of a question, for those who write one and those who load many."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from quiz_app.banks.questions import QuestionText

REPOSITORY = "repository"
SITE = "site"


def version_row(
    text: QuestionText, *, question_id: int, number: int, origin: str, created_by: int | None, at: datetime
) -> dict[str, Any]:
    """The columns of `QuestionVersion`."""
    return {
        "question_id": question_id,
        "number": number,
        "type": text.type,
        "difficulty": text.difficulty,
        "area": text.area,
        "stem": text.stem,
        "options": list(text.options),
        "prompts": list(text.prompts),
        "parts": [asdict(part) for part in text.parts],
        "key": [list(part) if isinstance(part, tuple) else part for part in text.key],
        "explanation": text.explanation,
        "knowledge_points": list(text.knowledge_points),
        "draft_reason": text.draft_reason,
        "pictures": dict(text.pictures),
        "digest": bytes.fromhex(text.digest),
        "origin": origin,
        "created_by": created_by,
        "created_at": at,
    }


def basis_rows(text: QuestionText, version_id: int, registered: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """The columns of each `QuestionBasis`; `registered` has the id of each (document title, version label)."""
    return [
        {
            "question_version_id": version_id,
            "regulation_version_id": registered[basis.citation.document_title, basis.citation.version_label],
            "article": basis.citation.article,
            "quotation": basis.quotation,
            "position": position,
        }
        for position, basis in enumerate(text.bases)
    ]
