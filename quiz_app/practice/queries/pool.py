"""What may be practised now: the stock of the actor's units without what exams hold back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz_app.banks.inventory import StockedQuestion
from quiz_app.banks.queries.drawing import stock
from quiz_app.exams.queries.withholding import withheld
from quiz_app.organizations.actors import Actor


@dataclass(frozen=True, slots=True)
class Pool:
    """`stock` is by code; `withheld` are codes, of questions in the stock and of others."""

    stock: list[StockedQuestion]
    withheld: frozenset[str]

    @property
    def open(self) -> list[StockedQuestion]:
        """What may be asked and explained now."""
        return [each for each in self.stock if each.code not in self.withheld]

    @property
    def held_back(self) -> int:
        """How many questions of the stock exams hold back."""
        return len(self.stock) - len(self.open)


def pool(session: Session, actor: Actor, *, at: datetime, with_points: bool = True) -> Pool:
    """In two queries, and one for each edition that this process has not read yet."""
    held = stock(session, actor.unit_path, with_points=with_points)
    return Pool(held, withheld(session, actor, at=at))
