"""Whether what a server answered gives away what is right."""

import json
import re
from html import unescape

from quiz_app.exams.editions import EditionQuestion


def tells(text: str, question: EditionQuestion) -> bool:
    """Whether an answer of the server gives away what is right, in words, as JSON or by its markup."""
    said = said_in(text)
    if letters(question.explanation)[:40] in said:
        return True
    if letters(question.stem) not in said:
        return False
    if question.type == "fill_blank" and any(f'"{each}"' in unescape(text) for each in telling(question)):
        return True
    return bool(re.search(r'class="option right|"(right|correct|explanation)":', unescape(text)))


def telling(question: EditionQuestion) -> list[str]:
    """Accepted texts that cannot stand in a page by chance, as `"1"` can."""
    return [each for blank in question.key for each in blank if len(each) > 2]


def said_in(text: str) -> str:
    """All that an answer holds, as `letters`: what is shown, then what stands inside of tags too."""
    if text.startswith(("{", "[")):
        return letters(json.dumps(json.loads(text), ensure_ascii=False))
    shown = re.sub(r"</?[a-z][^>]*>", "", text)
    return letters(unescape(shown)) + letters(unescape(text))


def letters(text: str) -> str:
    """Letters and digits alone, so that no markup stands between the words of a sentence."""
    return "".join(re.findall(r"[^\W_]+", text))
