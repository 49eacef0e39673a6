"""Wording that a question may not use: it gives the answer away, breaks when options are shuffled, or goes stale."""

import re
from collections.abc import Iterator

from quiz_app.banks.duplicates import plain
from quiz_app.banks.keys import key_texts
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.types.protocol import LETTERS, Interaction
from quiz_app.banks.types.table import TYPES
from quiz_app.core.markdown import in_words

_ALL_OR_NONE = re.compile(
    r"(?:以上|上述|前述|以下|上面|前面)?(?:各项|选项|几项|[二两三四五六七]项|说法|内容|答案|全部|所有)*"
    r"(?:都|均|皆|全)(?:是|对|不是|不对|正确|不正确|错|错误|包括|属于|不属于)?(?:的)?"
)
_LETTERS_TOGETHER = re.compile(r"[A-HＡ-Ｈ](?:\s*[、,，和与及]?\s*[A-HＡ-Ｈ])*\s*(?:都|均|皆|项|两项|三项).{0,6}")
_LETTER_NAMED = re.compile(r"(?:选项|答案|选)\s*[A-HＡ-Ｈ](?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-HＡ-Ｈ]\s*(?:项|选项)")
_PLACE_NAMED = re.compile(r"第[一二三四五六七八]个选项|前[两二三四]个选项|最后一个选项")
_OWN_LETTER = re.compile(r"[A-HＡ-Ｈ]\s*[.．、]")
_STALE = re.compile(r"现任|截至目前|到目前为止|今年|去年|明年|本届")
_LEAST_GIVEN_AWAY = 4
_CHOICES = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY)


def wording_problems(question: QuestionText) -> Iterator[str]:
    """Sentences on what is wrong with the words of a question."""
    for letter, option in zip(LETTERS, question.options, strict=False):
        if _ALL_OR_NONE.fullmatch(plain(option)) or _LETTERS_TOGETHER.fullmatch(option.strip()):
            yield f"选项 {letter}“{option}”借别的选项作答，选项打乱后不成立：换成具体的内容。"
        if _OWN_LETTER.match(option):
            yield f"选项 {letter} 里又写了一遍字母，请删去。"
    if _LETTER_NAMED.search(question.explanation) or _PLACE_NAMED.search(question.explanation):
        yield "解析提到了选项的字母或位置，选项打乱后对不上：直接写出选项的内容。"
    if stale := _STALE.search(question.stem):
        yield f"题干里有“{stale[0]}”，答案会随时间变化：写明时间或者换一种问法。"
    yield from _given_away(question)


def _given_away(question: QuestionText) -> Iterator[str]:
    """A right option whose words stand in the stem while those of no wrong option do."""
    if TYPES[question.type].interaction not in _CHOICES:
        return
    stem = plain(in_words(question.stem))
    right = {plain(in_words(text)) for text in key_texts(question)}
    wrong = {plain(in_words(option)) for option in question.options} - right
    shown = [text for text in right if len(text) >= _LEAST_GIVEN_AWAY and text in stem]
    if shown and not any(text and text in stem for text in wrong):
        yield f"题干里已经写着正确选项“{shown[0]}”，泄露了答案：改写题干。"
