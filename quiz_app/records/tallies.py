"""The sums of statistics against what the attempts themselves give."""

from collections.abc import Iterator, Mapping

from quiz_app.exams.editions import EditionQuestion
from quiz_app.exams.psychometrics.figures import Figures, figures
from quiz_app.exams.psychometrics.findings import asked
from quiz_app.exams.psychometrics.observing import Observed, totals
from quiz_app.exams.psychometrics.sums import ItemSums, PaperSums

Items = Mapping[tuple[int, int], tuple[ItemSums, Figures]]
Questions = Mapping[int, tuple[ItemSums, Figures]]


def drift(
    observed: Mapping[int, Observed], papers: Mapping[int, PaperSums], items: Items, questions: Questions
) -> Iterator[str]:
    """A sentence for each sum or figure that is not what `observed`, all counted attempts by edition, comes to."""
    written = {version_id: question for each in observed.values() for version_id, question in each.as_written.items()}
    exams = {edition_id: each for edition_id, each in observed.items() if each.is_exam}
    due_papers = {edition_id: each.papers for edition_id, each in exams.items()}
    due_items = {
        (edition_id, version_id): _with_figures(sums, each.questions[version_id])
        for edition_id, each in exams.items()
        for version_id, sums in each.items.items()
    }
    due_questions = {
        version_id: _with_figures(sums, written[version_id]) for version_id, sums in totals(observed.values()).items()
    }
    for edition_id in sorted(due_papers.keys() | papers.keys()):
        if _papers(due_papers.get(edition_id)) != _papers(papers.get(edition_id)):
            yield f"试卷 {edition_id} 的分数合计与作答记录不符。"
    for edition_id, version_id in sorted(due_items.keys() | items.keys()):
        if _item(due_items.get((edition_id, version_id))) != _item(items.get((edition_id, version_id))):
            yield f"试题版本 {version_id} 在试卷 {edition_id} 里的统计与作答记录不符。"
    for version_id in sorted(due_questions.keys() | questions.keys()):
        if _item(due_questions.get(version_id)) != _item(questions.get(version_id)):
            yield f"试题版本 {version_id} 的统计与作答记录不符。"


def _with_figures(sums: ItemSums, question: EditionQuestion) -> tuple[ItemSums, Figures]:
    return sums, figures(sums, asked(question.type, question.options, question.key))


def _papers(sums: PaperSums | None) -> object:
    return (sums or PaperSums()).values()


def _item(found: tuple[ItemSums, Figures] | None) -> object:
    sums, shown = found or (ItemSums(), Figures(None, None, 0))
    return sums.values(), shown
