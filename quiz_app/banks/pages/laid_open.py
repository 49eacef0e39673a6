"""A version of a question as the review templates show it to those who write and review questions."""

from quiz_app.banks.queries.questions import parts_of
from quiz_app.banks.reviewing import ReviewItem, review
from quiz_app.banks.tables import QuestionVersion


def laid_open(version: QuestionVersion) -> ReviewItem:
    """With its key, and as nobody answered it."""
    return review(
        type=version.type,
        stem=version.stem,
        options=version.options,
        prompts=version.prompts,
        parts=parts_of(version),
        key=version.key,
    )
