"""How far the marking of an exam has come."""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz_app.exams.marking.deciding import Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """Answers by what they wait for; `claimed` of them are in somebody's hands now."""

    first: int
    second: int
    adjudication: int
    done: int
    claimed: int

    @property
    def open(self) -> int:
        return self.first + self.second + self.adjudication

    @property
    def total(self) -> int:
        return self.open + self.done

    @property
    def percent(self) -> float:
        return 100 * self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reader of an exam: how many answers were marked, and what they got on average, in per cent of the marks."""

    reader_id: int
    number: str
    name: str
    unit_name: str
    adjudicates: bool
    is_dismissed: bool
    marked: int
    mean_percent: float | None


def progress(by_stage: Mapping[int, int], claimed: int) -> Progress:
    counts = {stage: by_stage.get(stage, 0) for stage in Stage}
    return Progress(counts[Stage.FIRST], counts[Stage.SECOND], counts[Stage.ADJUDICATION], counts[Stage.DONE], claimed)


def obstacles(progress: Progress, *, sitting: int, is_closed: bool, waiting: int) -> list[str]:
    """Why marks cannot be published yet, each with what to do; nothing where they can."""
    found = []
    if not is_closed:
        found.append("考试还没有结束，结束后再公布。")
    if sitting:
        found.append(f"还有 {sitting} 份试卷没有收，收完再公布。")
    if progress.open:
        found.append(f"还有 {progress.open} 份答案没有评完，评完再公布。")
    if not waiting and not found:
        found.append("没有等待公布的成绩。")
    return found
