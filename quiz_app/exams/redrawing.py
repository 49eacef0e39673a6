"""A paper drawn and marked again as it was, for an appeal: nothing of it was stored but the answers."""

from dataclasses import asdict, dataclass, field
from typing import Any

from quiz_app.core.db import from_milliseconds
from quiz_app.exams import delivery, editions, papers, sheets
from quiz_app.exams.amending import Amendment, amended, notes
from quiz_app.exams.delivery import Delivered, in_points
from quiz_app.exams.grading import ItemResult, Marks, grade_with
from quiz_app.exams.sheets import Response


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database keeps of an attempt and of its edition. `score` is in hundredths, None while it is open or
    waits for people to mark it; `marks` are what they gave; `amendments` are the corrections that it counts by."""

    member_id: int
    number: int
    sheet: bytes
    score: int | None
    content: bytes
    seed: bytes
    digest: bytes
    marks: Marks = field(default_factory=dict)
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class RedrawnItem:
    """One question as it was shown, what was answered and when, and what that gives; points are in hundredths."""

    code: str
    version_id: int
    shown: Delivered
    response: Response | None
    result: ItemResult


@dataclass(frozen=True, slots=True)
class Redrawn:
    """`is_intact`: the edition is the one that was published. Scores are in hundredths of a point; `corrections` are
    those that the paper counts by, with the number on it (0: the whole paper), while its questions stand as they were.
    """

    title: str
    is_intact: bool
    items: tuple[RedrawnItem, ...]
    score: int
    stored_score: int | None
    corrections: tuple[tuple[int, Amendment], ...] = ()

    @property
    def agrees(self) -> bool:
        return self.is_intact and self.stored_score in (None, self.score)

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "intact": self.is_intact,
            "score": in_points(self.score),
            "stored_score": None if self.stored_score is None else in_points(self.stored_score),
            "corrections": [
                {"no": no, "kind": each.kind, "reason": each.reason, "at": from_milliseconds(each.at).isoformat()}
                for no, each in self.corrections
            ],
            "questions": [_item_in_json(item) for item in self.items],
        }


def redraw(kept: Kept) -> Redrawn:
    edition = editions.unpack(kept.content)
    paper = papers.draw(edition, papers.member_seed(kept.seed, kept.member_id), kept.number)
    sheet = sheets.decode(kept.sheet)
    result = grade_with(amended(edition, kept.amendments), paper, sheet, kept.marks)
    shown = delivery.deliver(delivery.prepare(edition), paper)
    questions = [edition.questions[item.question] for item in paper]
    return Redrawn(
        title=edition.title,
        is_intact=editions.digest(kept.content, kept.seed) == kept.digest,
        items=tuple(
            RedrawnItem(question.code, question.version_id, each, sheet.get(each.no), marked)
            for question, each, marked in zip(questions, shown, result.items, strict=True)
        ),
        score=result.score,
        stored_score=kept.score,
        corrections=tuple((no, each) for no, known in notes(kept.amendments, paper).items() for each in known),
    )


def _item_in_json(item: RedrawnItem) -> dict[str, Any]:
    shown = item.shown
    prompts = {"prompts": list(shown.prompts)} if shown.prompts else {}
    parts = {"parts": [asdict(part) for part in shown.parts]} if shown.parts else {}
    return {
        "no": item.shown.no,
        "code": item.code,
        "version": item.version_id,
        "type": item.shown.type,
        "stem": item.shown.stem,
        "options": [{"key": option.key, "text": option.text} for option in item.shown.options],
        **prompts,
        **parts,
        "answered": list(item.response.values) if item.response else [],
        "changed_after_seconds": item.response.seconds if item.response else None,
        "score": None if item.result.waits else in_points(item.result.score),
        "points": in_points(item.result.points),
    }
