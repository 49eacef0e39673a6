"""填空题: each blank `____` in the stem is filled with a text; a blank may accept several spellings.

Two texts count as the same when they are equal after: NFKC (full-width letters, digits and punctuation become
half-width), case folding, removal of all white space and invisible characters, one form for each kind of punctuation
(、 as a comma, 。 as a full stop, any quotation mark, dash or pair of book-title marks as one of its kind), and removal
of a full stop, comma or semicolon at the end. Nothing else is guessed: 三 and 3 are the same only where the question
says so.
"""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.parts import share
from quiz_app.banks.types.protocol import Interaction, Response

BLANK = "____"

_BLANK = re.compile(r"(?<!_)_{4}(?!_)")
_RUN = re.compile(r"_{2,}")
_PUNCTUATION = str.maketrans(
    {"、": ",", "。": ".", "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'"}
    | {"—": "-", "–": "-", "―": "-", "‐": "-", "−": "-", "《": "<", "〈": "<", "》": ">", "〉": ">"}
    | {"【": "[", "】": "]", "〔": "[", "〕": "]", "・": "·", "•": "·"}
)


class FillBlank:
    code = "fill_blank"
    label = "填空"
    section_title = "填空题"
    interaction = Interaction.FILL
    shuffles_options = False
    is_sequence = False
    marked_by_person = False

    def problems(self, question: QuestionText) -> list[str]:
        own = ["填空题不写选项，请删去选项或者改为单选。"] if question.options else []
        return own + blank_problems(question)

    def shown_options(self, options: Sequence[str]) -> tuple[str, ...]:
        return ()

    def shown_prompts(self, prompts: Sequence[str]) -> tuple[str, ...]:
        return ()

    def option_count(self, options: Sequence[str]) -> int:
        return 0

    def blanks(self, stem: str) -> int:
        return blanks_in(stem)

    def grade(self, key: Sequence[Any], response: Response, rule: str) -> Fraction:
        """By `parts.share`: r of k blanks filled rightly, w of them wrongly."""
        return share(*count(key, response), len(key), rule)

    def is_correct(self, key: Sequence[Any], response: Response) -> bool:
        return count(key, response)[0] == len(key)


def blanks_in(stem: str) -> int:
    return len(_BLANK.findall(stem))


def blank_problems(question: QuestionText) -> list[str]:
    """What can be wrong with the blanks of a stem and the texts that belong in them."""
    found = []
    blanks = blanks_in(question.stem)
    if not blanks:
        found.append(f"题干里没有空：用四个下划线 {BLANK} 表示一个空。")
    if len(_RUN.findall(question.stem)) != blanks:
        found.append(f"题干里有长短不对的下划线：一个空正好是四个下划线 {BLANK}。")
    if len(question.key) != blanks:
        found.append(f"题干有 {blanks} 个空，答案有 {len(question.key)} 个，请对上；各空的答案用 | 隔开。")
    for number, accepted in enumerate(question.key, start=1):
        texts = accepted if isinstance(accepted, tuple) else ()
        if not texts or not all(normal(text) for text in texts):
            found.append(f"第 {number} 个空的答案是空的，请写上。")
        elif len({normal(text) for text in texts}) != len(texts):
            found.append(f"第 {number} 个空的几种写法有重复（全角半角、大小写和空格不用分别写）。")
    return found


def count(key: Sequence[Any], response: Response) -> tuple[int, int]:
    """How many blanks are right, and how many are filled with something wrong."""
    if not isinstance(response, tuple) or len(response) > len(key):
        return 0, len(response)
    right = wrong = 0
    for accepted, text in zip(key, response, strict=False):
        written = normal(str(text))
        if written in _normal_forms(tuple(accepted)):
            right += 1
        elif written:
            wrong += 1
    return right, wrong


def normal(text: str) -> str:
    """The form in which two answers are compared; see the head of this file. Normal forms are their own normal form."""
    form = _normal_once(text)
    while form != text:
        text, form = form, _normal_once(form)
    return form


def _normal_once(text: str) -> str:
    """One pass. What it removes may let the signs around it combine, which takes another."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = folded.translate(_PUNCTUATION).translate(_VISIBLE)
    return kept.rstrip(".,;") or kept


class _Visible(dict[int, str | None]):
    """What `translate` leaves of each character: itself, or nothing where it is invisible; looked up once."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kept = None if character.isspace() or unicodedata.category(character) in ("Cc", "Cf") else character
        if code < _KEPT_CODES:
            self[code] = kept
        return kept


_KEPT_CODES = 0x10000
_VISIBLE = _Visible()


@lru_cache(maxsize=4096)
def _normal_forms(accepted: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normal, accepted))


TYPE = FillBlank()
