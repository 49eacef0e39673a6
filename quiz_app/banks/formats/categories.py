"""Categories as Moodle writes them, `$course$/top/a/b`, and as we do, `a/b`."""

import re

from quiz_app.banks.formats.markdown_texts import path

_CONTEXT = re.compile(r"\$[a-z]+[0-9]*\$/?(?:top(?:/|$))?|top(?:/|$)")


def read_category(text: str) -> str:
    """Moodle doubles a slash in a name; ours has a full-width one there."""
    return path(_without_context(text.strip()).replace("//", "／"))


def written_category(category: str) -> str:
    return f"$course$/top/{category}".rstrip("/")


def _without_context(text: str) -> str:
    context = _CONTEXT.match(text)
    return text[context.end() :] if context else text
