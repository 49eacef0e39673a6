"""What a member holds after a submission: the same at any time it is asked for."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from quiz_app.core.keys import keyed_hash


@dataclass(frozen=True, slots=True)
class Current:
    """What a correction made of a result. `points_awarded` is what the exam has brought in all, as the ledger stands;
    `corrected_at` is when the last correction was made. Withheld as in the receipt."""

    score: int | float | None
    max_score: int | float
    passed: bool | None
    points_awarded: int | None
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """`score` is in points and, like `passed` and `points_awarded`, None where policy withholds it or people have still
    to mark a part; `revision` is that of the sheet that counted; `code` proves what was handed in. All that is as it
    was at first; where the exam was corrected since, `current` is what holds now."""

    attempt_id: int
    score: int | float | None
    max_score: int | float
    passed: bool | None
    submitted_at: datetime
    points_awarded: int | None
    revision: int
    by_deadline: bool
    code: str
    current: Current | None = None

    @property
    def told(self) -> "Receipt | Current":
        """What holds now."""
        return self.current or self


def code(seed: bytes, attempt_id: int, submitted_at: int, sheet: bytes) -> str:
    """Sixteen letters that only this sheet, handed in by this attempt at this millisecond, has."""
    message = attempt_id.to_bytes(8) + submitted_at.to_bytes(8) + sheet
    word = b32encode(keyed_hash(seed, "receipt", message, 10)).decode()
    return "-".join(word[start : start + 4] for start in range(0, 16, 4))
