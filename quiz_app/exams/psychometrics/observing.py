"""A graded paper becomes sums: what was shown, answered, chosen and scored, question by question."""

from collections import defaultdict
from collections.abc import Iterable

from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.grading import Marks, Result, chosen, grade_with, says_something
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.psychometrics.sums import BANDS, SCALE, ItemSums, PaperSums, add_at
from quiz_app.exams.psychometrics.timing import place_of, spent
from quiz_app.exams.remarking import WITH_OPTIONS
from quiz_app.exams.sheets import Response, Sheet

NO_MARKS: Marks = {}


class Observed:
    """The sums of some attempts at one edition: of the papers, and by its version's id of each question that was shown,
    with the question itself, as the edition has it now and as it was written."""

    def __init__(self, edition: Edition, *, is_exam: bool, written: Edition | None = None) -> None:
        """`is_exam` is false for a lesson's quiz, which is practice, exposes nothing and has no figures of its own;
        `written` is the edition before any correction."""
        self.is_exam = is_exam
        self.papers = PaperSums()
        self.items: dict[int, ItemSums] = defaultdict(ItemSums)
        self.questions: dict[int, EditionQuestion] = {}
        self.as_written: dict[int, EditionQuestion] = {}
        self._edition = edition
        self._written = written or edition
        self._chances = chances(edition) if is_exam else {}
        self.allotted = edition.minutes * 60 // max(1, edition.size)

    def count(self, paper: Paper, sheet: Sheet, marks: Marks = NO_MARKS, *, marked_by: Edition | None = None) -> None:
        """Count one attempt whose score is known, with what people gave on it; `marked_by` is the edition as it was
        when the attempt was last marked, where that is not as it is now."""
        self.papers.handed_in += 1
        for item in paper:
            self._show(item)
        said = {no for no, response in sheet.items() if says_something(response)}
        if said.isdisjoint(range(1, len(paper) + 1)):
            return
        result = grade_with(marked_by or self._edition, paper, sheet, marks)
        if _counts(result):
            self._add(paper, sheet, said, result)

    def _add(self, paper: Paper, sheet: Sheet, said: set[int], result: Result) -> None:
        band = result.score * BANDS // result.max_score
        self.take(result.score, band)
        times = spent({no: sheet[no].seconds for no in said})
        for item, marked in zip(paper, result.items, strict=True):
            if not marked.points:
                continue
            sums = self.sums_of(item.question)
            rest = share(result.score - marked.score, result.max_score - marked.points)
            _score(sums, share(marked.score, marked.points), rest, band)
            sums.allotted += self.allotted
            if marked.no in said:
                self._answer(sums, item, sheet[marked.no], rest)
                if marked.no in times:
                    add_at(sums.seconds, place_of(times[marked.no]))

    def take(self, score: int, band: int, times: int = 1) -> None:
        """Count a paper that says something, or so many of them, or take them out."""
        self.papers.taken += times
        self.papers.score += times * score
        self.papers.score_squares += times * score * score
        add_at(self.papers.bands, band, times)

    def sums_of(self, place: int) -> ItemSums:
        """The sums of a question of the edition."""
        version_id = self._edition.questions[place].version_id
        if version_id not in self.questions:
            self.add_question(place)
        return self.items[version_id]

    def add_question(self, place: int) -> None:
        """Have a question of the edition among the others, though no attempt showed it."""
        question = self._edition.questions[place]
        self.questions[question.version_id] = question
        self.as_written[question.version_id] = self._written.questions[place]
        self.items[question.version_id].add(ItemSums())

    def _show(self, item: PaperItem) -> None:
        sums = self.sums_of(item.question)
        sums.shown += 1
        if self._chances:
            sums.examined += 1
            sums.chance += self._chances[item.question]

    def _answer(self, sums: ItemSums, item: PaperItem, response: Response, rest: int) -> None:
        sums.answered += 1
        kind = TYPES[self._edition.questions[item.question].type]
        if kind.interaction in WITH_OPTIONS:
            for option in chosen(response, item, kind):
                if isinstance(option, int) and option >= 0:
                    add_at(sums.chosen, option)
                    add_at(sums.chosen_rest, option, rest)


def chances(edition: Edition) -> dict[int, int]:
    """For each question (by its place in the edition) the chance, of `SCALE`, that a paper has it: how many of its pool
    are drawn."""
    return {question: SCALE * cell.count // len(cell.pool) for cell in edition.cells for question in cell.pool}


def share(score: int, points: int) -> int:
    """A score as a share of its points, in 1/`SCALE`, half up."""
    return (2 * SCALE * score + points) // (2 * points)


def totals(observed: Iterable[Observed]) -> dict[int, ItemSums]:
    """The sums of each question over several editions."""
    found: dict[int, ItemSums] = defaultdict(ItemSums)
    for each in observed:
        for version_id, sums in each.items.items():
            found[version_id].add(sums)
    return found


def _counts(result: Result) -> bool:
    """Whether a paper says something of its questions: at least two of them count."""
    return sum(marked.points > 0 for marked in result.items) > 1


def _score(sums: ItemSums, score: int, rest: int, band: int) -> None:
    sums.taken += 1
    sums.score += score
    sums.score_squares += score * score
    sums.rest += rest
    sums.rest_squares += rest * rest
    sums.score_rest += score * rest
    add_at(sums.band_taken, band)
    add_at(sums.band_score, band, score)
