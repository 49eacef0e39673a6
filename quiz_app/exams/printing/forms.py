"""Papers for sitting without a screen: drawn by the same rules as members' papers, by a seed of their own.

Nothing is stored. Form n of an edition is paper n of the seed that `form_seed` makes of the edition's own; what is
printed on every part (`Form.code`) is enough to draw it again. No member's paper can coincide with a form by seed:
members' seeds are the keyed hash of the same key under another purpose (`papers.member_seed`).
"""

from dataclasses import dataclass

from quiz_app.core.errors import Invalid
from quiz_app.core.keys import keyed_hash
from quiz_app.exams.editions import Edition
from quiz_app.exams.papers import Paper, draw

MOST_FORMS = 500
MOST_QUESTIONS_ON_A_PAGE = 500
"""Questions over all forms that a request of the site prints."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Printable:
    """A published exam with what its papers are drawn from. `digest` names the edition; `seed` is the edition's."""

    title: str
    unit_name: str
    edition: Edition
    seed: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """One of the papers, by its number from 1."""

    number: int
    paper: Paper
    code: str

    @property
    def label(self) -> str:
        """`A 卷` to `Z 卷`, then `第 27 卷`."""
        return f"{_LETTERS[self.number - 1]} 卷" if self.number <= len(_LETTERS) else f"第 {self.number} 卷"


def form_seed(edition_seed: bytes) -> bytes:
    """What the forms of an edition are drawn with; without the edition's seed nobody can foresee it."""
    return keyed_hash(edition_seed, "printed form", b"", 16)


def draw_form(exam: Printable, number: int) -> Form:
    """The same edition and number always draw the same form; form n + 1 takes questions that form n left, as far as
    there are any."""
    return Form(number, draw(exam.edition, form_seed(exam.seed), number), code_of(exam.digest, number))


def code_of(digest: bytes, number: int) -> str:
    """`3F2A9C41-02`: the first 8 hex digits of the edition's name, and the form's number."""
    return f"{digest.hex()[:8].upper()}-{number:02d}"


def most_on_a_page(exam: Printable) -> int:
    """How many forms a request of the site prints, which must end soon."""
    return min(MOST_FORMS, max(1, MOST_QUESTIONS_ON_A_PAGE // exam.edition.size))


def refuse_too_many(exam: Printable, papers: int, *, on_a_page: bool) -> None:
    """More forms than may be printed at once, by a request of the site or at all."""
    most = most_on_a_page(exam) if on_a_page else MOST_FORMS
    if not 1 <= papers <= most:
        more = "；要更多，请管理员用 quiz-app exams print 打印" if on_a_page else ""
        raise Invalid(
            f"份数写 1 到 {most} 的整数：每份 {exam.edition.size} 题{more}。", fields={"papers": f"1 到 {most}"}
        )
