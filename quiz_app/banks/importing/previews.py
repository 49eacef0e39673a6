"""What a page shows of a plan: counts of everything, and the first of each list; as JSON and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quiz_app.banks.formats.protocol import Refused, Unsupported
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import ImportPlan, Twin
from quiz_app.banks.markup import shown

SHOWN = 200
QUESTIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file by what it asks; `note` is what a draft waits for, or why a mend is offered. A stem that is
    `pictured` shows its pictures by their addresses."""

    row: int
    stem: str
    note: str
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do. The numbers count all; the lists hold the first `SHOWN`, and `QUESTIONS_SHOWN`."""

    version: int
    form: str
    encoding: str | None
    accepted: int
    refused_rows: int
    twin_count: int
    offer_count: int
    questions: tuple[Row, ...]
    refused: tuple[tuple[int, tuple[Refused, ...]], ...]
    twins: tuple[Twin, ...]
    offers: tuple[Row, ...]
    unsupported: tuple[Unsupported, ...]

    def refused_at(self, row: int) -> tuple[Refused, ...]:
        return next((faults for number, faults in self.refused if number == row), ())


def preview(read: Read, made: ImportPlan, *, version: int) -> Preview:
    """`version` is that of the upload which the plan was made of."""
    refused = list(_by_row(made.refused))
    offers = read.reading.offers
    return Preview(
        version=version,
        form=read.form,
        encoding=read.encoding,
        accepted=len(made.questions),
        refused_rows=len(refused),
        twin_count=len(made.twins),
        offer_count=len(offers),
        questions=tuple(
            Row(text.line, shown(text).stem, text.draft_reason or "", bool(text.pictures))
            for text in made.questions[:QUESTIONS_SHOWN]
        ),
        refused=tuple(refused[:SHOWN]),
        twins=made.twins[:SHOWN],
        offers=tuple(Row(offer.row, offer.mended.stem, offer.reason) for offer in offers[:SHOWN]),
        unsupported=made.unsupported[:SHOWN],
    )


def to_json(shown: Preview) -> dict[str, Any]:
    return asdict(shown)


def from_json(raw: Mapping[str, Any]) -> Preview:
    lists: dict[str, Any] = {
        "questions": tuple(Row(**each) for each in raw["questions"]),
        "refused": tuple((row, tuple(Refused(**each) for each in faults)) for row, faults in raw["refused"]),
        "twins": tuple(Twin(**each) for each in raw["twins"]),
        "offers": tuple(Row(**each) for each in raw["offers"]),
        "unsupported": tuple(Unsupported(**each) for each in raw["unsupported"]),
    }
    return Preview(**(dict(raw) | lists))


def _by_row(refused: Sequence[Refused]) -> Iterator[tuple[int, tuple[Refused, ...]]]:
    rows: dict[int, list[Refused]] = {}
    for each in refused:
        rows.setdefault(each.row, []).append(each)
    yield from ((row, tuple(rows[row])) for row in sorted(rows))
