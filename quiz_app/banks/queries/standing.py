"""What stands on the site of the questions that files speak of, read once for a whole load."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Standing:
    """A question on the site: what its latest version says (by digest) and where that came from."""

    question_id: int
    code: str
    bank_id: int
    version: int
    latest_id: int
    latest_number: int
    latest_origin: str
    latest_is_draft: bool
    digest: bytes
    published_version_id: int | None
    retired_at: datetime | None
    retired_by: int | None

    @property
    def was_edited_here(self) -> bool:
        return self.latest_origin == "site"

    @property
    def left_its_file(self) -> bool:
        """Whether it was retired by a load, since the file no longer held it."""
        return self.retired_at is not None and self.retired_by is None

    @property
    def follows_its_file(self) -> bool:
        """Whether nobody here decided what papers may draw of it: a new version is then published at once."""
        return self.latest_is_draft or self.published_version_id == self.latest_id


def banks_coded(session: Session, codes: Collection[str]) -> dict[str, QuestionBank]:
    return {bank.code: bank for bank in session.scalars(select(QuestionBank).where(QuestionBank.code.in_(codes)))}


def standing(session: Session, codes: Sequence[str], bank_ids: Collection[int]) -> dict[str, Standing]:
    """The questions that have one of `codes` or lie in one of the banks, by code; held until the transaction ends.

    Two queries for every 5,000 codes: the rows are held before they are read, so that what is read is the latest.
    """
    found: dict[str, Standing] = {}
    for chunk in _chunks(codes):
        meant = or_(Question.code.in_(chunk), Question.bank_id.in_(bank_ids))
        session.execute(select(Question.id).where(meant).order_by(Question.id).with_for_update()).all()
        query = (
            select(
                Question.id,
                Question.code,
                Question.bank_id,
                Question.version,
                QuestionVersion.id,
                QuestionVersion.number,
                QuestionVersion.origin,
                QuestionVersion.draft_reason.is_not(None),
                QuestionVersion.digest,
                Question.published_version_id,
                Question.retired_at,
                Question.retired_by,
            )
            .join(
                QuestionVersion,
                and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.latest_number),
            )
            .where(meant)
        )
        found.update((row[1], Standing(*row)) for row in session.execute(query))
    return found


def _chunks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes) or 1, CHUNK):
        yield codes[start : start + CHUNK]
