"""A graded paper becomes sums: what was shown, answered, chosen and scored, question by question."""

from collections import defaultdict
from collections.abc import Iterable

from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.editions import Edition, EditionQuestion
from quiz_app.exams.grading import ItemResult, Marks, Result, chosen, grade_with, says_something
from quiz_app.exams.keying import NO_TIME
from quiz_app.exams.papers import Paper, PaperItem
from quiz_app.exams.psychometrics.sums import BANDS, SCALE, ItemSums, PaperSums, add_at
from quiz_app.exams.psychometrics.timing import place_of, spent
from quiz_app.exams.sheets import Response, Sheet

NO_MARKS: Marks = {}
WITH_OPTIONS = frozenset({Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE})


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
        self._allotted = edition.minutes * 60 // max(1, edition.size)

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
            self._exchange(paper, sheet, said, result, 1)

    def recount(self, paper: Paper, sheet: Sheet, before: Result, after: Result) -> None:
        """What an attempt that was counted as marked `before` says beyond that, marked as `after`: sums to be
        added to those that hold it."""
        said = {no for no, response in sheet.items() if says_something(response)}
        if said.isdisjoint(range(1, len(paper) + 1)):
            return
        if after.max_score == before.max_score:
            self._move(paper, sheet, said, before, after)
            return
        for result, sign in ((before, -1), (after, 1)):
            if _counts(result):
                self._exchange(paper, sheet, said, result, sign)

    def _move(self, paper: Paper, sheet: Sheet, said: set[int], before: Result, after: Result) -> None:
        """What `_exchange` does twice, where the same questions count for as much: in one pass, and only what moves."""
        if not _counts(before):
            return
        full = before.max_score
        bands = before.score * BANDS // full, after.score * BANDS // full
        self._take(before, bands[0], -1)
        self._take(after, bands[1], 1)
        for item, was, now in zip(paper, before.items, after.items, strict=True):
            points = was.points
            if not points:
                continue
            question = self._edition.questions[item.question]
            if question.version_id not in self.questions:
                self.add_question(item.question)
            sums = self.items[question.version_id]
            old, new = share(was.score, points), share(now.score, points)
            old_rest = share(before.score - was.score, full - points)
            rest = share(after.score - now.score, full - points)
            sums.score += new - old
            sums.score_squares += new * new - old * old
            sums.rest += rest - old_rest
            sums.rest_squares += rest * rest - old_rest * old_rest
            sums.score_rest += new * rest - old * old_rest
            if bands[0] != bands[1]:
                add_at(sums.band_taken, bands[0], -1)
                add_at(sums.band_taken, bands[1])
            add_at(sums.band_score, bands[0], -old)
            add_at(sums.band_score, bands[1], new)
            if now.no in said and rest != old_rest:
                self._answer(sums, item, now, sheet[now.no], rest - old_rest, 0)

    def _exchange(self, paper: Paper, sheet: Sheet, said: set[int], result: Result, sign: int) -> None:
        band = result.score * BANDS // result.max_score
        self._take(result, band, sign)
        times, is_timed = None, any(sheet[no].seconds != NO_TIME for no in said)
        for item, marked in zip(paper, result.items, strict=True):
            if not marked.points:
                continue
            question = self._edition.questions[item.question]
            if question.version_id not in self.questions:
                self.add_question(item.question)
            sums = self.items[question.version_id]
            rest = share(result.score - marked.score, result.max_score - marked.points)
            _score(sums, share(marked.score, marked.points), rest, band, sign)
            sums.allotted += sign * self._allotted
            if marked.no in said:
                self._answer(sums, item, marked, sheet[marked.no], rest, sign)
                if is_timed:
                    times = times or spent({no: sheet[no].seconds for no in said})
                    add_at(sums.seconds, place_of(times[marked.no]), sign)

    def add_question(self, place: int) -> None:
        """Have a question of the edition among the others, though no attempt showed it."""
        question = self._edition.questions[place]
        self.questions[question.version_id] = question
        self.as_written[question.version_id] = self._written.questions[place]
        self.items[question.version_id].add(ItemSums())

    def _show(self, item: PaperItem) -> None:
        question = self._edition.questions[item.question]
        if question.version_id not in self.questions:
            self.add_question(item.question)
        sums = self.items[question.version_id]
        sums.shown += 1
        if self._chances:
            sums.examined += 1
            sums.chance += self._chances[item.question]

    def _take(self, result: Result, band: int, sign: int) -> None:
        self.papers.taken += sign
        self.papers.score += sign * result.score
        self.papers.score_squares += sign * result.score * result.score
        add_at(self.papers.bands, band, sign)

    def _answer(
        self, sums: ItemSums, item: PaperItem, marked: ItemResult, response: Response, rest: int, sign: int
    ) -> None:
        sums.answered += sign
        kind = TYPES[self._edition.questions[item.question].type]
        if kind.interaction in WITH_OPTIONS:
            for option in chosen(response, item, kind):
                if isinstance(option, int) and option >= 0:
                    add_at(sums.chosen, option, sign)
                    add_at(sums.chosen_rest, option, rest if sign == 0 else sign * rest)


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


def _score(sums: ItemSums, score: int, rest: int, band: int, sign: int) -> None:
    sums.taken += sign
    sums.score += sign * score
    sums.score_squares += sign * score * score
    sums.rest += sign * rest
    sums.rest_squares += sign * rest * rest
    sums.score_rest += sign * score * rest
    add_at(sums.band_taken, band, sign)
    add_at(sums.band_score, band, sign * score)
