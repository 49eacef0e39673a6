"""Questions that ask the same thing, found among tens of thousands.

The measure: the text of a question is its stem (with those of its parts, where it is a case) followed by its key in
words, compatibility-folded (NFKC), case-folded and without blanks and punctuation, as the set of its character bigrams.
Two questions ask the same thing when

- their keys say the same (equal sets of right options or of pairs, equal orders, verdicts and numbers, equal first
  spellings in the blanks), and the Jaccard index of their bigram sets, |A ∩ B| / |A ∪ B|, is at least 0.8; or
- their stems are equal, and so are their sets of options and prompts, while their keys differ: one must be wrong.

Questions that show different pictures ask different things, whatever their words. Options in another order change
nothing. Candidates are found without comparing all pairs and without missing any, by
prefix filtering (Bayardo, Ma, Srikant: Scaling Up All Pairs Similarity Search, WWW 2007): with bigrams ordered from
rare to common, two sets of that similarity share one among the first n - ceil(0.8 n) + 1.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz_app.banks.keys import key_texts
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.case import part_questions
from quiz_app.banks.types.protocol import Interaction
from quiz_app.banks.types.table import TYPES

THRESHOLD = Fraction(4, 5)

_UNORDERED = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.PAIR)
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Duplicate:
    """Two questions by their place in the list; `similarity` is their Jaccard index, `same_key` tells the two rules."""

    first: int
    second: int
    similarity: Fraction
    same_key: bool


def duplicates(
    questions: Sequence[QuestionText], *, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Duplicate]:
    """All pairs, each once, in the order of the later question; `tell(done, total)` hears how many were compared."""
    pairs = [*_same_stems(questions), *_similar(questions, tell)]
    found = (pair for pair in pairs if _contents(questions[pair.first]) == _contents(questions[pair.second]))
    return sorted(found, key=lambda each: (each.second, each.first))


def bigrams(text: str) -> frozenset[str]:
    """The character bigrams of a normalised text; a single character stands for itself."""
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1))) if text else frozenset()


def plain(text: str) -> str:
    """The text that the measure sees."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def jaccard(first: frozenset[str], second: frozenset[str]) -> Fraction:
    shared = len(first & second)
    united = len(first) + len(second) - shared
    return Fraction(shared, united) if united else Fraction(1)


def _contents(question: QuestionText) -> frozenset[str]:
    """What its pictures show, by digest."""
    return frozenset(digest for _name, digest in question.pictures)


def _same_stems(questions: Sequence[QuestionText]) -> Iterator[Duplicate]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, question in enumerate(questions):
        options = tuple(sorted(map(plain, (*question.options, *question.prompts, *_of_parts(question)))))
        groups[plain(question.stem), options].append(index)
    for group in groups.values():
        for at, second in enumerate(group):
            for first in group[:at]:
                if _same_key(questions[first]) != _same_key(questions[second]):
                    yield Duplicate(first, second, Fraction(1), same_key=False)


def _similar(questions: Sequence[QuestionText], tell: Callable[[int, int], None]) -> Iterator[Duplicate]:
    keys = [_same_key(question) for question in questions]
    sets = [bigrams(plain(_asked(question)) + "".join(key)) for question, key in zip(questions, keys, strict=True)]
    ranks = _ranks(sets)
    seen: dict[tuple[Hashable, int], list[int]] = defaultdict(list)
    for second, (key, own) in enumerate(zip(keys, sets, strict=True)):
        tell(second + 1, len(questions))
        least = _least_shared(len(own))
        prefix = sorted([ranks[bigram] for bigram in own])[: len(own) - least + 1]
        lists = [seen[key, rank] for rank in prefix]
        for first in sorted({first for earlier in lists for first in earlier}):
            if _are_similar(sets[first], own):
                yield Duplicate(first, second, jaccard(sets[first], own), same_key=True)
        for earlier in lists:
            earlier.append(second)


def _asked(question: QuestionText) -> str:
    return "".join([question.stem, *(part.stem for part in question.parts)])


def _of_parts(question: QuestionText) -> Iterator[str]:
    for part in question.parts:
        yield from (part.stem, *part.options)


def _ranks(sets: Sequence[frozenset[str]]) -> dict[str, int]:
    """Each bigram's place from rare to common; equally rare ones in the order of their signs."""
    frequency = Counter(bigram for each in sets for bigram in each)
    return {bigram: rank for rank, bigram in enumerate(sorted(sorted(frequency), key=frequency.__getitem__))}


def _are_similar(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether their Jaccard index reaches the threshold, in whole numbers."""
    shared = len(first & second)
    return shared * THRESHOLD.denominator >= (len(first) + len(second) - shared) * THRESHOLD.numerator


def _least_shared(size: int) -> int:
    """How many bigrams a set of this size shares at least with one that is similar enough."""
    return -(-size * THRESHOLD.numerator // THRESHOLD.denominator)


def _same_key(question: QuestionText) -> tuple[str, ...]:
    """What is right in words; its order does not count, but for an ordering, for blanks and for the parts of a case."""
    if question.parts:
        return tuple("".join(_same_key(part)) for part in part_questions(question))
    texts = tuple(plain(text) or text for text in key_texts(question))
    return tuple(sorted(texts)) if TYPES[question.type].interaction in _UNORDERED else texts
